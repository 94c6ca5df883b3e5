import { PAGE_SIZE } from '../../src/core/page';
import { Plaintext } from '../../src/core/plaintext';
import type { Secret } from '../../src/core/secret';
import { type Caller, openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';

const PAGE = { size: PAGE_SIZE.max, backward: false, after: undefined, before: undefined };
const DAY_MS = 86_400_000;

describeOnEachDatabase('the retention of versions', (tested) => {
  let backend: TestBackend;
  let owner: Caller;
  let made = 0;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url());
    owner = await backend.owner();
  });
  afterEach(() => keep({ keepVersions: null, keepDays: null }));
  afterAll(() => backend.close());

  const managing = () => owner.permit('MANAGE_OWN_SECRETS');
  const viewing = () => owner.permit('VIEW_SECRETS');
  const keep = (rule: { keepVersions?: number | null; keepDays?: number | null }) =>
    backend.services.organizations.update(owner.permit('MANAGE_ORGANIZATION'), rule);
  const purge = (days = 0, signal?: AbortSignal) =>
    backend.services.retention.purge(new Date(Date.now() + days * DAY_MS), signal);
  async function secretWith(count: number): Promise<Secret> {
    let secret = await backend.services.secrets.create(managing(), {
      name: `KEPT_${++made}`,
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText('value 1'),
    });
    for (let version = 2; version <= count; version += 1) {
      const value = Plaintext.ofText(`value ${version}`);
      secret = await backend.services.secrets.update(managing(), { id: secret.id, value });
    }
    return secret;
  }
  const versionsOf = async ({ id }: Secret) =>
    (await backend.services.secretQueries.versions(viewing(), id, PAGE)).rows.map(({ version }) => version);
  const counted = async (secret: Secret) =>
    (await backend.services.secretQueries.versionCounts([secret])).get(secret.id);

  it('keeps everything without a rule', async () => {
    const secret = await secretWith(3);
    expect(await purge(10_000)).toBe(0);
    expect(await versionsOf(secret)).toEqual([3, 2, 1]);
  });

  it('keeps so many versions, and says in the audit log which were shredded', async () => {
    const [many, few] = [await secretWith(4), await secretWith(2)];
    await keep({ keepVersions: 2 });
    expect(await purge()).toBe(4 - 2 + Math.max(0, 3 - 2));
    expect([await versionsOf(many), await versionsOf(few)]).toEqual([
      [4, 3],
      [2, 1],
    ]);
    expect([await counted(many), await counted(few)]).toEqual([2, 2]);
    expect(await purge()).toBe(0);
    const page = await backend.services.auditEvents.page(owner.permit('VIEW_AUDIT_LOG'), {}, PAGE);
    const event = page.rows.find(({ action }) => action === 'secret.purge');
    expect(event).toMatchObject({ principalId: 'operator', outcome: 'ALLOWED' });
    expect(JSON.parse(String(event?.detail.versions))).toEqual(
      expect.arrayContaining([`${many.id}@1`, `${many.id}@2`]),
    );
  });

  it('keeps a replaced version for so many days, and the current one always', async () => {
    const secret = await secretWith(2);
    await keep({ keepDays: 30 });
    await purge(29);
    expect(await versionsOf(secret)).toEqual([2, 1]);
    await purge(31);
    expect(await versionsOf(secret)).toEqual([2]);
    await purge(10_000);
    expect(await versionsOf(secret)).toEqual([2]);
  });

  it('leaves the copy that a rollback made, and refuses to go back to what was shredded', async () => {
    const secret = await secretWith(2);
    const rollback = (toVersion: number) =>
      backend.services.secretHistory.rollback(managing(), { id: secret.id, toVersion });
    await rollback(1);
    await keep({ keepVersions: 1 });
    await purge();
    expect(await versionsOf(secret)).toEqual([3]);
    await expect(rollback(1)).rejects.toMatchObject({
      violations: [expect.objectContaining({ path: 'toVersion', rule: 'version' })],
    });
  });

  it('stops between batches and goes on later', async () => {
    const secret = await secretWith(3);
    await keep({ keepVersions: 1 });
    expect(await purge(0, AbortSignal.abort())).toBe(0);
    expect(await versionsOf(secret)).toEqual([3, 2, 1]);
    expect(await purge()).toBeGreaterThanOrEqual(2);
    expect(await versionsOf(secret)).toEqual([3]);
  });

  it('made by several gateways at once shreds each version once', async () => {
    const secret = await secretWith(5);
    await keep({ keepVersions: 1 });
    const counts = await Promise.all([purge(), purge(), purge()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
    expect(await versionsOf(secret)).toEqual([5]);
  });

  it.each([
    ['keepVersions', 0],
    ['keepVersions', -1],
    ['keepVersions', 10_001],
    ['keepDays', 0],
    ['keepDays', 3_651],
  ])('is refused for %s %i', async (field, number) => {
    await expect(keep({ [field]: number })).rejects.toMatchObject({
      violations: [expect.objectContaining({ path: field, rule: 'range' })],
    });
  });
});
