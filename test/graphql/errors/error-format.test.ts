import { GraphQLError, parse } from 'graphql';
import {
  BadUserInput,
  Conflict,
  Forbidden,
  type GatewayError,
  KeyUnavailable,
  NotFound,
  RateLimited,
  StaleVersion,
  Unauthenticated,
  Unavailable,
} from '../../../src/core/errors';

import { httpOf, toGraphQLError } from '../../../src/graphql/errors/error-format';
import { findCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { C, canary, lines, raise, run, send, startServers, stopServers, weak } from './error.fixture';

beforeAll(startServers);
afterAll(stopServers);

describe('one of our errors, thrown by a resolver,', () => {
  const rows: readonly [GatewayError, number, object, object][] = [
    [new NotFound(), 200, { code: 'NOT_FOUND' }, {}],
    [new Forbidden('VIEW_SECRETS'), 200, { code: 'FORBIDDEN' }, {}],
    [new Conflict('The name is taken.'), 200, { code: 'CONFLICT' }, {}],
    [new StaleVersion(4), 200, { code: 'STALE_VERSION', currentVersion: 4 }, {}],
    [new KeyUnavailable('Read the key again.'), 200, { code: 'KEY_UNAVAILABLE' }, {}],
    [new Unauthenticated(), 401, { code: 'UNAUTHENTICATED' }, { 'www-authenticate': 'Bearer' }],
    [new RateLimited(9), 429, { code: 'RATE_LIMITED', retryAfterSeconds: 9 }, { 'retry-after': '9' }],
    [new Unavailable(), 503, { code: 'UNAVAILABLE' }, { 'retry-after': '1' }],
  ];
  it.each(rows.map(([error, ...rest]) => [error.code, error, ...rest] as const))(
    'is returned with its code and status: %s',
    async (_code, error, status, extensions, headers) => {
      raise(error);
      const answer = await run('{ secret(id: 1) { id } ok }');

      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject(headers);
      expect(answer.data).toEqual({ secret: null, ok: 'yes' });
      expect(answer.error).toEqual({
        message: error.message,
        extensions,
        locations: [{ line: 1, column: 3 }],
        path: ['secret'],
      });
    },
  );

  it('has paths of input fields below "input", and paths of arguments as they are', async () => {
    raise(
      new BadUserInput([
        { path: 'sealedValue.encryptedValue', rule: 'base64', message: 'No.' },
        { path: 'input.name', rule: 'length', message: 'No.' },
      ]),
    );
    const created = await run('mutation { createSecret(input: { name: "a" }) { id } }');
    raise(BadUserInput.at('id', 'id', 'No.'));
    const deleted = await run('mutation { deleteSecret(id: 1) { id } }');
    const read = await run('{ secret(id: 1) { id } }');
    raise(new Conflict('Taken.', 'name'));
    const taken = await run('mutation { createSecret(input: { name: "a" }) { id } }');

    expect(created.status).toBe(400);
    expect(created.error).toMatchObject({
      message: 'input.sealedValue.encryptedValue: No. input.name: No.',
      extensions: { violations: [{ path: 'input.sealedValue.encryptedValue' }, { path: 'input.name' }] },
    });
    expect(deleted.error.extensions.violations).toEqual([{ path: 'id', rule: 'id', message: 'No.' }]);
    expect(read.error.extensions.violations).toEqual([{ path: 'id', rule: 'id', message: 'No.' }]);
    expect(taken.error.extensions).toEqual({ code: 'CONFLICT', path: 'input.name' });
  });

  it('keeps its status, headers and code if it ends the request in the context', async () => {
    const context = async () => {
      throw toGraphQLError(new RateLimited(30));
    };
    const answer = await send({ body: { query: '{ ok }' }, context });

    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '30']);
    expect(answer.error.extensions).toEqual({ code: 'RATE_LIMITED', retryAfterSeconds: 30 });
  });

  it('sets the status by precedence if there are several', () => {
    const formatted = (code: string, more = {}) => ({ message: '', extensions: { code, ...more } });
    const several = [
      formatted('BAD_USER_INPUT'),
      formatted('RATE_LIMITED', { retryAfterSeconds: 3 }),
      formatted('RATE_LIMITED', { retryAfterSeconds: 8 }),
      formatted('UNAVAILABLE'),
    ];

    expect(httpOf(several)).toEqual({ status: 429, headers: { 'retry-after': '8' } });
    expect(httpOf([...several, formatted('UNAUTHENTICATED')])).toMatchObject({ status: 401 });
    expect(httpOf([formatted('NOT_FOUND'), formatted('INTERNAL_SERVER_ERROR')])).toEqual({
      status: undefined,
      headers: {},
    });
    expect(httpOf([])).toEqual({ status: undefined, headers: {} });
  });
});

describe('an unexpected error', () => {
  it.each([
    ['an error', () => Object.assign(new Error(C, { cause: C }), { query: C, parameters: [C] })],
    ['an error of the library', () => new GraphQLError(C, { extensions: { [C]: C, code: C } })],
    [
      'an error that claims to be internal',
      () => new GraphQLError(C, { extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [C] } }),
    ],
    [
      'an error that wraps another',
      () => new GraphQLError(C, { originalError: new GraphQLError(C, { originalError: new Error(C) }) }),
    ],
    [
      'an error with a code of prototype names',
      () => new GraphQLError(C, { extensions: { code: 'constructor' } }),
    ],
    ['a text', () => C],
  ])('that is %s gets an incident id, which the log has in one line', async (_what, make) => {
    raise(make());
    const before = lines.length;
    const answer = await run('{ other: secret(id: 1) { id } }');
    const logged = lines.slice(before);

    expect(answer.error).toEqual({
      message: 'Internal error.',
      locations: [{ line: 1, column: 3 }],
      path: ['other'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId: expect.any(String) },
    });
    expect(logged).toHaveLength(1);
    expect(JSON.parse(logged[0]!)).toMatchObject({
      level: 'error',
      incidentId: answer.error.extensions.incidentId,
    });
    new CanaryWatch(canary)
      .add('log', logged.join(''))
      .add('error', JSON.stringify(answer.error))
      .expectUnseen();
    const told = await send({ body: { query: '{ secret(id: 1) { id } }' } }, weak);
    expect(findCanary(told.text, canary)).not.toHaveLength(0);
  });
});

describe('a response path', () => {
  it('is made of response keys, so that clients find the field in the data', async () => {
    raise(new NotFound());
    expect((await run('{ other: secret(id: 1) { id } }')).error.path).toEqual(['other']);
    expect((await run('{ list { id } }')).error.path).toEqual(['list']);
  });

  it('that an error brings along is not trusted', async () => {
    raise(new GraphQLError('x', { path: [C] }));
    expect((await run('{ other: secret(id: 1) { id } }')).error).not.toHaveProperty('path');
    // A word in a string or a comment of the document is no key either.
    const nodes = parse('query Named { other: secret(id: "written") { id } } # said').definitions;
    for (const [key, path] of [
      ['other', ['other']],
      ['written', undefined],
      ['said', undefined],
    ] as const) {
      raise(new GraphQLError('x', { nodes, path: [key] }));
      expect((await run('{ secret(id: 1) { id } }')).error.path).toEqual(path);
    }
  });
});
