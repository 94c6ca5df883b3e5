import fastify, { type FastifyInstance } from 'fastify';
import { type Canary, findCanary, newCanary } from '../support/canary';
import { devin } from './devin.case';
import type { DialectCase } from './dialect.case';
import { type DialectWorld, startDialects } from './dialect.fixture';
import { githubCase } from './github.case';
import { type Malformed, malformedRequests } from './malformed-request';
import { mixpeek } from './mixpeek.case';
import { primeIntellect } from './prime-intellect.case';

describe('a malformed request to a dialect with a secret in it', () => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects();
  });
  afterAll(() => world.close());

  const cases: [DialectCase, string[], string, string[]][] = [
    [devin, ['type', 'key', 'value'], 'value', ['?first=', '?after=']],
    [primeIntellect, ['name', 'value'], 'value', ['?offset=', '?teamId=', '?limit=']],
    [mixpeek, ['secret_name', 'secret_value'], 'secret_value', []],
    [
      githubCase(() => world),
      ['visibility', 'encrypted_value', 'key_id'],
      'encrypted_value',
      ['?page=', '?per_page='],
    ],
  ];

  /** What came back, and what was logged meanwhile. */
  async function traces(
    app: FastifyInstance,
    lines: readonly string[],
    { title: _title, ...sent }: Malformed,
  ) {
    const before = lines.length;
    const { method, headers, ...request } = sent;
    const authorization = `Bearer ${world.gateway.ownerToken}`;
    const reply = await app.inject({
      ...request,
      method: method as 'GET',
      headers: { authorization, ...headers },
    });
    const text = [
      reply.body,
      JSON.stringify(reply.headers),
      reply.statusMessage,
      ...lines.slice(before),
    ].join('\n');
    return { status: reply.statusCode, text };
  }

  async function malformed([dialect, required, valueField, queries]: (typeof cases)[number], canary: Canary) {
    const create = await dialect.create(world, 'LEAK', canary.text, { [valueField]: canary.text });
    const list = dialect.list(world).url;
    return [
      ...malformedRequests(create, canary.text, required, valueField),
      ...queries.map((query) => ({
        title: query,
        method: 'GET',
        url: `${list}${query}${canary.text}`,
        headers: {},
      })),
    ];
  }

  it.each(cases.map((each) => [each[0].name, each] as const))('%s says nothing of it', async (_, each) => {
    const canary = newCanary();
    const requests = await malformed(each, canary);
    expect(requests.length).toBeGreaterThanOrEqual(40);
    for (const request of requests) {
      const { status, text } = await traces(world.gateway.gateway.app, world.gateway.lines, request);
      const seen = findCanary(text, canary).length;
      expect([request.title, status >= 400 && status < 500, seen]).toEqual([request.title, true, 0]);
    }
  });

  it('a server with the framework’s own checks and words says a lot of it', async () => {
    const canary = newCanary();
    const weak = fastify({ ajv: { customOptions: { verbose: true, coerceTypes: false } } });
    const schema = {
      body: { type: 'object', properties: { key: { type: 'string' } }, required: ['type', 'key'] },
    };
    weak.post('/v3/organizations/:id/secrets', { schema }, async () => 'created');
    weak.setErrorHandler((error: Error & { validation?: unknown }, request, reply) =>
      reply
        .code(400)
        .send({ detail: error.validation ?? error.message, input: request.body, url: request.url }),
    );
    const seen: string[] = [];
    for (const request of await malformed(cases[0]!, canary)) {
      const { text } = await traces(weak as unknown as FastifyInstance, [], request);
      if (findCanary(text, canary).length > 0) seen.push(request.title);
    }
    await weak.close();
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toContain('a longer path');
    expect(seen).toContain('a number for key');
  });
});
