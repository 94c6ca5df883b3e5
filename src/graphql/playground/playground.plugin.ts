import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Example } from './examples';
import { readPlaygroundAssets } from './playground-assets';
import { assetPolicy, assetsPath, examplesPath, pageHtml, pagePolicy } from './playground-page';

/** What the playground serves. */
export interface PlaygroundOptions {
  /** The folder that `scripts/bundle-playground.mjs` writes. */
  readonly assetsFolder: string;
  /** Shown in this order: the first few as tabs, all of them in the picker. */
  readonly examples: readonly Example[];
  /** The absolute path of the GraphQL endpoint on this same origin, such as `/graphql`. */
  readonly endpoint: string;
}

const commonHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)',
};

/** The bytes under a hashed name never change, and no file holds data of a caller. */
const immutable = 'public, max-age=31536000, immutable';

/**
 * Serves the playground: the page at `/`, its hashed files and the examples. Everything is read at once and served from
 * memory. A file is found only by its exact name, so no path leads out of the folder. An unknown name gets the
 * application's own not-found reply.
 *
 * @throws Error of one line for an endpoint that is not a path of this origin, and when the bundle is missing.
 */
export function registerPlayground(app: FastifyInstance, options: PlaygroundOptions): void {
  if (!/^\/(?!\/)/.test(options.endpoint))
    throw new Error('The playground endpoint must be a path of this origin');
  const assets = readPlaygroundAssets(options.assetsFolder);
  const examples = JSON.stringify(options.examples);

  app.get('/', ({ publicUrl }, reply) => {
    // A page without the transport in front has no prefix.
    const prefix = publicUrl ? new URL(publicUrl).pathname.replace(/\/$/, '') : '';
    const nonce = randomBytes(18).toString('base64');
    return send(reply, 'text/html; charset=utf-8', pagePolicy(nonce), 'no-store').send(
      pageHtml(assets, options.endpoint, nonce, prefix),
    );
  });

  app.get(examplesPath, (_request, reply) =>
    send(reply, 'application/json; charset=utf-8', assetPolicy, 'no-store').send(examples),
  );

  app.get<{ Params: { file: string } }>(`${assetsPath}:file`, (request, reply) => {
    const asset = assets.files.get(request.params.file);
    if (!asset) return reply.callNotFound();
    return send(reply, asset.contentType, assetPolicy, immutable).send(asset.body);
  });
}

function send(reply: FastifyReply, contentType: string, policy: string, caching: string): FastifyReply {
  return reply
    .headers({ ...commonHeaders, 'content-security-policy': policy, 'cache-control': caching })
    .type(contentType);
}
