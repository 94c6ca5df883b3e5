import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { writeLogins } from '../../../src/client/login-file';
import { type ClientWorld, startClientWorld } from '../client.fixture';

/** An identity provider with the device flow, and what it is asked. */
let server: Server;
let issuer: string;
let world: ClientWorld;
const asked: string[] = [];
let waits = 1;
let hasRefresh = true;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }];
  const token = () =>
    new SignJWT({ name: 'Ada', email: 'ada@example.com' })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(issuer)
      .setAudience('gateway')
      .setSubject('ada')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  const answers: Record<string, (form: URLSearchParams) => Promise<object> | object> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      device_authorization_endpoint: `${issuer}/device`,
      token_endpoint: `${issuer}/token`,
    }),
    '/jwks': () => ({ keys }),
    '/device': (form) =>
      form.get('client_id') === 'cli'
        ? {
            device_code: 'device-code',
            user_code: 'ABCD-\u001b[2J1234',
            verification_uri: `${issuer}/confirm`,
            interval: 0.01,
            expires_in: 60,
          }
        : { error: 'invalid_client', error_description: 'do not show this' },
    '/token': async (form) => {
      if (form.get('grant_type') !== 'refresh_token' && waits-- > 0)
        return { error: 'authorization_pending' };
      if (form.get('refresh_token') === 'revoked') return { error: 'invalid_grant' };
      return {
        access_token: await token(),
        expires_in: 600,
        ...(hasRefresh && { refresh_token: 'refresh-1' }),
      };
    },
  };
  server = createServer(async (request, reply) => {
    let body = '';
    for await (const piece of request) body += piece;
    const form = new URLSearchParams(body);
    asked.push(`${request.url} ${form.get('grant_type') ?? ''}`.trim());
    const answer = await answers[request.url ?? '']?.(form);
    reply.writeHead(answer !== undefined && 'error' in answer ? 400 : 200).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await startClientWorld({
    SECRETS_GATEWAY_OIDC_ISSUER: issuer,
    SECRETS_GATEWAY_OIDC_AUDIENCE: 'gateway',
  });
});
afterAll(async () => {
  await world.close();
  server.close();
});

const login = (clientId = 'cli') =>
  world.atHome(['login', world.url, '--issuer', issuer, '--client-id', clientId]);
const tokenRequests = () => asked.filter((each) => each.startsWith('/token')).length;

it('logs a person in who confirms a code elsewhere', async () => {
  const { code, stdout, stderr } = await login();
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toContain('confirm the code ABCD-?[2J1234');
  expect(stderr).toContain(`${issuer}/confirm`);
  expect(stderr).toContain('as Ada');
  expect(tokenRequests()).toBe(2);
  expect((await world.atHome(['whoami'])).stdout).toMatch(/^name: +Ada$/m);
  expect((await world.atHome(['context', 'list'])).stdout).toMatch(/^\* +default +person/m);
});

it('renews a login that is about to end, and says when it cannot', async () => {
  const expire = (refreshToken: string) => {
    const { current, contexts } = world.contexts();
    const context = contexts.default!;
    const ended = { ...context.login!, refreshToken, expiresAt: new Date().toISOString() };
    writeLogins(world.logins, { current, contexts: { default: { ...context, login: ended } } });
  };
  const before = tokenRequests();
  expect((await world.atHome(['whoami'])).code).toBe(0);
  expect(tokenRequests()).toBe(before);
  expire('refresh-1');
  hasRefresh = false;
  expect((await world.atHome(['whoami'])).code).toBe(0);
  expect(asked.at(-1)).toBe('/token refresh_token');
  // The provider gave no other one, so the one that was used stays.
  expect(world.contexts().contexts.default?.login?.refreshToken).toBe('refresh-1');
  expire('revoked');
  expect(await world.atHome(['whoami'])).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('login" again'),
  });
});

it('names the error of the provider and nothing else of its answer', async () => {
  const { code, stderr } = await login('other');
  expect([code, stderr]).toEqual([
    3,
    'secrets-gateway: the identity provider refuses the login (invalid_client)\n',
  ]);
  const wrong = ['login', world.url, '--issuer', `${issuer}/`, '--client-id', 'cli'];
  expect(await world.atHome(wrong)).toMatchObject({ code: 3, stderr: expect.stringContaining('the issuer') });
});
