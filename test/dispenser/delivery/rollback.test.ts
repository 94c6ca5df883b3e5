import { createHash } from 'node:crypto';
import { newId } from '../../../src/core/id';
import { PAGE_SIZE } from '../../../src/core/page';
import { Plaintext } from '../../../src/core/plaintext';
import type { Secret } from '../../../src/core/secret';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';

const PAGE = { size: PAGE_SIZE.max, backward: false, after: undefined, before: undefined };

describeOnEachDatabase('a rollback', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  const services = () => world.backend.services;
  const managing = () => world.owner.permit('MANAGE_OWN_SECRETS');
  const rollback = (id: string, toVersion: number, more: object = {}) =>
    services().secretHistory.rollback(managing(), { id, toVersion, ...more });
  const versions = async (id: string) =>
    (await services().secretQueries.versions(world.owner.permit('VIEW_SECRETS'), id, PAGE)).rows;
  /** A secret with the values "value 1" to "value n". */
  async function secretWith(name: string, count: number): Promise<Secret> {
    let secret = await world.store(name, 'value 1');
    for (let version = 2; version <= count; version += 1) {
      const value = Plaintext.ofText(`value ${version}`);
      secret = await services().secrets.update(managing(), { id: secret.id, value });
    }
    return secret;
  }
  const rows = (id: string) =>
    rowsOf<{ version: number; envelope: Uint8Array }>(
      world.backend.stores.database.reader,
      sql`SELECT version, envelope FROM secret_version WHERE secret_id = ${id} ORDER BY version`,
    );
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  it('delivers the earlier value as a new version, without sealing it anew', async () => {
    const { id } = await secretWith('BACK_PLAIN', 3);
    const { client } = await world.register({ uses: { secretIds: [id] } });
    const before = await client.deliver();
    expect(before.text('BACK_PLAIN')).toBe('value 3');
    const secret = await rollback(id, 1, { expectedVersion: 3 });
    expect([secret.version, secret.updatedBy]).toEqual([4, world.owner.principal.id]);
    const after = await client.deliverUnless(before);
    expect(after?.text('BACK_PLAIN')).toBe('value 1');
    const [first, second, , fourth] = await rows(id);
    expect(hash(fourth!.envelope)).toBe(hash(first!.envelope));
    expect(hash(second!.envelope)).not.toBe(hash(first!.envelope));
    const [newest, third] = await versions(id);
    expect(newest).toMatchObject({ version: 4, restoredFrom: 1, createdBy: world.owner.principal.id });
    expect(newest).not.toHaveProperty('envelope');
    expect(third).toMatchObject({ version: 3, restoredFrom: null });
  });

  it('goes back to a version that is a rollback itself, and forward again', async () => {
    const { id } = await secretWith('BACK_TWICE', 2);
    const { client } = await world.register({ uses: { secretIds: [id] } });
    await rollback(id, 1);
    await rollback(id, 2);
    expect((await client.deliver()).text('BACK_TWICE')).toBe('value 2');
    await rollback(id, 3);
    expect((await client.deliver()).text('BACK_TWICE')).toBe('value 1');
    await services().secrets.update(managing(), { id, value: Plaintext.ofText('value new') });
    expect((await client.deliver()).text('BACK_TWICE')).toBe('value new');
    expect((await versions(id)).map(({ restoredFrom }) => restoredFrom)).toEqual([null, 3, 2, 1, null, null]);
  });

  it('opens for the binding of the earlier version only: the control', async () => {
    const { id } = await secretWith('BACK_BOUND', 2);
    const { client } = await world.register({ uses: { secretIds: [id] } });
    await rollback(id, 1);
    expect((await client.deliver()).text('BACK_BOUND')).toBe('value 1');
    await world.backend.stores.database.unitOfWork((unit) =>
      rowsOf(unit, sql`UPDATE secret_version SET sealed_as = NULL WHERE secret_id = ${id}`),
    );
    const { items, unopened } = await client.deliver();
    expect([items, unopened.map(({ name }) => name)]).toEqual([[], ['BACK_BOUND']]);
  });

  it('is audited with both numbers and without a value', async () => {
    const { id } = await secretWith('BACK_AUDITED', 2);
    await rollback(id, 1);
    const [event] = await world.events('secret.rollback');
    expect(event).toMatchObject({
      subjectId: id,
      outcome: 'ALLOWED',
      detail: { name: 'BACK_AUDITED', version: 3, restoredFrom: 1 },
    });
  });

  it('is refused for a version that is none, the current one, a stale expectation and an expired secret', async () => {
    const { id } = await secretWith('BACK_REFUSED', 2);
    const rules = async (promise: Promise<unknown>) => {
      const error = await promise.then(
        () => undefined,
        (thrown) => thrown,
      );
      return (
        error?.violations?.map(({ path, rule }: { path: string; rule: string }) => `${path} ${rule}`) ??
        error?.code
      );
    };
    for (const version of [0, -1, 3, 2 ** 31 - 1]) {
      expect(await rules(rollback(id, version))).toEqual(['toVersion version']);
    }
    expect(await rules(rollback(id, 2))).toEqual(['toVersion current']);
    expect(await rules(rollback(id, 1, { expectedVersion: 1 }))).toBe('STALE_VERSION');
    expect(await rules(rollback(newId('secret'), 1))).toBe('NOT_FOUND');
    await world.backend.stores.database.unitOfWork((unit) =>
      rowsOf(unit, sql`UPDATE secret SET expires_at = '2020-01-01T00:00:00.000Z' WHERE id = ${id}`),
    );
    expect(await rules(rollback(id, 1))).toEqual(['expiresAt expired']);
    expect(await versions(id)).toHaveLength(2);
    await services().secrets.update(managing(), { id, expiresAt: null });
    expect((await rollback(id, 1)).version).toBe(3);
  });

  it('made twice at once adds one version for each, and one of two that expect the same', async () => {
    const { id } = await secretWith('BACK_RACE', 2);
    const both = await Promise.allSettled([rollback(id, 1), rollback(id, 1)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    const expecting = await Promise.allSettled([
      rollback(id, 2, { expectedVersion: 4 }),
      rollback(id, 2, { expectedVersion: 4 }),
    ]);
    expect(expecting.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await rows(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells when each version was used', async () => {
    const { id } = await secretWith('BACK_USED', 1);
    const { client } = await world.register({ uses: { secretIds: [id] } });
    await client.deliver();
    await services().secrets.update(managing(), { id, value: Plaintext.ofText('value 2') });
    await world.dispenser.close();
    const [second, first] = await versions(id);
    expect([first?.lastUsedAt, second?.lastUsedAt]).toEqual([expect.any(Date), null]);
  });
});
