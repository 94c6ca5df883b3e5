import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ConsumerKey } from '../../../src/crypto/open/consumer-opening-key';
import { runCommandLine } from '../cli.fixture';
import { type ApprovingInstallation, installApproving } from '../consumer.fixture';

let at: ApprovingInstallation;
beforeEach(async () => {
  at = await installApproving();
});
afterEach(() => at.folder.remove());

const run: ApprovingInstallation['consumer'] = (...args) => at.consumer(...args);

const actions = () =>
  at.use(async ({ stores }) => {
    const events = await stores.audit.stream(stores.database.reader, at.organization.id, 1, 100);
    return events.map(({ event }) => event).filter(({ action }) => /approve$/.test(action));
  });

describe('consumer approve', () => {
  it('shows all that would be approved, and approves nothing before the digest is repeated', async () => {
    const consumer = await at.register({
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
    const digest = await at.digestOf(consumer.id);
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
      ['addresses', '10.0.0.0/8, 2001:db8::/32'],
      ['ways out', 'DELIVER, INJECT, CODE'],
      ['expires', '2099-01-02T03:04:05.678Z'],
      ['state', 'not approved'],
      ['digest', digest],
      [''],
    ]);
    expect(shown.stderr).toBe(
      `secrets-gateway: nothing was approved; if this is the consumer you mean, add --digest ${digest}\n`,
    );
    expect(await at.states()).toEqual({ [consumer.id]: 'not approved' });
    expect(await actions()).toEqual([]);

    const done = await run('approve', consumer.id, '--digest', digest);
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toMatch(new RegExp(`\n${consumer.id} approved\n$`));
    expect(await at.states()).toEqual({ [consumer.id]: 'approved' });
    expect(await actions()).toEqual([
      expect.objectContaining({
        action: 'consumer.approve',
        subjectId: consumer.id,
        principalKind: 'OPERATOR',
        outcome: 'ALLOWED',
        detail: { name: 'the api', digest, keyId: at.idsIn('opening/opening.key')[0] },
      }),
    ]);
  });

  it('refuses the digest of what the consumer was, or of another one', async () => {
    const [consumer, other] = [await at.register(), await at.register()];
    const digest = await at.digestOf(consumer.id);
    const { publicKey } = ConsumerKey.generate();
    await at.sql(`UPDATE consumer SET public_key = '${publicKey}' WHERE id = '${consumer.id}'`);
    for (const wrong of [digest, await at.digestOf(other.id), digest.slice(1), '']) {
      expect(await run('approve', consumer.id, '--digest', wrong)).toMatchObject({
        code: 1,
        stderr:
          'secrets-gateway: --digest: the consumer has changed or this is another digest; compare it again\n',
      });
    }
    expect(await at.states('--unapproved')).toEqual({
      [consumer.id]: 'not approved',
      [other.id]: 'not approved',
    });
    expect((await at.approve(consumer)).code).toBe(0);
  });

  it.each([
    ['an id that is none', 5, () => 'consumer-x', /id/],
    [
      'a consumer that is not there',
      4,
      () => 'consumer-01kg9hq1000000000000000003',
      /there is no consumer with this id/,
    ],
  ])('refuses %s with %i', async (_, status, id, line) => {
    for (const command of ['approve', 'disapprove']) {
      const { code, stderr } = await run(command, id());
      expect([code, stderr]).toEqual([status, expect.stringMatching(line)]);
    }
  });

  it('refuses a row that somebody has damaged', async () => {
    const { id } = await at.register();
    await at.sql(`UPDATE consumer SET expires_at = 'never' WHERE id = '${id}'`);
    expect(await run('approve', id, '--digest', '0'.repeat(40))).toMatchObject({
      code: 1,
      stderr: 'secrets-gateway: this consumer cannot be approved\n',
      stdout: expect.stringContaining('the row is damaged'),
    });
    expect((await run('list')).code).toBe(0);
  });

  it('lets no name of a consumer write to the terminal', async () => {
    const { id } = await at.register();
    await at.sql(
      `UPDATE consumer SET name = 'api' || char(27) || '[2J' || char(10) || 'approved' WHERE id = '${id}'`,
    );
    for (const args of [['list'], ['approve', id]]) {
      const { stdout } = await run(...args);
      expect(stdout).toContain('api?[2J?approved');
    }
  });

  it('needs the opening key', async () => {
    const consumer = await at.register();
    expect(await at.approve(consumer)).toMatchObject({ code: 0 });
    rmSync(join(at.folder.path, 'opening/opening.key'));
    for (const args of [['list'], ['approve', consumer.id], ['disapprove', consumer.id]]) {
      expect(await run(...args)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file'),
      });
    }
  });
});

describe('consumer list', () => {
  it('tells approved consumers from changed ones and from those that nobody approved, with who they are', async () => {
    const [approved, changed, unapproved] = [
      await at.register(),
      await at.register(),
      await at.register({
        publicKey: null,
        identity: { issuer: 'https://issuer.example', audience: 'gateway', claims: { sub: 'repo:acme' } },
      }),
    ];
    await at.approve(approved);
    await at.approve(changed);
    await at.sql(`UPDATE consumer SET address_ranges = '["127.0.0.1"]' WHERE id = '${changed.id}'`);
    const rest = { [changed.id]: 'changed', [unapproved.id]: 'not approved' };
    expect(await at.states()).toEqual({ [approved.id]: 'approved', ...rest });
    expect(await at.states('--unapproved')).toEqual(rest);
    const { stdout } = await run('list');
    expect(stdout).toContain(approved.publicKey);
    expect(stdout).toContain('https://issuer.example "gateway" sub="repo:acme"');
  });
});

describe('a name that somebody has written into the database', () => {
  it('looks like no other column of the list', async () => {
    const [real, forged] = [await at.register(), await at.register()];
    await at.sql(`UPDATE consumer SET name = 'x  approved  ${real.publicKey}' WHERE id = '${forged.id}'`);
    const row = (await run('list')).stdout.split('\n').find((line) => line.startsWith(forged.id));
    expect(row?.split(/ {2,}/).slice(3)).toEqual([
      forged.publicKey,
      '-',
      'default',
      `x approved ${real.publicKey}`,
    ]);
  });
});

describe('consumer disapprove', () => {
  it('takes an approval back, also one that is void, and says when there is none', async () => {
    const [one, other] = [await at.register(), await at.register()];
    await at.approve(one);
    await at.approve(other);
    await at.sql(`UPDATE consumer SET expires_at = '2099-01-01T00:00:00.000Z' WHERE id = '${other.id}'`);
    for (const { id } of [one, other]) {
      expect(await run('disapprove', id)).toEqual({
        code: 0,
        stdout: `${id} is no longer approved\n`,
        stderr: '',
      });
      expect(await run('disapprove', id)).toMatchObject({
        code: 1,
        stderr: 'secrets-gateway: the consumer is not approved\n',
      });
    }
    expect(await at.states()).toEqual({ [one.id]: 'not approved', [other.id]: 'not approved' });
    expect((await actions()).map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['consumer.approve', one.id],
      ['consumer.approve', other.id],
      ['consumer.disapprove', one.id],
      ['consumer.disapprove', other.id],
    ]);
    expect(await runCommandLine(['audit', 'verify'], at.env)).toMatchObject({ code: 0 });
  });
});
