import { setTimeout as pause } from 'node:timers/promises';
import type { AuditEvent } from '../../../src/core/audit-event';
import { AuditStore } from '../../../src/storage/stores/audit.store';
import { OrganizationStore } from '../../../src/storage/stores/organization.store';
import { describeOnEachDatabase } from '../../support/databases';
import { digestOf, eventOf, first, later, organizationOf } from '../noun.fixture';
import { statementsOf, usingDatabase } from '../secret.fixture';

const MAC = digestOf('mac');

describeOnEachDatabase('the store of audit events', (tested) => {
  const database = usingDatabase(tested);
  const reader = () => database().reader;
  const store = () => new AuditStore();

  /** Appends as the audit trail does: after the head, whatever it is. */
  const append = (chainId: string, more: Partial<AuditEvent> = {}, delay = 0) =>
    database().unitOfWork(async (unit) => {
      const head = await store().head(unit, chainId);
      await pause(delay);
      const event = eventOf(chainId, (head?.sequence ?? 0) + 1, more);
      await store().append(unit, event, digestOf(event.id), MAC);
      return event;
    });

  it('has no head for a chain without events, and asking makes none', async () => {
    expect(await database().unitOfWork((unit) => store().head(unit, 'nothing'))).toBeUndefined();
    expect(await store().chains(reader())).toEqual([]);
  });

  it('lets the first events of a chain in one after the other, though they come at once', async () => {
    // Connections are made beforehand, and the wait keeps the first one from ending before the last has asked.
    await Promise.all(Array.from({ length: 8 }, () => append('warm', {}, 20)));
    const events = await Promise.all(Array.from({ length: 8 }, () => append('first', {}, 20)));
    expect(events.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const stored = await store().stream(reader(), 'first', 1, 100);
    expect(stored.map(({ event }) => event.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('refuses two events at one place, even of one that did not ask for the head', async () => {
    const event = eventOf('first', 1);
    const twice = database().unitOfWork((unit) => store().append(unit, event, MAC, MAC));
    await expect(twice).rejects.toMatchObject({ name: 'StorageFault' });
  });

  it('moves the head with each event, and gives both back as they were put in', async () => {
    const events = [await append('whole'), await append('whole', { subjectId: null, detail: {} })];
    const links = events.map(({ id }) => Buffer.from(digestOf(id)));
    expect(await store().stream(reader(), 'whole', 1, 9)).toEqual(
      events.map((event, at) => ({ event, link: links[at] })),
    );
    expect(await store().stream(reader(), 'whole', 2, 9)).toHaveLength(1);
    expect(await store().stream(reader(), 'whole', 1, 1)).toHaveLength(1);
    const head = { sequence: 2, link: links[1], headMac: Buffer.from(MAC) };
    expect(await database().unitOfWork((unit) => store().head(unit, 'whole'))).toEqual(head);
    expect(await store().chains(reader())).toContainEqual({ chainId: 'whole', ...head });
    expect(await store().chainIdsWithEvents(reader())).toEqual(['first', 'warm', 'whole']);
    expect(await store().find(reader(), 'whole', events[0]!.id)).toEqual(events[0]);
    expect(await store().find(reader(), 'first', events[0]!.id)).toBeUndefined();
  });

  it('takes three statements to append to a chain', async () => {
    const statements = await statementsOf(database(), async (unit) => {
      const head = await store().head(unit, 'whole');
      await store().append(unit, eventOf('whole', head!.sequence + 1), MAC, MAC);
    });
    expect(statements).toHaveLength(3);
  });

  it('pages newest first and counts, by every filter', async () => {
    const events = [
      await append('list', { action: 'secret.create', principalId: 'user-2' }),
      await append('list', { action: 'secret.update', subjectId: 'secret-2' }),
      await append('list', { action: 'secret.delete', outcome: 'REFUSED' }),
      await append('list', { action: 'team.create' }),
    ];
    const found = async (filter: Parameters<AuditStore['count']>[2]) => {
      const { rows } = await store().page(reader(), 'list', filter, first(9));
      expect(await store().count(reader(), 'list', filter)).toBe(rows.length);
      return rows.map((row) => row.sequence);
    };
    expect((await store().page(reader(), 'list', {}, first(9))).rows).toEqual([...events].reverse());
    expect(await found({ actions: ['secret.create', 'team.create'] })).toEqual([4, 1]);
    expect(await found({ actions: [] })).toEqual([]);
    expect(await found({ principalId: 'user-2' })).toEqual([1]);
    expect(await found({ subjectId: 'secret-2' })).toEqual([2]);
    expect(await found({ outcome: 'REFUSED' })).toEqual([3]);
    expect(await found({ since: later(2), until: later(4) })).toEqual([3, 2]);
    const key = { value: '3', id: events[2]!.id };
    const after = await store().page(reader(), 'list', {}, first(1, { after: key }));
    expect(after).toMatchObject({ rows: [{ sequence: 2 }], hasNextPage: true, hasPreviousPage: true });
    const forged = store().page(reader(), 'list', {}, first(1, { after: { value: '2e9', id: 'x' } }));
    await expect(forged).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps the events of an organization that is deleted', async () => {
    const organization = organizationOf();
    const organizations = new OrganizationStore();
    await database().unitOfWork((unit) => organizations.insert(unit, organization));
    const event = await append(organization.id);
    await database().unitOfWork((unit) => organizations.delete(unit, organization.id));
    expect((await store().page(reader(), organization.id, {}, first(9))).rows).toEqual([event]);
  });

  it('gives an event back that somebody edited into nonsense, so that the verifier can name it', async () => {
    const triggers = {
      sqlite: ['DROP TRIGGER audit_event_no_update'],
      postgres: ['DROP TRIGGER audit_event_no_change ON audit_event'],
    };
    await append('edited');
    await database().unitOfWork(async (unit) => {
      for (const statement of triggers[tested.kind]) await unit.manager.query(statement);
      await unit.manager.query("UPDATE audit_event SET detail = '{', at = 'never' WHERE chain_id = 'edited'");
    });
    const [row] = await store().stream(reader(), 'edited', 1, 9);
    expect(row?.event).toMatchObject({ sequence: 1, detail: {}, at: new Date(0) });
  });
});
