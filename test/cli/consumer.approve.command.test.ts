import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { operatorPermit } from '../../src/cli/operator';
import type { Consumer } from '../../src/core/consumer';
import { Permission } from '../../src/core/permission';
import { ConsumerKey } from '../../src/crypto/open.consumer-key';
import type { CreateConsumer } from '../../src/services/consumer.command';
import { runCommandLine } from './cli.fixture';
import { installKeyed, type KeyedInstallation } from './keys.ring.fixture';

let at: KeyedInstallation;
let made = 0;

beforeEach(async () => {
  at = await installKeyed();
});
afterEach(() => at.folder.remove());

const run = (...args: string[]) => runCommandLine(['consumer', ...args], at.env);
const register = (more: Partial<CreateConsumer> = {}): Promise<Consumer> =>
  at.use(({ services }) =>
    services.consumers.create(operatorPermit(at.organization.id, Permission.MANAGE_CONSUMERS), {
      name: `workload ${++made}`,
      isPersonal: false,
      publicKey: ConsumerKey.generate().publicKey,
      ...more,
    }),
  );
const sql = (statement: string) =>
  at.use(({ stores }) => stores.database.unitOfWork((unit) => unit.manager.query(statement)));
const digestOf = async (id: string) => {
  const { stderr } = await run('approve', id);
  return /--digest ([0-9a-f]{40})$/m.exec(stderr)?.[1] ?? stderr;
};
const approve = async ({ id }: Consumer) => run('approve', id, '--digest', await digestOf(id));
/** Id and state of each consumer that a list shows. */
const states = async (...options: string[]) => {
  const { code, stdout } = await run('list', ...options);
  expect(code).toBe(0);
  const rows = stdout.trim().split('\n').slice(1);
  return Object.fromEntries(rows.map((row) => row.split(/ {2,}/).slice(0, 2)));
};
const actions = () =>
  at.use(async ({ stores }) => {
    const events = await stores.audit.stream(stores.database.reader, at.organization.id, 1, 100);
    return events.map(({ event }) => event).filter(({ action }) => /approve$/.test(action));
  });

describe('consumer approve', () => {
  it('shows all that would be approved, and approves nothing before the digest is repeated', async () => {
    const consumer = await register({
      name: 'the api',
      identity: {
        issuer: 'https://issuer.example',
        audience: 'gateway',
        claims: { sub: 'repo:acme', ref: 'main' },
      },
      addressRanges: ['10.0.0.0/8', '2001:db8::/32'],
      expiresAt: new Date('2099-01-02T03:04:05.678Z'),
    });
    const shown = await run('approve', consumer.id);
    expect(shown.code).toBe(1);
    const digest = await digestOf(consumer.id);
    expect(shown.stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['consumer', consumer.id],
      ['organization', `default (${at.organization.id})`],
      ['name', 'the api'],
      ['owner', 'the organization'],
      ['public key', consumer.publicKey],
      ['issuer', 'https://issuer.example'],
      ['audience', 'gateway'],
      ['claim sub', 'repo:acme'],
      ['claim ref', 'main'],
      ['may ask from', '10.0.0.0/8, 2001:db8::/32'],
      ['expires', '2099-01-02T03:04:05.678Z'],
      ['state', 'not approved'],
      ['digest', digest],
      [''],
    ]);
    expect(shown.stderr).toBe(
      `secrets-gateway: nothing was approved; if this is the consumer you mean, add --digest ${digest}\n`,
    );
    expect(await states()).toEqual({ [consumer.id]: 'not approved' });
    expect(await actions()).toEqual([]);

    const done = await run('approve', consumer.id, '--digest', digest);
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toMatch(new RegExp(`\n${consumer.id} approved\n$`));
    expect(await states()).toEqual({ [consumer.id]: 'approved' });
    expect(await actions()).toEqual([
      expect.objectContaining({
        action: 'consumer.approve',
        subjectId: consumer.id,
        principalKind: 'OPERATOR',
        outcome: 'ALLOWED',
        detail: { name: 'the api', digest, keyId: at.idsIn('opening.key')[0] },
      }),
    ]);
  });

  it('refuses the digest of what the consumer was, or of another one', async () => {
    const [consumer, other] = [await register(), await register()];
    const digest = await digestOf(consumer.id);
    const { publicKey } = ConsumerKey.generate();
    await sql(`UPDATE consumer SET public_key = '${publicKey}' WHERE id = '${consumer.id}'`);
    for (const wrong of [digest, await digestOf(other.id), digest.slice(1), '']) {
      expect(await run('approve', consumer.id, '--digest', wrong)).toMatchObject({
        code: 1,
        stderr: 'secrets-gateway: --digest: this is not what you have seen; look at it again\n',
      });
    }
    expect(await states('--unapproved')).toEqual({
      [consumer.id]: 'not approved',
      [other.id]: 'not approved',
    });
    expect((await approve(consumer)).code).toBe(0);
  });

  it.each([
    ['an id that is none', () => 'consumer-x', /id/],
    [
      'a consumer that is not there',
      () => 'consumer-01kg9hq1000000000000000003',
      /there is no consumer with this id/,
    ],
  ])('refuses %s', async (_, id, line) => {
    for (const command of ['approve', 'disapprove']) {
      const { code, stderr } = await run(command, id());
      expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
    }
  });

  it('refuses a row that somebody has damaged', async () => {
    const { id } = await register();
    await sql(`UPDATE consumer SET expires_at = 'never' WHERE id = '${id}'`);
    expect(await run('approve', id, '--digest', '0'.repeat(40))).toMatchObject({
      code: 1,
      stderr: 'secrets-gateway: this consumer cannot be approved\n',
      stdout: expect.stringContaining('the row is damaged'),
    });
    expect((await run('list')).code).toBe(0);
  });

  it('lets no name of a consumer write to the terminal', async () => {
    const { id } = await register();
    await sql(
      `UPDATE consumer SET name = 'api' || char(27) || '[2J' || char(10) || 'approved' WHERE id = '${id}'`,
    );
    for (const args of [['list'], ['approve', id]]) {
      const { stdout } = await run(...args);
      expect(stdout).toContain('api?[2J?approved');
    }
  });

  it('needs the opening key, and never prints it', async () => {
    const consumer = await register();
    expect(await approve(consumer)).toMatchObject({ code: 0 });
    rmSync(join(at.folder.path, 'opening.key'));
    for (const args of [['list'], ['approve', consumer.id], ['disapprove', consumer.id]]) {
      expect(await run(...args)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('OPENING_KEY_FILE: there is no such file'),
      });
    }
  });
});

describe('consumer list', () => {
  it('tells approved consumers from changed ones and from those that nobody approved, with who they are', async () => {
    const [approved, changed, unapproved] = [
      await register(),
      await register(),
      await register({
        publicKey: null,
        identity: { issuer: 'https://issuer.example', audience: 'gateway', claims: { sub: 'repo:acme' } },
      }),
    ];
    await approve(approved);
    await approve(changed);
    await sql(`UPDATE consumer SET address_ranges = '["127.0.0.1"]' WHERE id = '${changed.id}'`);
    const rest = { [changed.id]: 'changed', [unapproved.id]: 'not approved' };
    expect(await states()).toEqual({ [approved.id]: 'approved', ...rest });
    expect(await states('--unapproved')).toEqual(rest);
    const { stdout } = await run('list');
    expect(stdout).toContain(approved.publicKey);
    expect(stdout).toContain('https://issuer.example "gateway" sub="repo:acme"');
  });
});

describe('consumer disapprove', () => {
  it('takes an approval back, also one that is void, and says when there is none', async () => {
    const [one, other] = [await register(), await register()];
    await approve(one);
    await approve(other);
    await sql(`UPDATE consumer SET expires_at = '2099-01-01T00:00:00.000Z' WHERE id = '${other.id}'`);
    for (const { id } of [one, other]) {
      expect(await run('disapprove', id)).toEqual({
        code: 0,
        stdout: `${id} not approved any more\n`,
        stderr: '',
      });
      expect(await run('disapprove', id)).toMatchObject({
        code: 1,
        stderr: 'secrets-gateway: the consumer is not approved\n',
      });
    }
    expect(await states()).toEqual({ [one.id]: 'not approved', [other.id]: 'not approved' });
    expect((await actions()).map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['consumer.approve', one.id],
      ['consumer.approve', other.id],
      ['consumer.disapprove', one.id],
      ['consumer.disapprove', other.id],
    ]);
    expect(await runCommandLine(['audit', 'verify'], at.env)).toMatchObject({ code: 0 });
  });
});

describe('an approval made with an older key generation', () => {
  const keyIds = () =>
    at.use(async ({ stores }) =>
      Object.fromEntries(await stores.consumerApprovals.countByKey(stores.database.reader)),
    );

  it.each([
    ['reseal and retire', ['reseal'], 1],
    ['retire alone', [], 0],
  ])('holds after another was promoted, and after %s', async (_, more, lines) => {
    const [old] = at.idsIn('opening.key');
    const [consumer, changed] = [await register(), await register()];
    await approve(consumer);
    await approve(changed);
    await sql(`UPDATE consumer SET address_ranges = '["127.0.0.1"]' WHERE id = '${changed.id}'`);
    const before = { [consumer.id]: 'approved', [changed.id]: 'changed' };
    await at.keys(['generate']);
    const [young] = at.idsIn('opening.key');
    expect([await states(), await keyIds()]).toEqual([before, { [old!]: 2 }]);
    for (const command of more) {
      const { code, stdout } = await at.keys([command]);
      expect([
        code,
        stdout.split('\n').filter((line) => /1 approvals of consumers made anew/.test(line)),
      ]).toEqual([0, Array.from({ length: lines }, () => `${old}  1 approvals of consumers made anew`)]);
    }
    expect((await at.keys(['retire', old!])).code).toBe(0);
    expect(at.idsIn('opening.key')).toEqual([young]);
    // What did not hold before is not made to hold.
    expect([await states(), await keyIds()]).toEqual([before, { [young!]: 1, [old!]: 1 }]);
    const events = await at.use(({ stores }) =>
      stores.audit.stream(stores.database.reader, 'instance', 1, 100),
    );
    expect(events.map(({ event: { action, subjectId, detail } }) => [action, subjectId, detail])).toEqual([
      ['key.reseal', old, { to: young, approvals: 1 }],
    ]);
  });

  it('is lost with its generation when that is taken out of the file by hand: the control', async () => {
    const consumer = await register();
    await approve(consumer);
    await at.keys(['generate']);
    const environment = { ...at.env, OPENING_KEY: openingLines()[0]! };
    const { stdout } = await runCommandLine(['consumer', 'list'], environment);
    expect(stdout).toMatch(new RegExp(`^${consumer.id}  changed`, 'm'));
  });
});

function openingLines(): string[] {
  return readFileSync(join(at.folder.path, 'opening.key'), 'utf8').split('\n');
}
