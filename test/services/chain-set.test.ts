import { INSTANCE_CHAIN } from '../../src/core/audit-event';
import { openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, newName } from './services.fixture';

/** Each test has a database of its own, because they remove what the others would need. */
describeOnEachDatabase('the set of audit chains', (tested) => {
  let backend: TestBackend;
  let kept: string;
  let deleted: string;

  const run = (...statements: readonly string[]) =>
    backend.stores.database.unitOfWork(async (unit) => {
      for (const statement of statements) await unit.manager.query(statement);
    });
  const tables = ['audit_event', 'audit_chain'] as const;
  const verify = () => backend.services.auditEvents.verify();
  const badOf = async () =>
    (await verify()).flatMap(({ chainId, firstBad }) => (firstBad ? [{ chainId, ...firstBad }] : []));
  const copied = async () =>
    run(...tables.map((table) => `CREATE TABLE copy_${table} AS SELECT * FROM ${table}`));
  const restored = async () =>
    run(
      ...tables.flatMap((table) => [
        `DELETE FROM ${table}`,
        `INSERT INTO ${table} SELECT * FROM copy_${table}`,
      ]),
    );
  const without = (table: string, chainId: string) => `DELETE FROM ${table} WHERE chain_id = '${chainId}'`;

  beforeAll(async () => {
    backend = await openTestBackend(tested.url());
    const owner = await backend.owner();
    // Who can tamper can do so without the triggers, which only keep away mistakes.
    if (tested.kind === 'sqlite') {
      await run('DROP TRIGGER audit_event_no_update', 'DROP TRIGGER audit_event_no_delete');
    } else await run('DROP TRIGGER audit_event_no_change ON audit_event');
    kept = owner.organizationId;
    const other = await backend.newOrganization();
    await backend.services.teams.create(other.permit('MANAGE_ORGANIZATION'), newName());
    const permit = other.permit('MANAGE_ORGANIZATION');
    const { slug } = (await backend.stores.organizations.all(backend.stores.database.reader)).find(
      ({ id }) => id === other.organizationId,
    )!;
    await backend.services.organizations.delete(permit, slug);
    deleted = other.organizationId;
    await copied();
  });
  afterAll(() => backend.close());
  afterEach(restored);

  it('is sound as it was written: each chain has its entries in that of the instance', async () => {
    expect(await badOf()).toEqual([]);
    const entries = (await eventsOf(backend, INSTANCE_CHAIN)).filter(({ action }) =>
      action.startsWith('organization.'),
    );
    expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual(
      expect.arrayContaining([
        ['organization.create', kept],
        ['organization.create', deleted],
        ['organization.delete', deleted],
      ]),
    );
    const end = (await eventsOf(backend, deleted)).length;
    expect(entries.at(-1)?.detail).toMatchObject({
      events: end,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['an organization', () => kept],
    ['a deleted organization', () => deleted],
    ['the instance', () => INSTANCE_CHAIN],
  ])('is missed when the chain of %s is gone: its events, its head, or both', async (_, chainOf) => {
    const chainId = chainOf();
    for (const gone of [tables, ['audit_event'], ['audit_chain']]) {
      await run(...gone.map((table) => without(table, chainId)));
      const bad = await badOf();
      expect(bad.map((each) => each.chainId)).toEqual([chainId]);
      if (gone.includes('audit_event')) expect(bad).toEqual([{ chainId, sequence: 1, reason: 'missing' }]);
      await restored();
    }
  });

  it('is missed as a whole, also when no organization is left', async () => {
    await run('DELETE FROM audit_event', 'DELETE FROM audit_chain');
    expect(await badOf()).toContainEqual({ chainId: kept, sequence: 1, reason: 'missing' });
  });

  it('is missed in part when an organization and its chain go, and that of the instance with them', async () => {
    await run(...tables.flatMap((table) => [deleted, INSTANCE_CHAIN].map((chain) => without(table, chain))));
    expect(await badOf()).toEqual([{ chainId: INSTANCE_CHAIN, sequence: 1, reason: 'missing' }]);
  });

  it('shows a chain that was cut back with its head after its organization ended', async () => {
    const length = (await eventsOf(backend, deleted)).length;
    const before = (await backend.stores.audit.chains(backend.stores.database.reader)).find(
      ({ chainId }) => chainId === deleted,
    )!;
    expect(before.sequence).toBe(length);
    await run(
      `DELETE FROM audit_event WHERE chain_id = '${deleted}' AND sequence >= ${length}`,
      without('audit_chain', deleted),
    );
    expect(await badOf()).toEqual([{ chainId: deleted, sequence: length, reason: 'missing' }]);
  });

  it('is adopted once from an earlier version, and not again when the chain of the instance is removed', async () => {
    const { chainAdoption } = backend.services;
    expect(await chainAdoption.run()).toBe(0);
    await run(...tables.map((table) => without(table, INSTANCE_CHAIN)));
    // Every chain says that it is entered: there is nothing to adopt, and the loss stays visible.
    expect(await chainAdoption.run()).toBe(0);
    expect(await badOf()).toEqual([{ chainId: INSTANCE_CHAIN, sequence: 1, reason: 'missing' }]);
  });
});

describeOnEachDatabase('the chains of an earlier version', (tested) => {
  it('get their entries at the next start, of deleted organizations too, once for all gateways', async () => {
    const backend = await openTestBackend(tested.url());
    const { trail, chainAdoption, auditEvents } = backend.services;
    const owner = await backend.owner();
    const { stores } = backend;
    const old = ['org-00000000000000000000000001', 'org-00000000000000000000000002'];
    for (const chainId of old) {
      const attempt = { action: 'organization.create', subjectId: chainId, chainId } as const;
      await trail.commit(
        { principal: owner.principal, origin: owner.principal.origin },
        attempt,
        async () => undefined,
      );
    }
    expect((await auditEvents.verify()).filter(({ firstBad }) => firstBad)).toEqual([]);
    const counts = await Promise.all([chainAdoption.run(), chainAdoption.run()]);
    expect(counts.reduce((sum, each) => sum + each)).toBe(2);
    expect(await stores.audit.chainIdsWithoutEntry(stores.database.reader)).toEqual([]);
    expect((await auditEvents.verify()).filter(({ firstBad }) => firstBad)).toEqual([]);
    for (const chainId of old) {
      expect((await eventsOf(backend, chainId)).map(({ action }) => action)).toEqual([
        'organization.create',
        'organization.adopt',
      ]);
    }
    await backend.close();
  });
});
