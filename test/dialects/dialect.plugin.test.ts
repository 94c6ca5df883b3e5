import { inspect } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { RateLimited, Unavailable } from '../../src/core/errors';
import { Permission } from '../../src/core/permission';
import { Plaintext, revealPlaintext } from '../../src/core/plaintext';
import { devinDialect } from '../../src/dialects/devin/devin.dialect';
import type { Dialect } from '../../src/dialects/dialect';
import { type DialectParts, registerDialect, UndeclaredPermission } from '../../src/dialects/dialect.plugin';
import type { Call, Route } from '../../src/dialects/route';
import { DIALECTS } from '../../src/gateway-dialects';
import { Log } from '../../src/log';
import { newTransport, type Transport } from '../http/transport.fixture';
import { openTestBackend, type TestBackend } from '../support/backend';
import { expectNoCanary, newCanary } from '../support/canary';
import { createTemporaryFolder } from '../support/folder';

describe('registering a dialect', () => {
  const folder = createTemporaryFolder('dialect');
  let backend: TestBackend;
  let parts: DialectParts;
  let token: string;
  let transport: Transport;
  beforeAll(async () => {
    backend = await openTestBackend(`sqlite:${folder.path}/gateway.db`);
    const { services } = backend;
    token = (await backend.owner()).token;
    parts = {
      operationTimeoutMs: 60_000,
      services,
      log: new Log('debug', (line) => transport.lines.push(line)),
      authenticate: async (authorization, origin) =>
        authorization === undefined ? undefined : services.authentication.ofToken(authorization, origin),
    };
    transport = await newTransport(() => undefined);
  });
  afterAll(async () => {
    await transport.app.close();
    await backend.close();
    folder.remove();
  });

  const route: Route = {
    method: 'GET',
    paths: ['/home'],
    operationId: 'home',
    summary: 'Anything',
    permission: Permission.VIEW_SECRETS,
    subject: async (_, { homeOrganizationId }) => homeOrganizationId,
    replies: {},
    handler: async () => ({ status: 200, body: { fine: true } }),
  };
  const dialectOf = (each: Partial<Route>): Dialect => ({
    ...devinDialect,
    routes: [{ ...route, ...each } as Route],
  });
  /** The app that a dialect is served by. */
  async function served(dialect: Dialect): Promise<FastifyInstance> {
    const { app } = await newTransport((bare) => {
      bare.register((scope) => registerDialect(scope, dialect, parts));
    });
    return app;
  }

  it.each([
    ['no permission', undefined],
    ['an empty permission', ''],
    ['an unknown permission', 'READ_EVERYTHING'],
    ['a property of every object', 'constructor'],
  ])('is refused for a route with %s', async (_, permission) => {
    const dialect = dialectOf({ permission: permission as Permission });
    await expect(served(dialect)).rejects.toThrow(UndeclaredPermission);
  });

  it('is refused for the same route of every vendor, if only one has no permission', async () => {
    for (const dialect of DIALECTS) {
      const routes = dialect.routes.map((each, index) =>
        index === dialect.routes.length - 1 ? { ...each, permission: undefined as never } : each,
      );
      await expect(served({ ...dialect, routes })).rejects.toThrow(UndeclaredPermission);
    }
  });

  it('serves a route that has one to those who hold it', async () => {
    const app = await served(dialectOf({}));
    const stranger = await backend.newServiceUser(['VIEW_AUDIT_LOG']);
    const asked = async (authorization?: string) =>
      (await app.inject({ url: '/home', headers: { ...(authorization && { authorization }) } })).statusCode;
    expect([await asked(), await asked(stranger.token), await asked(token)]).toEqual([401, 403, 200]);
    await app.close();
  });

  it('gives a handler the value apart from the body, which holds it no longer', async () => {
    const canary = newCanary();
    let call: Call | undefined;
    const app = await served(
      dialectOf({
        method: 'POST',
        body: { type: 'object', properties: { value: { type: 'string' } } },
        valueField: 'value',
        handler: async (given) => {
          call = given;
          return { status: 200, body: given };
        },
      }),
    );
    const headers = { authorization: token };
    const payload = { value: canary.text, other: 'kept' };
    const reply = await app.inject({ method: 'POST', url: '/home', headers, payload });
    await app.close();
    expect(call?.body).toEqual({ value: undefined, other: 'kept' });
    expect(call?.value).toBeInstanceOf(Plaintext);
    expect(Buffer.from(revealPlaintext(call!.value!)).toString()).toBe(canary.text);
    expectNoCanary('the call', reply.body + inspect(call?.body, { depth: 9 }), [canary]);
  });

  it('declares a permission that belongs to organizations on every route of every vendor', () => {
    for (const { name, routes } of DIALECTS) {
      for (const { permission, operationId } of routes) {
        expect([name, operationId, permission]).toEqual([
          name,
          operationId,
          expect.stringMatching(/^(VIEW|MANAGE)_/),
        ]);
      }
    }
  });

  it.each(DIALECTS.map((each) => [each.name, each] as const))(
    'answers a fault of %s with an incident id and none of its words',
    async (_, dialect) => {
      const canary = newCanary();
      const cause = Object.assign(new Error(canary.text), {
        [canary.text]: canary.text,
        parameters: [canary.text],
      });
      const app = await served({
        ...dialect,
        routes: [
          { ...route, handler: () => Promise.reject(new Error(canary.text, { cause })) },
          { ...route, paths: ['/down'], handler: () => Promise.reject(new Unavailable()) },
          { ...route, paths: ['/busy'], handler: () => Promise.reject(new RateLimited(7)) },
        ],
      });
      const before = transport.lines.length;
      const fault = await app.inject({ url: '/home', headers: { authorization: token } });
      const down = await app.inject({ url: '/down', headers: { authorization: token } });
      const busy = await app.inject({ url: '/busy', headers: { authorization: token } });
      await app.close();
      const lines = transport.lines.slice(before).join('');
      expect([fault.statusCode, down.statusCode, busy.statusCode]).toEqual([500, 503, 429]);
      expect([busy.headers['retry-after'], busy.body]).toEqual([
        '7',
        expect.stringContaining('try again in 7 s'),
      ]);
      expect(down.headers['retry-after']).toBe('1');
      expect(fault.body).toContain('Internal error.');
      expect(lines).toContain('incidentId');
      expectNoCanary('the reply', fault.body + JSON.stringify(fault.headers), [canary]);
      expectNoCanary('the log', lines, [canary]);
      expect(() => expectNoCanary('the error', String(cause), [canary])).toThrow('canary seen');
    },
  );

  it('writes a refusal of policy down before it answers', async () => {
    const app = await served(dialectOf({}));
    const stranger = await backend.newServiceUser(['VIEW_AUDIT_LOG']);
    await app.inject({ url: '/home', headers: { authorization: stranger.token } });
    await app.close();
    const page = { size: 1, backward: false, after: undefined, before: undefined };
    const { rows } = await backend.services.auditEvents.page(stranger.permit('VIEW_AUDIT_LOG'), {}, page);
    expect(rows[0]).toMatchObject({
      action: 'permission.refuse',
      outcome: 'REFUSED',
      principalId: stranger.principal.id,
      detail: { permission: 'VIEW_SECRETS', field: 'GET /home' },
    });
  });
});
