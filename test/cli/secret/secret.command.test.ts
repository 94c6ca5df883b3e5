import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { startCli } from '../../support/process';
import { type ClientWorld, startClientWorld } from '../client.fixture';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

const set = (name: string, value: string | Uint8Array, ...options: string[]) =>
  world.client(['secret', 'set', name, ...options], value);

/** The bodies of all requests that some work sends. */
async function bodiesOf(work: () => Promise<unknown>): Promise<string> {
  const real = globalThis.fetch;
  const bodies: string[] = [];
  const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
    bodies.push(String(init?.body));
    return real(url, init);
  });
  await work();
  spy.mockRestore();
  return bodies.join('\n');
}

/** The value of the current version. */
async function storedValue(name: string, ...options: string[]): Promise<string | undefined> {
  const { id, version } = await world.json(['secret', 'get', name, ...options]);
  return (await world.values()).get(`${id} ${version}`);
}

describe('secret set', () => {
  it('seals the value here: no request, output, log line or file has it', async () => {
    const canary = newCanary();
    const bodies = await bodiesOf(async () => {
      const made = await set('API_KEY', `${canary.text}\n`, '--note', 'from the vendor');
      expect(made).toEqual({ code: 0, stdout: 'API_KEY created, version 1\n', stderr: '' });
    });
    new CanaryWatch(canary)
      .add('requests', bodies)
      .add('log', world.gateway.lines.join('\n'))
      .addFolder(world.home.path)
      .expectUnseen();
    const [version] = await world.json(['secret', 'history', 'API_KEY']);
    expect(version).toMatchObject({ version: 1, sealedByClient: true });
    expect(version.client).toMatch(/^secrets-gateway\/\d/);
    expect(await storedValue('api_key')).toBe(canary.text);
  });

  it('lets the gateway seal it if that is asked for', async () => {
    const canary = newCanary();
    const bodies = await bodiesOf(async () => {
      expect(await set('API_KEY', canary.text, '--sealed-by-gateway')).toMatchObject({
        code: 0,
        stdout: 'API_KEY changed, version 2\n',
      });
    });
    expect(new CanaryWatch(canary).add('requests', bodies).sightings()).toHaveLength(1);
    const versions = await world.json(['secret', 'history', 'API_KEY']);
    expect(versions.map((each: { sealedByClient: boolean }) => each.sealedByClient)).toEqual([false, true]);
    expect(await storedValue('API_KEY')).toBe(canary.text);
  });

  it('takes one line end away from standard input, and nothing from a file', async () => {
    await set('LINES', 'a\r\nb\n\r\n');
    expect(await storedValue('LINES')).toBe('a\r\nb\n');
    await set('LINES', 'a\n', '--keep-line-end');
    expect(await storedValue('LINES')).toBe('a\n');
    const file = join(world.home.path, 'key.bin');
    writeFileSync(file, 'a\n');
    await set('LINES', '', '--file', file);
    expect(await storedValue('LINES')).toBe('a\n');
    // A file need not be text.
    writeFileSync(file, Buffer.from([0xff, 0x00, 0xfe]));
    expect(await set('BINARY', '', '--file', file)).toMatchObject({ code: 5 });
    expect(await set('BINARY', '', '--file', file, '--is-file')).toMatchObject({ code: 0 });
    expect(await world.json(['secret', 'get', 'BINARY'])).toMatchObject({ isFile: true });
  });

  it('checks the value by its type, which the gateway could not', async () => {
    const seed = 'JBSWY3DPEHPK3PXPJBSWY3DP';
    expect(await set('CODES', seed, '--type', 'TOTP')).toMatchObject({ code: 0 });
    // Later values of the secret, too.
    const { code, stderr } = await set('CODES', 'this is no seed');
    expect([code, stderr]).toEqual([5, expect.stringContaining('A TOTP value is')]);
    expect(stderr).not.toContain('this is no seed');
    expect(await set('CODES', seed, '--type', 'COOKIE')).toMatchObject({ code: 5 });
  });

  it.each([
    [['API_KEY'], 2, 'the value is empty', ''],
    [['API_KEY', '--file', '/no/such/file'], 1, 'cannot be read'],
    [['API_KEY', 'a-value-as-argument'], 2, 'too many arguments'],
    [['API_KEY', '--expected-version', '7'], 5, 'changed since'],
    [['API_KEY', '--team', 'nobody'], 4, 'no such team'],
    [['API_KEY', '--team', 'a', '--personal'], 2, 'cannot be used with'],
    [['API_KEY', '--expires', 'soon'], 2, 'such as 30d'],
    [['API_KEY', '--organization', 'other'], 4, 'org list'],
    [['a\u202eb'], 5, 'invisible'],
    [['API_KEY'], 2, 'more than 65536 bytes', 'x'.repeat(65_537)],
  ])('%j is refused with %i', async (args, status, message, value = 'the value') => {
    const [name = '', ...options] = args;
    const { code, stdout, stderr } = await set(name, value, ...options);
    expect([code, stdout]).toEqual([status, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\u202e|the value$|x{9}|a-value-as-argument/m);
  });
});

describe('a secret', () => {
  it('of a team or of oneself is another one than that of the organization', async () => {
    await world.gateway.data(
      'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
      { input: { organizationId: world.gateway.organizationId, name: 'platform' } },
    );
    await set('SHARED', 'of the organization');
    await set('SHARED', 'of the team', '--team', 'Platform');
    await set('SHARED', 'of myself', '--personal');
    expect(await storedValue('SHARED')).toBe('of the organization');
    expect(await storedValue('shared', '--team', 'platform')).toBe('of the team');
    expect(await storedValue('SHARED', '--personal')).toBe('of myself');
    const named = await world.json(['secret', 'list', '--prefix', 'SHARED']);
    expect(named.map((each: { access: string }) => each.access).sort()).toEqual([
      'ORGANIZATION',
      'PERSONAL',
      'TEAM',
    ]);
    expect(await world.json(['secret', 'list', '--team', 'platform'])).toHaveLength(1);
  });

  it('is renamed, rolled back and deleted, with the exit codes of the documentation', async () => {
    await set('OLD', 'first');
    await set('OLD', 'second');
    const renamed = await world.client(['secret', 'update', 'OLD', '--rename', 'NEW', '--expires', 'never']);
    expect(renamed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^name: +NEW$/m) });
    expect(await world.client(['secret', 'get', 'OLD'])).toMatchObject({ code: 4, stdout: '' });
    expect(await world.client(['secret', 'update', 'NEW'])).toMatchObject({ code: 2 });
    const back = await world.client(['secret', 'rollback', 'NEW', '1']);
    expect(back.stdout).toBe('NEW has the value of version 1 again, as version 3\n');
    expect(await storedValue('NEW')).toBe('first');
    expect((await world.client(['secret', 'history', 'NEW'])).stdout).toMatch(/^3 \(current\) /m);
    expect(await world.client(['secret', 'delete', 'NEW'])).toMatchObject({ code: 2 });
    expect(await world.client(['secret', 'delete', 'NEW', '--yes'])).toMatchObject({ code: 0 });
    expect(await world.client(['secret', 'delete', 'NEW', '--yes'])).toMatchObject({ code: 4 });
  });

  it('is listed when it is deleted, restored under another name, and destroyed', async () => {
    await set('BACK', 'first');
    const deleted = await world.client(['secret', 'delete', 'BACK', '--yes']);
    expect(deleted.stdout).toMatch(/^BACK deleted; it can be restored until \d{4}-\d\d-\d\dT/);
    expect((await world.client(['secret', 'deleted'])).stdout).toMatch(/^secret-\S+ +BACK +ORGANIZATION /m);
    await set('BACK', 'second');
    expect(await world.client(['secret', 'restore', 'BACK'])).toMatchObject({
      code: expect.any(Number),
      stdout: '',
    });
    const restored = await world.client(['secret', 'restore', 'back', '--rename', 'BACK_2']);
    expect(restored.stdout).toBe('BACK_2 is back, with version 1\n');
    expect(await storedValue('BACK_2')).toBe('first');
    expect(await world.client(['secret', 'restore', 'BACK'])).toMatchObject({ code: 4 });
    expect(await world.client(['secret', 'destroy', 'BACK_2'])).toMatchObject({ code: 2 });
    expect((await world.client(['secret', 'destroy', 'BACK_2', '--yes'])).stdout).toBe('BACK_2 destroyed\n');
    await world.client(['secret', 'delete', 'BACK', '--yes']);
    expect((await world.client(['secret', 'destroy', 'BACK', '--yes'])).stdout).toBe('BACK destroyed\n');
    expect((await world.client(['secret', 'deleted'])).stdout).not.toMatch(/ BACK/);
  });

  it('is listed in pages, and a name that a terminal would obey is shown without what it obeys', async () => {
    const hostile = 'note \u001b[2J\u009b31m\u202e';
    const real = globalThis.fetch;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      const text = await (await real(url, init)).text();
      return new Response(text.replaceAll('from the vendor', JSON.stringify(hostile).slice(1, -1)));
    });
    const table = await world.client(['secret', 'list', '--limit', '1', '--prefix', 'API']);
    const json = await world.client(['secret', 'list', '--limit', '1', '--prefix', 'API', '--json']);
    spy.mockRestore();
    for (const { stdout } of [table, json])
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(table.stdout).toContain('note ?[2J?31m?');
    expect(JSON.parse(json.stdout)[0].note).toBe(hostile);
  });

  it('is out of reach for a role without the permission, which exit code 5 says', async () => {
    const { token } = await world.gateway.makeCaller(['VIEW_SECRETS']);
    const env = { SECRETS_GATEWAY_URL: world.url, SECRETS_GATEWAY_TOKEN: token };
    expect(await world.atHome(['secret', 'get', 'API_KEY'], '', env)).toMatchObject({ code: 0 });
    const refused = await world.atHome(['secret', 'set', 'API_KEY'], 'value', env);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('whoami') });
  });
});

it('the program itself reads a value from a pipe, and neither shows it nor has it in its arguments', async () => {
  const canary = newCanary();
  const env = { SECRETS_GATEWAY_URL: world.url, SECRETS_GATEWAY_TOKEN: world.gateway.ownerToken };
  const program = startCli(['secret', 'set', 'PIPED'], {
    env,
    cwd: world.home.path,
    input: `${canary.text}\n`,
  });
  expect(await program.exit).toEqual({ code: 0, signal: null });
  expect(program.stdout()).toBe('PIPED created, version 1\n');
  new CanaryWatch(canary)
    .add('output', program.output())
    .add('arguments', program.command.join(' '))
    .addFolder(world.home.path)
    .expectUnseen();
  expect(await storedValue('PIPED')).toBe(canary.text);
});
