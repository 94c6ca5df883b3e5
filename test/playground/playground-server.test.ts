import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { registerPlayground } from '../../src/graphql/playground/playground.plugin';

const examples = [{ name: 'Viewer', query: 'query Viewer { viewer { id } }', variables: {} }];
const bundle: Record<string, [contentType: string, text: string]> = {
  'main-AAAA.js': ['text/javascript; charset=utf-8', 'export {};'],
  'main-BBBB.css': ['text/css; charset=utf-8', 'body{}'],
  'font-CCCC.woff2': ['font/woff2', 'wOF2'],
};

let folder: string;
let app: FastifyInstance;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'playground-server-'));
  mkdirSync(join(folder, 'assets'));
  for (const [name, [, text]] of Object.entries(bundle)) writeFileSync(join(folder, 'assets', name), text);
  writeManifest(Object.keys(bundle));
  app = Fastify();
});

afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

function writeManifest(files: string[]): void {
  const manifest = { script: 'main-AAAA.js', style: 'main-BBBB.css', files };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

function register(endpoint = '/graphql'): void {
  registerPlayground(app, { assetsFolder: folder, examples, endpoint });
}

function directives(policy: unknown): Map<string, string> {
  return new Map(
    String(policy)
      .split('; ')
      .map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]),
  );
}

describe('registering the playground', () => {
  it.each([
    ['there is no bundle', () => rmSync(join(folder, 'manifest.json'))],
    ['a file of the bundle is missing', () => rmSync(join(folder, 'assets', 'font-CCCC.woff2'))],
    ['the manifest does not list its own script', () => writeManifest(['main-BBBB.css'])],
  ])('fails with one line that says what to run when %s', (_case, damage) => {
    damage();
    expect(() => register()).toThrow(/^The playground is not built in [^\n]+: run "npm run build"[^\n]*$/);
  });

  it('refuses a bundled file of an unknown type', () => {
    writeFileSync(join(folder, 'assets', 'page.html'), '');
    writeManifest([...Object.keys(bundle), 'page.html']);
    expect(() => register()).toThrow('unknown type: page.html');
  });

  it.each(['https://elsewhere.example/graphql', '//elsewhere.example/graphql', 'graphql', ''])(
    'refuses an endpoint that is not a path of this origin: "%s"',
    (endpoint) => {
      expect(() => register(endpoint)).toThrow('must be a path of this origin');
    },
  );
});

describe('the paths of the playground', () => {
  it.each([
    '/playground/assets/',
    '/playground/assets/absent.js',
    '/playground/assets/../manifest.json',
    '/playground/assets/..%2fmanifest.json',
    '/playground/assets/%2e%2e%2fmanifest.json',
    '/playground/assets/%2e%2e/manifest.json',
    '/playground/assets/..%5cmanifest.json',
    '/playground/assets/%2fetc%2fpasswd',
    '/playground/assets/main-AAAA.js%00.css',
    '/playground/assets/__proto__',
    '/playground/assets/constructor',
    '/playground/manifest.json',
    '/playground/assets/main-AAAA.js/',
  ])('lead to no other file: %s', async (url) => {
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ from: 'the application' }));
    register();
    const reply = await app.inject({ url });
    expect(reply.statusCode).toBe(404);
    expect(reply.json()).toEqual({ from: 'the application' });
  });

  it.each(Object.entries(bundle))('serve %s as it was bundled', async (name, [contentType, text]) => {
    register();
    const reply = await app.inject({ url: `/playground/assets/${name}` });
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['content-type']).toBe(contentType);
    expect(reply.body).toBe(text);
  });

  it('accept only GET and HEAD', async () => {
    register();
    const status = async (method: 'GET' | 'HEAD' | 'POST') =>
      (await app.inject({ method, url: '/' })).statusCode;
    expect([await status('GET'), await status('HEAD'), await status('POST')]).toEqual([200, 200, 404]);
  });

  it('serve the examples as JSON', async () => {
    register();
    const reply = await app.inject({ url: '/playground/examples.json' });
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(reply.json()).toEqual(examples);
  });
});

describe('the headers of the playground', () => {
  it('allow the page only files and requests of this origin', async () => {
    register();
    const { headers, body } = await app.inject({ url: '/' });
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(Object.fromEntries(directives(headers['content-security-policy']))).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': `'self' 'nonce-${nonce}'`,
      'style-src-attr': "'unsafe-inline'",
      'font-src': "'self'",
      'img-src': "'self' data:",
      'connect-src': "'self'",
      'worker-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
  });

  it('carry a new nonce in every reply', async () => {
    register();
    const policy = async () => (await app.inject({ url: '/' })).headers['content-security-policy'];
    expect(new Set([await policy(), await policy(), await policy()]).size).toBe(3);
  });

  it('keep the page free of inline scripts and styles', async () => {
    register('/a"b&c');
    const { body } = await app.inject({ url: '/' });
    expect(body).toContain('data-endpoint="/a&quot;b&amp;c"');
    expect(body.match(/<script[^>]*>/g)).toEqual([
      '<script type="module" src="/playground/assets/main-AAAA.js">',
    ]);
    expect(body).not.toMatch(/<style|\sstyle=|\son\w+=|https?:\/\/(?!www\.w3\.org)/);
  });

  it.each([
    ['/', 'no-store'],
    ['/playground/examples.json', 'no-store'],
    ['/playground/assets/main-AAAA.js', 'public, max-age=31536000, immutable'],
  ])('say of %s: %s', async (url, caching) => {
    register();
    const { headers } = await app.inject({ url });
    expect(headers).toMatchObject({
      'cache-control': caching,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(directives(headers['content-security-policy']).get('default-src')).toBe("'none'");
    expect(directives(headers['content-security-policy']).get('frame-ancestors')).toBe("'none'");
  });

  it('allow a worker, which runs under the policy of its file, to load and send nothing', async () => {
    register();
    const { headers } = await app.inject({ url: '/playground/assets/main-AAAA.js' });
    const policy = directives(headers['content-security-policy']);
    expect([...policy.values()]).toEqual(Array(policy.size).fill("'none'"));
  });
});
