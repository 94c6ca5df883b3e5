import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type StartedProcess, startProcess } from '../support/process';
import { ROOT } from '../support/repository';

const REDIRECT = 'http://127.0.0.1:9/';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const START = `
  import { startIssuer } from '${join(ROOT, 'examples/frontend/issuer.mjs')}';
  const people = [{ subject: 'ada', name: 'Ada <Lovelace>', about: 'is here.' }];
  const options = { port: 0, clientId: 'page', redirectUri: '${REDIRECT}', audience: 'gateway', people };
  console.log('issuer ' + (await startIssuer(options)).url);
`;

describe('the issuer of the example', () => {
  let issuer: StartedProcess;
  let url: string;
  beforeAll(async () => {
    issuer = startProcess(process.execPath, ['--input-type=module', '--eval', START]);
    url = (await issuer.waitForLine(/^issuer /)).split(' ')[1] ?? '';
  });
  afterAll(() => issuer.kill('SIGTERM'));

  const request = {
    client_id: 'page',
    redirect_uri: REDIRECT,
    response_type: 'code',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    state: 'state',
    subject: 'ada',
  };
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const code = async (): Promise<string> => {
    const back = new URL((await post('/authorize', request)).headers.get('location') ?? '');
    expect([back.origin, back.searchParams.get('state')]).toEqual([new URL(REDIRECT).origin, 'state']);
    return back.searchParams.get('code') ?? '';
  };
  const grant = async () => ({
    grant_type: 'authorization_code',
    client_id: 'page',
    redirect_uri: REDIRECT,
    code: await code(),
    code_verifier: VERIFIER,
  });

  it.each([
    ['another client', { client_id: 'other' }],
    ['another place to come back to', { redirect_uri: 'http://127.0.0.1:9/elsewhere' }],
    ['a challenge in plain text', { code_challenge_method: 'plain' }],
    ['no challenge', { code_challenge: '' }],
    ['a token at once', { response_type: 'token' }],
    ['a person it does not know', { subject: 'eve' }],
  ])('sends nobody anywhere for %s', async (_, wrong) => {
    const reply = await post('/authorize', { ...request, ...wrong });
    expect([reply.status, reply.headers.get('location')]).toEqual([400, null]);
  });

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another code', { code: 'guessed' }],
    ['another client', { client_id: 'other' }],
    ['another grant', { grant_type: 'password' }],
  ])('gives no token for %s', async (_, wrong) => {
    const reply = await post('/token', { ...(await grant()), ...wrong });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.stringMatching(/^invalid_(?:grant|request)$/) });
  });

  it('gives a token for a code once, to the page alone', async () => {
    const form = await grant();
    const reply = await post('/token', form);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:9');
    const { access_token: token } = (await reply.json()) as { access_token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ iss: url, aud: 'gateway', sub: 'ada' });
    expect((await post('/token', form)).status).toBe(400);
  });

  it('shows what it was asked as text', async () => {
    const query = new URLSearchParams({ ...request, state: '"><script>' });
    const page = await (await fetch(`${url}/authorize?${query}`)).text();
    expect(page).toContain('Ada &#60;Lovelace&#62;');
    expect(page).not.toContain('<script');
  });
});
