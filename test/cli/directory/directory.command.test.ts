import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { runCommandLine } from '../cli.fixture';
import { type ClientWorld, startClientWorld } from '../client.fixture';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

/** What a command that must succeed prints. */
async function printed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await world.client(args);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}

describe('through a gateway', () => {
  it('organizations are created, changed and deleted', async () => {
    expect(await printed('org', 'create', 'acme', '--name', 'Acme Inc.')).toMatch(/^acme created, org-/);
    expect(await printed('org', 'list')).toMatch(/^acme +Acme Inc\. +all versions +org-/m);
    await printed('org', 'update', '--organization', 'ACME', '--keep-versions', '5', '--keep-days', 'all');
    const kept = (await world.json(['org', 'list'])).map(
      (each: { keepVersions: number }) => each.keepVersions,
    );
    expect(kept).toContain(5);
    expect(await world.client(['org', 'update'])).toMatchObject({ code: 2 });
    expect(await world.client(['org', 'delete', 'acme'])).toMatchObject({ code: 2 });
    expect(await printed('org', 'delete', 'acme', '--yes')).toBe('acme deleted\n');
    expect(await world.client(['org', 'delete', 'acme', '--yes'])).toMatchObject({ code: 4 });
  });

  it('teams and their members are managed by name', async () => {
    await printed('team', 'create', 'platform');
    await printed('token', 'create', '--service-user', 'builder', '--role', 'MEMBER');
    await printed('team', 'add-member', 'Platform', 'builder');
    expect(await printed('member', 'list')).toMatch(/^builder +MEMBER +platform +svc-/m);
    await printed('member', 'update', 'builder', '--role', 'ADMIN');
    await printed('team', 'remove-member', 'platform', 'builder');
    expect(await printed('member', 'list')).toMatch(/^builder +ADMIN +- +svc-/m);
    await printed('team', 'rename', 'platform', 'infrastructure');
    expect(await printed('team', 'list')).toMatch(/^infrastructure /m);
    await printed('team', 'delete', 'infrastructure', '--yes');
    await printed('member', 'remove', 'builder', '--yes');
    expect(await world.client(['member', 'update', 'builder', '--role', 'ADMIN'])).toMatchObject({ code: 4 });
  });

  it('a token is printed alone and once, and revoked', async () => {
    const create = ['token', 'create', '--service-user', 'deployer', '--role', 'MEMBER', '--expires', '30d'];
    const made = await world.client(create);
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S{32,}\n$/) });
    const [id = ''] = /token-\w+/.exec(made.stderr) ?? [];
    const env = { SECRETS_GATEWAY_URL: world.url, SECRETS_GATEWAY_TOKEN: made.stdout.trim() };
    expect(await world.atHome(['whoami'], '', env)).toMatchObject({ code: 0 });
    expect(await printed('token', 'list', '--service-user', 'deployer')).toContain(`${id}  valid`);
    expect(await world.client(['token', 'list', '--service-user', 'nobody'])).toMatchObject({ code: 4 });
    expect(await world.client(['token', 'create', '--role', 'MEMBER'])).toMatchObject({ code: 2 });
    await printed('token', 'create', '--name', 'mine', '--expires', '12h');
    expect(await printed('token', 'list')).toMatch(/ valid +owner +mine /);
    await printed('token', 'revoke', id);
    expect(await world.atHome(['whoami'], '', env)).toMatchObject({ code: 3 });
  });

  it('consumers are registered, shown and deleted', async () => {
    const { publicKey } = ConsumerKey.generate();
    const make = ['consumer', 'create', 'deployer', '--public-key', publicKey, '--prefix', 'DEPLOY_'];
    await printed(...make, '--way', 'DELIVER', '--address', '10.0.0.0/8', '--address', '127.0.0.1');
    expect(await printed('consumer', 'get', 'Deployer')).toMatch(/^addresses: +10\.0\.0\.0\/8 127\.0\.0\.1/m);
    expect(await world.client([...make, '--way', 'BY_MAIL'])).toMatchObject({ code: 2 });
    expect(await printed('consumer', 'list')).toMatch(/^deployer +- +DELIVER /m);
    await printed('consumer', 'delete', 'deployer', '--yes');
    expect(await world.json(['consumer', 'list'])).toEqual([]);
  });

  it('audit events are filtered', async () => {
    const events = await world.json([
      'audit',
      'list',
      '--action',
      'TEAM_CREATE',
      'TEAM_DELETE',
      '--since',
      '1h',
    ]);
    expect(events.map((each: { action: string }) => each.action)).toEqual(['TEAM_DELETE', 'TEAM_CREATE']);
    expect(await printed('audit', 'list', '--limit', '2')).toMatch(/^AT .*(\n.+){2}\n$/);
    expect((await world.client(['audit', 'list', '--action', 'NONE'])).code).not.toBe(0);
  });
});

describe('without a login', () => {
  const at = () => ({ SECRETS_GATEWAY_DATA_DIR: `${world.home.path}/none`, HOME: `${world.home.path}/none` });

  it.each(['token list', 'token revoke', 'audit list', 'consumer list'])(
    '%s is still the command of the operator, and its help that of the client',
    async (line) => {
      const words = line.split(' ');
      const given = line === 'token revoke' ? [...words, 'token-x'] : words;
      const { stderr } = await runCommandLine(given, at());
      expect(stderr).toContain(`this is "operator ${line}" on this machine`);
      expect((await runCommandLine([...words, '--help'], at())).stdout).toContain('--context');
    },
  );

  it('the others say how to log in', async () => {
    const { code, stderr } = await runCommandLine(['secret', 'list'], at());
    expect([code, stderr]).toEqual([3, expect.stringContaining('secrets-gateway login <url>')]);
  });
});
