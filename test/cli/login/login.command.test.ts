import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type { Input } from '../../../src/cli/command/command-context';
import { type ClientWorld, startClientWorld } from '../client.fixture';

let world: ClientWorld;
let token: string;
beforeAll(async () => {
  world = await startClientWorld();
  token = world.gateway.ownerToken;
});
afterAll(() => world.close());

/** A terminal at which somebody types. */
function terminal(...keys: readonly (string | Uint8Array)[]): Input & { readonly modes: boolean[] } {
  const stream = new PassThrough();
  const modes: boolean[] = [];
  for (const each of keys) stream.write(each);
  return Object.assign(stream, { isTTY: true, modes, setRawMode: (isRaw: boolean) => modes.push(isRaw) });
}

describe('login', () => {
  it('checks a token of standard input and keeps it in a file for its owner alone', async () => {
    const { code, stdout, stderr } = await world.atHome(['login', world.url], `${token}\n`);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toContain(`logged in to ${world.url} as owner (context default`);
    expect(stderr).not.toContain(token);
    expect(statSync(world.logins).mode & 0o777).toBe(0o600);
    expect(readFileSync(world.logins, 'utf8')).toContain(token);
    expect((await world.atHome(['whoami', '--json'])).stdout).toContain('"slug": "default"');
  });

  it('takes a token from a terminal that does not show it, with another name for the context', async () => {
    const typed = terminal('x', '\x7f', token, '\r');
    const { code, stderr } = await world.atHome(
      ['login', `${world.url}/graphql`, '--context', 'prod'],
      typed,
    );
    expect([code, typed.modes]).toEqual([0, [true, false]]);
    expect(stderr).toMatch(/^Token \(not shown\): \n/);
    expect(stderr).not.toContain(token);
    expect(world.contexts()).toMatchObject({
      current: 'prod',
      contexts: { prod: { url: world.url, token } },
    });
  });

  it.each([
    [['login', 'http://secrets.example.com'], 2, 'https://'],
    [['login', 'https://user:password@secrets.example.com'], 2, 'https://'],
    [['login', 'https://secrets.example.com?a=b'], 2, 'https://'],
    [['login', 'URL', '--context', 'a b'], 2, 'Give 1 to 64 letters'],
    [['login', 'URL', '--client-id', 'cli'], 2, 'go with --issuer'],
    [['login', 'URL', '--issuer', 'https://login.example.com'], 2, 'goes with --client-id'],
    [['login', 'URL'], 3, 'unknown, revoked or expired', `${'no-such-token'.repeat(4)}`],
    [['login', 'URL'], 2, 'give a token on standard input', 'short'],
    [['login', 'http://127.0.0.1:1'], 6, 'cannot be reached'],
  ])('%j is refused with %i', async (args, status, message, given = token) => {
    const before = readFileSync(world.logins, 'utf8');
    const { code, stdout, stderr } = await world.atHome(
      args.map((each) => (each === 'URL' ? world.url : each)),
      given,
    );
    expect([code, stdout]).toEqual([status, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain(given);
    expect(readFileSync(world.logins, 'utf8')).toBe(before);
  });

  it('stops at Ctrl-C, and refuses what would be cut at its first line', async () => {
    const interrupted = terminal('abc\x03');
    expect(await world.atHome(['login', world.url], interrupted)).toMatchObject({ code: 130 });
    expect(interrupted.modes).toEqual([true, false]);
    const pasted = await world.atHome(['login', world.url], terminal('first line\nsecond line\n'));
    expect(pasted).toMatchObject({ code: 2, stderr: expect.stringContaining('several lines') });
    expect(pasted.stderr).not.toContain('first line');
  });
});

describe('contexts', () => {
  it('are listed without their tokens, chosen, and removed', async () => {
    const { stdout } = await world.atHome(['context', 'list']);
    expect(stdout).toMatch(/^\* +prod +token +- +http/m);
    expect(stdout).toMatch(/^ +default +token/m);
    expect(stdout).not.toContain(token);
    expect(await world.atHome(['context', 'use', 'default', '--organization', 'default'])).toMatchObject({
      code: 0,
    });
    expect(world.contexts()).toMatchObject({
      current: 'default',
      contexts: { default: { organization: 'default' } },
    });
    expect(await world.atHome(['context', 'use', 'toString'])).toMatchObject({ code: 4 });
    expect(await world.atHome(['context', 'remove', 'prod'])).toMatchObject({ code: 0 });
    expect(Object.keys(world.contexts().contexts)).toEqual(['default']);
  });

  it('are those of the environment if it names a gateway and a token', async () => {
    const env = { SECRETS_GATEWAY_URL: world.url, SECRETS_GATEWAY_TOKEN: 'x'.repeat(40) };
    expect(await world.atHome(['whoami'], '', env)).toMatchObject({ code: 3 });
    expect(await world.atHome(['whoami', '--context', 'default'], '', env)).toMatchObject({ code: 0 });
    for (const one of [{ SECRETS_GATEWAY_URL: world.url }, { SECRETS_GATEWAY_TOKEN: token }]) {
      const { code, stderr } = await world.atHome(['whoami'], '', one as unknown as Record<string, string>);
      expect([code, stderr]).toEqual([1, expect.stringContaining('together')]);
      expect(stderr).not.toContain(token);
    }
  });

  it('a file that others can read is not used, nor one of another kind', async () => {
    const before = readFileSync(world.logins, 'utf8');
    chmodSync(world.logins, 0o640);
    expect(await world.atHome(['whoami'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('mode to 600'),
    });
    chmodSync(world.logins, 0o600);
    for (const text of [
      `${token}`,
      '[]',
      '{"contexts":{"a":{"url":"ftp://a"}}}',
      `{"contexts":{"${token}":1}}`,
    ]) {
      writeFileSync(world.logins, text);
      const { code, stderr } = await world.atHome(['whoami']);
      expect([code, stderr]).toEqual([3, expect.stringContaining('the file of logins')]);
      expect(stderr).not.toContain(token);
    }
    writeFileSync(world.logins, before);
    expect(await world.atHome(['whoami'])).toMatchObject({ code: 0 });
  });

  it('logout forgets the token; the next command says how to log in', async () => {
    expect(await world.atHome(['logout'])).toMatchObject({ code: 0 });
    expect(readFileSync(world.logins, 'utf8')).not.toContain(token);
    expect(await world.atHome(['whoami'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('login'),
    });
    // The address is still known.
    expect(await world.atHome(['login'], token)).toMatchObject({ code: 0 });
    expect(await world.atHome(['whoami'])).toMatchObject({ code: 0 });
  });
});
