import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Example } from './examples';
import { readPlaygroundAssets } from './playground-assets';
import { assetPolicy, assetsPath, examplesPath, pageHtml, pagePolicy } from './playground-page';

/** What the playground is made of. */
export interface PlaygroundOptions {
  /** The folder that `scripts/bundle-playground.mjs` wrote. */
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

/** A hashed name never changes its bytes, and no file holds anything of a caller. */
const immutable = 'public, max-age=31536000, immutable';

/**
 * Serves the playground: the page at `/`, its hashed files and the examples. Everything is read now and answered
 * from memory; a file is found by its exact name, so a path cannot lead elsewhere. An unknown name takes the
 * application's own not-found reply. Throws an `Error` of one line when the bundle is missing.
 */
export function registerPlayground(app: FastifyInstance, options: PlaygroundOptions): void {
  if (!/^\/(?!\/)/.test(options.endpoint))
    throw new Error('The playground endpoint must be a path of this origin');
  const assets = readPlaygroundAssets(options.assetsFolder);
  const examples = JSON.stringify(options.examples);

  app.get('/', (_request, reply) => {
    const nonce = randomBytes(18).toString('base64');
    return send(reply, 'text/html; charset=utf-8', pagePolicy(nonce), 'no-store').send(
      pageHtml(assets, options.endpoint, nonce),
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
