import { createTemporaryFolder } from '../support/folder';
import { CREATE } from './everyday-operations';
import { graphqlRequest, headerOf, type Outgoing, type Reply } from './exchange';
import { type GatewayProcess, startGatewayProcess } from './gateway.process';
import { startWeakGateway } from './weak-gateway';

const folder = createTemporaryFolder('replies');
const place = { url: () => `sqlite:${folder.path}/gateway.db`, dataFolder: () => folder.path };
const ORIGIN = 'https://app.example.com';
let gateway: GatewayProcess;
let authorization: string;

beforeAll(async () => {
  gateway = await startGatewayProcess(place, {
    env: { SECRETS_GATEWAY_CORS_ORIGINS: `${ORIGIN},https://admin.example.com` },
  });
  authorization = `Bearer ${gateway.token}`;
});
afterAll(async () => {
  await gateway.child.kill('SIGKILL');
  gateway.temporary.remove();
  folder.remove();
});

const VIEWER = '{ viewer { id } }';
const get = (path: string, headers: Record<string, string> = {}): Outgoing => ({
  method: 'GET',
  path,
  headers,
});
const post = (type: string, body: string): Outgoing => ({ body, headers: { 'content-type': type } });

/** One request for every kind of reply there is: its status, and whether it is JSON. */
const REPLIES: readonly [string, () => Outgoing, number, 'json' | 'other'][] = [
  ['an answer', () => graphqlRequest(VIEWER, undefined, { authorization }), 200, 'json'],
  [
    'an answer by GET',
    () =>
      get(`/graphql?query=${encodeURIComponent(VIEWER)}`, { authorization, 'apollo-require-preflight': '1' }),
    200,
    'json',
  ],
  ['a document that is not valid', () => graphqlRequest('{ nonsense }'), 400, 'json'],
  [
    'a persisted query',
    () => post('application/json', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"a"}}}'),
    200,
    'json',
  ],
  ['an anonymous request', () => graphqlRequest(VIEWER), 401, 'json'],
  ['a body that is no JSON', () => post('application/json', '{'), 400, 'json'],
  ['a path that cannot be decoded', () => get('/%ff'), 400, 'json'],
  ['a path nobody has', () => get('/nowhere'), 404, 'json'],
  ['a path with dots', () => get('/../../etc/passwd'), 404, 'json'],
  ['a method the path has not', () => ({ method: 'PUT' }), 405, 'json'],
  ['a method of WebDAV', () => ({ method: 'PROPFIND', path: '/' }), 405, 'json'],
  ['a trace', () => ({ method: 'TRACE' }), 405, 'json'],
  ['a body too large', () => post('application/json', `"${'x'.repeat(300_000)}"`), 413, 'json'],
  ['a media type', () => post('text/xml', '<a/>'), 415, 'json'],
  ['headers too large', () => get('/', { 'x-note': 'x'.repeat(20_000) }), 431, 'json'],
  ['the playground', () => get('/'), 200, 'other'],
  ['liveness', () => get('/health/live'), 200, 'json'],
  ['readiness', () => get('/health/ready'), 200, 'json'],
  ['metrics', () => get('/metrics'), 200, 'other'],
  ['a preflight', () => preflight(ORIGIN), 204, 'other'],
];

function preflight(origin: string): Outgoing {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  };
  return { method: 'OPTIONS', headers };
}

function cors({ headers }: Reply): Record<string, string> {
  return Object.fromEntries(
    headers
      .map(([name, value]): [string, string] => [name.toLowerCase(), value])
      .filter(([name]) => name.startsWith('access-control-')),
  );
}

describe('a reply', () => {
  it.each(REPLIES)(
    'to %s is not to be kept, not to be guessed at, and names no software',
    async (_title, make, status, form) => {
      const reply = await gateway.send(make());
      const names = reply.headers.map(([name]) => name.toLowerCase());

      expect(reply.status).toBe(status);
      expect(headerOf(reply, 'cache-control')).toBe('no-store');
      expect(headerOf(reply, 'x-content-type-options')).toBe('nosniff');
      expect(
        names.filter((name) =>
          ['server', 'x-powered-by', 'via', 'etag', 'last-modified', 'set-cookie'].includes(name),
        ),
      ).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      if (form === 'json') {
        expect(headerOf(reply, 'content-type')).toMatch(
          /^application\/(json|graphql-response\+json); charset=utf-8$/,
        );
        expect(JSON.parse(reply.body)).toBeDefined();
      }
      if (status >= 400) {
        expect(JSON.parse(reply.body)).toMatchObject({
          errors: [
            expect.objectContaining({
              message: expect.any(String),
              extensions: expect.objectContaining({ code: expect.any(String) }),
            }),
          ],
        });
      }
    },
  );

  it('to a hashed file of the playground is the only one that may be kept', async () => {
    const page = await gateway.send(get('/'));
    const paths = [...page.body.matchAll(/(?:src|href)="(\/[^"]+-[\w-]{8,}\.(?:js|css))"/g)].map(
      ([, path]) => path ?? '',
    );

    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) {
      const file = await gateway.send(get(path));
      expect([file.status, headerOf(file, 'cache-control')]).toEqual([
        200,
        expect.stringMatching(/immutable/),
      ]);
      expect(headerOf(file, 'x-content-type-options')).toBe('nosniff');
    }
    const missing = await gateway.send(get(`${paths[0]}x`));
    expect([missing.status, headerOf(missing, 'cache-control')]).toEqual([404, 'no-store']);
  });
});

describe('a page of another site', () => {
  const write = () =>
    JSON.stringify({
      query: CREATE,
      variables: { input: { organizationId: gateway.organizationId, name: 'FORGED', value: 'forged' } },
    });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'text/plain;application/json',
    '',
  ])('cannot write with a request that browsers send unasked, of type %j', async (type) => {
    const headers = {
      authorization,
      origin: 'https://evil.example',
      ...(type !== '' && { 'content-type': type }),
    };
    const reply = await gateway.send({ body: write(), headers });

    expect(reply.status).toBe(415);
    expect(cors(reply)).not.toHaveProperty('access-control-allow-origin');
  });

  it('cannot ask by GET what a browser sends unasked', async () => {
    const reply = await gateway.send(
      get(`/graphql?query=${encodeURIComponent(VIEWER)}`, { authorization, origin: 'https://evil.example' }),
    );

    expect([reply.status, JSON.parse(reply.body).errors[0].message]).toEqual([
      400,
      expect.stringMatching(/preflight/),
    ]);
  });

  it.each([
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:444',
    '*',
  ])('is not told that it may: %s', async (origin) => {
    for (const request of [preflight(origin), graphqlRequest(VIEWER, undefined, { authorization, origin })]) {
      const reply = await gateway.send(request);
      expect(cors(reply)['access-control-allow-origin']).toBeUndefined();
      expect(cors(reply)['access-control-allow-credentials']).toBeUndefined();
      expect(headerOf(reply, 'vary')).toMatch(/origin/i);
    }
  });

  it('that is configured may, by its exact name and without cookies, and reads errors too', async () => {
    for (const request of [
      preflight(ORIGIN),
      graphqlRequest(VIEWER, undefined, { authorization, origin: ORIGIN }),
      graphqlRequest('{ nonsense }', undefined, { origin: ORIGIN }),
      graphqlRequest(VIEWER, undefined, { origin: ORIGIN }),
      { body: '{', headers: { 'content-type': 'application/json', origin: ORIGIN } },
    ]) {
      const reply = await gateway.send(request);
      expect(cors(reply)).toMatchObject({ 'access-control-allow-origin': ORIGIN });
      expect(cors(reply)).not.toHaveProperty('access-control-allow-credentials');
      expect(headerOf(reply, 'vary')).toMatch(/origin/i);
    }
    const allowed = cors(await gateway.send(preflight(ORIGIN)));
    expect(allowed['access-control-allow-methods']).toBe('GET, POST');
    expect(allowed['access-control-allow-headers']).toMatch(/authorization/);
  });
});

describe('without a configured origin', () => {
  it('nobody is told anything', async () => {
    const closed = createTemporaryFolder('replies');
    const other = await startGatewayProcess({
      url: () => `sqlite:${closed.path}/gateway.db`,
      dataFolder: () => closed.path,
    });
    const replies = [
      await other.send(preflight(ORIGIN)),
      await other.send(graphqlRequest(VIEWER, undefined, { origin: ORIGIN })),
    ];
    await other.stop();
    closed.remove();

    expect(replies.map((reply) => [reply.status, cors(reply)])).toEqual([
      [405, {}],
      [401, {}],
    ]);
  });
});

describe('the control', () => {
  it('a gateway on defaults sends none of these headers, and runs what browsers send unasked', async () => {
    const weak = await startWeakGateway();
    const query = await weak.send(
      get(`/graphql?query=${encodeURIComponent('{ __typename }')}`, { origin: ORIGIN }),
    );
    const missing = await weak.send(get('/nowhere'));
    await weak.close();

    expect([query.status, missing.status]).toEqual([200, 404]);
    expect(headerOf(missing, 'cache-control')).toBeUndefined();
    for (const reply of [query, missing]) expect(headerOf(reply, 'x-content-type-options')).toBeUndefined();
  });
});
