import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../cli.fixture';
import { type ApprovingInstallation, installApproving } from '../consumer.fixture';

let at: ApprovingInstallation;
beforeEach(async () => {
  at = await installApproving();
});
afterEach(() => at.folder.remove());

describe('an approval made with an older key generation', () => {
  const keyIds = () =>
    at.use(async ({ stores }) =>
      Object.fromEntries(await stores.consumerApprovals.countByKey(stores.database.reader)),
    );

  it.each([
    ['reseal and retire', ['reseal'], 1],
    ['retire alone', [], 0],
  ])('holds after another was promoted, and after %s', async (_, more, lines) => {
    const [old] = at.idsIn('opening/opening.key');
    const [consumer, changed] = [await at.register(), await at.register()];
    await at.approve(consumer);
    await at.approve(changed);
    await at.sql(`UPDATE consumer SET address_ranges = '["127.0.0.1"]' WHERE id = '${changed.id}'`);
    const before = { [consumer.id]: 'approved', [changed.id]: 'changed' };
    await at.keys(['generate']);
    const [young] = at.idsIn('opening/opening.key');
    expect([await at.states(), await keyIds()]).toEqual([before, { [old!]: 2 }]);
    for (const command of more) {
      const { code, stdout } = await at.keys([command]);
      expect([
        code,
        stdout.split('\n').filter((line) => /1 approvals of consumers renewed/.test(line)),
      ]).toEqual([0, Array.from({ length: lines }, () => `${old}  1 approvals of consumers renewed`)]);
    }
    expect((await at.keys(['retire', old!])).code).toBe(0);
    expect(at.idsIn('opening/opening.key')).toEqual([young]);
    // What did not hold before is not made to hold.
    expect([await at.states(), await keyIds()]).toEqual([before, { [young!]: 1, [old!]: 1 }]);
    const events = await at.use(({ stores }) =>
      stores.audit.stream(stores.database.reader, 'instance', 1, 100),
    );
    const renewals = events.flatMap(({ event: { action, subjectId, detail } }) =>
      action === 'key.reseal' ? [[subjectId, detail]] : [],
    );
    expect(renewals).toEqual([[old, { to: young, approvals: 1 }]]);
  });

  it('is lost with its generation when that is taken out of the file by hand: the control', async () => {
    const consumer = await at.register();
    await at.approve(consumer);
    await at.keys(['generate']);
    const environment = { ...at.env, SECRETS_GATEWAY_OPENING_KEY: openingLines()[0]! };
    const { stdout } = await runCommandLine(['operator', 'consumer', 'list'], environment);
    expect(stdout).toMatch(new RegExp(`^${consumer.id}  changed`, 'm'));
  });
});

function openingLines(): string[] {
  return readFileSync(join(at.folder.path, 'opening/opening.key'), 'utf8').split('\n');
}
