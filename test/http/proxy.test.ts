import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { describeWithNginx, type Nginx, startNginx } from '../support/nginx';
import { ROOT } from '../support/repository';

const PAGE = readFileSync(join(ROOT, 'docs', 'proxy.md'), 'utf8');
const [AT_ROOT = '', BELOW_PATH = ''] = [...PAGE.matchAll(/```nginx\n([\s\S]*?)```/g)].map(
  ([, block]) => block,
);
const NAMES = ['secrets.example.com', 'example.com', 'other.example.com'];

interface Reply {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

describeWithNginx('a gateway behind the nginx of the documentation', () => {
  let gateway: TestGateway;
  let proxy: Nginx;
  const start = async (block: string, environment: Record<string, string>) => {
    gateway = await startTestGateway({ environment: { SECRETS_GATEWAY_PLAYGROUND: 'on', ...environment } });
    const { port } = await gateway.gateway.listen();
    proxy = await startNginx(block, port, NAMES);
  };
  afterEach(async () => {
    await proxy.close();
    await gateway.close();
  });

  /** Asks the proxy for a URL that clients use, whose port is the test's. */
  const ask = (host: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    new Promise<Reply>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: proxy.port,
          servername: host,
          ca: readFileSync(proxy.certificate),
          method: body === undefined ? 'GET' : 'POST',
          path,
          headers: {
            host: `${host}:${proxy.port}`,
            authorization: `Bearer ${gateway.ownerToken}`,
            ...headers,
          },
        },
        (response) => {
          const pieces: Buffer[] = [];
          response.on('data', (piece: Buffer) => pieces.push(piece));
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              headers: response.headers,
              text: Buffer.concat(pieces).toString(),
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  const json = async (host: string, path: string, headers?: Record<string, string>, body?: string) =>
    JSON.parse((await ask(host, path, { accept: 'application/json', ...headers }, body)).text);
  const asOthers = {
    forwarded: 'for=198.51.100.1;proto=http;host=evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-prefix': '/evil',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '198.51.100.1',
  };
  const GRAPHQL = { 'content-type': 'application/json' };
  const QUERY = JSON.stringify({ query: '{ organization(slug: "default") { slug } }' });

  it.each([
    [
      'trusted',
      { SECRETS_GATEWAY_TRUSTED_PROXIES: '127.0.0.1', SECRETS_GATEWAY_HOST_NAMES: 'secrets.example.com' },
    ],
    ['named by its public URL', { SECRETS_GATEWAY_PUBLIC_URL: 'https://secrets.example.com' }],
  ])('that is %s gives its links', async (_, environment) => {
    const host = 'secrets.example.com';
    await start(AT_ROOT, environment as Record<string, string>);
    const base =
      'SECRETS_GATEWAY_PUBLIC_URL' in environment ? `https://${host}` : `https://${host}:${proxy.port}`;
    for (const headers of [{}, asOthers]) {
      expect((await json(host, '/user', headers)).url).toMatch(new RegExp(`^${base}/users/svc-`));
      expect((await json(host, '/api/v3/user', headers)).url).toMatch(
        new RegExp(`^${base}/api/v3/users/svc-`),
      );
      expect((await json(host, '/openapi/github.json', headers)).servers).toEqual([{ url: base }]);
    }
    expect((await ask('other.example.com', '/user')).status).toBe(421);
  });

  it.each([
    [{ SECRETS_GATEWAY_TRUSTED_PROXIES: '127.0.0.1', SECRETS_GATEWAY_HOST_NAMES: 'example.com' }],
    [{ SECRETS_GATEWAY_PUBLIC_URL: 'https://example.com/secrets/' }],
  ])('has everything below a path: %j', async (environment: Record<string, string>) => {
    const host = 'example.com';
    await start(BELOW_PATH, environment);
    const isNamed = 'SECRETS_GATEWAY_PUBLIC_URL' in environment;
    const base = isNamed ? `https://${host}/secrets` : `https://${host}:${proxy.port}/secrets`;
    const page = await ask(host, '/secrets/', { accept: 'text/html' });
    const paths = [...page.text.matchAll(/(?:src|href|data-\w+)="(\/[^"]*)"/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThanOrEqual(4);
    for (const path of paths) {
      expect(path).toMatch(/^\/secrets\//);
      const reply = await ask(
        host,
        path,
        { accept: '*/*', ...(path.endsWith('/graphql') && GRAPHQL) },
        path.endsWith('/graphql') ? QUERY : undefined,
      );
      expect([path, reply.status]).toEqual([path, 200]);
    }
    const user = await json(host, '/secrets/user');
    expect(user.url).toBe(`${base}/users/${user.login}`);
    expect(await json(host, new URL(user.url).pathname)).toEqual(user);
    expect((await json(host, '/secrets/openapi/devin.json')).servers).toEqual([{ url: base }]);
    // Outside the path nginx answers itself.
    expect((await ask(host, '/user')).headers.server).toMatch(/^nginx/);
    expect((await ask(host, '/user')).status).not.toBe(200);
  });

  it('a path that the proxy leaves in front is removed by the gateway', async () => {
    const keeping = BELOW_PATH.replace('127.0.0.1:4000/;', '127.0.0.1:4000;');
    expect(keeping).not.toBe(BELOW_PATH);
    await start(keeping, { SECRETS_GATEWAY_PUBLIC_URL: 'https://example.com/secrets' });
    expect((await json('example.com', '/secrets/user')).url).toMatch(
      /^https:\/\/example\.com\/secrets\/users\//,
    );
    expect((await ask('example.com', '/secrets/graphql', GRAPHQL, QUERY)).status).toBe(200);
  });

  it('says who called, if it is trusted', async () => {
    const refuse = () => ask('secrets.example.com', '/user', { ...asOthers, authorization: 'Bearer nobody' });
    const names = { SECRETS_GATEWAY_HOST_NAMES: 'secrets.example.com' };
    await start(AT_ROOT, { ...names, SECRETS_GATEWAY_TRUSTED_PROXIES: '127.0.0.1' });
    expect((await refuse()).status).toBe(401);
    // nginx adds the address of the socket. That is trusted here, and so is what it wrote.
    expect(gateway.lines.join('')).not.toContain('not trusted');
    expect(gateway.lines.join('')).toContain('198.51.100.1');
  });

  it('is warned of once, if it is not trusted', async () => {
    await start(AT_ROOT, { SECRETS_GATEWAY_HOST_NAMES: 'secrets.example.com' });
    for (let count = 0; count < 3; count++) {
      expect((await json('secrets.example.com', '/user', asOthers)).url).toMatch(
        new RegExp(`^http://secrets.example.com:${proxy.port}/users/`),
      );
    }
    expect(gateway.lines.filter((line) => line.includes('not trusted'))).toHaveLength(1);
    expect(gateway.lines.join('')).not.toContain('198.51.100.1');
  });
});
