import type { Origin } from '../../../src/core/principal';
import { newCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { type Installation, install, runCommandLine } from '../cli.fixture';

const ORIGIN: Origin = { requestId: 'request', address: '127.0.0.1' };
let installation: Installation;
const token = (...args: string[]) => runCommandLine(['operator', 'token', ...args], installation.env);

async function principalOf(text: string) {
  return installation.use(({ services }) => services.authentication.ofToken(text, ORIGIN));
}

beforeAll(async () => {
  installation = await install();
});
afterAll(() => installation.folder.remove());

describe('token issue refuses', () => {
  it.each([
    [['issue'], 2, "required option '--service-user <name>' not specified"],
    [
      ['issue', '--service-user', 'x', '--expires', 'soon'],
      2,
      'Give a number and m, h, d or w, such as 30d.',
    ],
    [['issue', '--service-user', 'x', '--expires', '0d'], 2, 'Give a number and m, h, d or w, such as 30d.'],
    [['issue', '--service-user', 'x', '--role', 'KING'], 4, '--role: there is no role of this name'],
    [['issue', '--service-user', 'a\u202eb'], 5, '--service-user: A name has no control, invisible'],
    [
      ['issue', '--service-user', 'x', '--organization', 'none'],
      4,
      'there is no organization with this slug',
    ],
    [['issue', '--service-user', 'owner', '--role', 'MEMBER'], 5, 'exists and has another role'],
  ] as const)('%j', async (args, code, message) => {
    const ended = await token(...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });

  it('and makes no service user then', async () => {
    expect((await token('list')).stdout).not.toMatch(/ x /);
  });
});

describe('a token', () => {
  it('is printed once, alone, and stored nowhere', async () => {
    const { code, stdout, stderr } = await token('issue', '--service-user', 'builder', '--expires', '30d');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S{32,}\n$/);
    const text = stdout.trim();
    expect(stderr).not.toContain(text);
    expect((await token('list')).stdout).not.toContain(text);
    const listed = JSON.parse((await token('list', '--json')).stdout);
    expect(listed).toContainEqual(expect.objectContaining({ of: 'builder', state: 'valid', lastUsed: null }));
    const canary = { text };
    new CanaryWatch(canary).addFolder(installation.folder.path).expectUnseen();
    expect(new CanaryWatch(canary).add('stdout', stdout).sightings()).toHaveLength(1);
  });

  it('authenticates a new service user with the role MEMBER unless another one is named', async () => {
    const member = (await token('issue', '--service-user', 'first')).stdout.trim();
    const owner = (await token('issue', '--service-user', 'second', '--role', 'owner')).stdout.trim();
    const grantOf = async (text: string) =>
      (await principalOf(text)).grants.get(installation.organization.id)?.permissions;
    expect([...((await grantOf(member)) ?? [])]).not.toContain('MANAGE_ORG_SECRETS');
    expect([...((await grantOf(owner)) ?? [])]).toContain('MANAGE_ORG_SECRETS');
  });

  it('is issued for the service user of that name when there is one', async () => {
    const texts = [];
    for (const name of ['worker', 'WORKER'])
      texts.push((await token('issue', '--service-user', name)).stdout.trim());
    const ids = await Promise.all(texts.map(async (text) => (await principalOf(text)).id));
    expect(new Set(ids).size).toBe(1);
    expect(new Set(texts).size).toBe(2);
  });

  it('is worth nothing from its revocation on, and listed as revoked', async () => {
    const { stdout, stderr } = await token('issue', '--service-user', 'leaver');
    const id = /token-\w+/.exec(stderr)?.[0] ?? '';
    expect((await principalOf(stdout.trim())).name).toBe('leaver');
    expect(await token('revoke', id)).toEqual({ code: 0, stdout: `${id} revoked\n`, stderr: '' });
    await expect(principalOf(stdout.trim())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const line = (await token('list')).stdout.split('\n').find((each) => each.startsWith(id));
    expect(line).toMatch(/ {2}revoked +leaver /);
  });

  it('that does not exist cannot be revoked', async () => {
    expect((await token('revoke', 'token-01jjmz3tg0000000000000000a')).stderr).toBe(
      'secrets-gateway: there is no token with this id\n',
    );
    expect((await token('revoke', newCanary().text)).stderr).toBe(
      'secrets-gateway: id: This is not an id of the form token-….\n',
    );
  });
});

describe('owner add', () => {
  const add = (...args: string[]) => runCommandLine(['operator', 'owner', 'add', ...args], installation.env);

  it('gives a member the role OWNER, again without a change, and refuses who is unknown', async () => {
    const issued = await token('issue', '--service-user', 'heir', '--role', 'MEMBER');
    const before = await principalOf(issued.stdout.trim());
    const ended = await add(before.id);
    expect(ended).toMatchObject({ code: 0, stdout: `${before.id} is an owner of default\n` });
    expect((await add(before.id)).code).toBe(0);
    const [was] = [...before.grants.values()];
    const [is] = [...(await principalOf(issued.stdout.trim())).grants.values()];
    expect([was?.permissions.has('MANAGE_ORGANIZATION'), is?.permissions.has('MANAGE_ORGANIZATION')]).toEqual(
      [false, true],
    );
    expect(await add('user-01m8gq91x00xztexa6rhj3encg')).toMatchObject({ code: 5, stdout: '' });
    expect(await add('svc-01m8gq91x00xztexa6rhj3encg')).toMatchObject({ code: 4, stdout: '' });
    expect(await add('somebody')).toMatchObject({ code: 5, stdout: '' });
  });
});
