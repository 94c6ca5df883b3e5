import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PAGE_SIZE } from '../../../src/core/page';
import { Plaintext } from '../../../src/core/plaintext';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { outcome } from '../../services/services.fixture';
import type { Caller } from '../../support/backend';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';

const PAGE = { size: PAGE_SIZE.max, backward: false, after: undefined, before: undefined };
const DAY_MS = 86_400_000;

describeOnEachDatabase('a deleted secret', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  const services = () => world.backend.services;
  const managing = (by: Caller = world.owner) => by.permit('MANAGE_OWN_SECRETS');
  const viewing = (by: Caller = world.owner) => by.permit('VIEW_SECRETS');
  const remove = (id: string, by?: Caller) => services().secrets.delete(managing(by), id);
  const restore = (id: string, more: object = {}, by?: Caller) =>
    services().secretRecovery.restore(managing(by), { id, ...more });
  const destroy = (id: string, by?: Caller) => services().secretRecovery.destroy(managing(by), id);
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
  const run = (statement: ReturnType<typeof sql>) =>
    world.backend.stores.database.unitOfWork((unit) => rowsOf(unit, statement));
  async function listed(by?: Caller): Promise<string[]> {
    const pages = await services().secretRecovery.pages([viewing(by)], PAGE);
    return pages.get(world.owner.organizationId)!.rows.map(({ id }) => id);
  }
  const versionsOf = (id: string) =>
    rowsOf<{ envelope: Uint8Array }>(
      world.backend.stores.database.reader,
      sql`SELECT envelope FROM secret_version WHERE secret_id = ${id}`,
    );
  const usage = () =>
    world.backend.stores.organizationUsages.of(
      world.backend.stores.database.reader,
      world.owner.organizationId,
    );

  it('is gone for consumers, lists, names, counts and the quota at once, and comes back as it was', async () => {
    const secret = await world.store('GONE', 'value 1');
    const { id } = secret;
    await services().secrets.update(managing(), { id, value: Plaintext.ofText('value 2') });
    const { client, consumer } = await world.register({ uses: { secretIds: [id] } });
    const seen = await client.deliver();
    expect(seen.text('GONE')).toBe('value 2');
    const before = await usage();
    const { recoverableUntil } = await remove(id);
    expect(Math.abs(recoverableUntil!.getTime() - inDays(7).getTime())).toBeLessThan(60_000);
    expect((await client.deliverUnless(seen))?.names).toEqual([]);
    const { secretQueries, consumerQueries, secretHistory } = services();
    expect(await secretQueries.find([viewing()], [id])).toEqual([]);
    expect(await secretQueries.withinReach([viewing()], [id])).toEqual(new Set());
    expect(await secretQueries.findByName(viewing(), 'GONE')).toBeUndefined();
    expect((await secretQueries.versions(viewing(), id, PAGE)).rows).toEqual([]);
    expect((await secretQueries.counts([viewing()], { namePrefix: 'GONE' })).get(secret.organizationId)).toBe(
      0,
    );
    const [shown] = await consumerQueries.find([viewing()], [consumer.id]);
    expect(shown?.uses.secretIds).toEqual([]);
    for (const change of [
      services().secrets.update(managing(), { id, note: 'x' }),
      secretHistory.rollback(managing(), { id, toVersion: 1 }),
      services().secretSelections.set(managing(), id, []),
      remove(id),
    ]) {
      expect(await outcome(change)).toBe('NOT_FOUND');
    }
    expect(await usage()).toEqual({ ...before, secrets: before.secrets - 1 });
    expect(await listed()).toContain(id);

    const restored = await restore(id);
    expect(restored).toMatchObject({ name: 'GONE', version: 2, createdAt: secret.createdAt });
    expect(await listed()).not.toContain(id);
    expect((await client.deliver()).text('GONE')).toBe('value 2');
    expect((await secretHistory.rollback(managing(), { id, toVersion: 1 })).version).toBe(3);
    expect((await usage()).secrets).toBe(before.secrets);
    const [event] = await world.events('secret.restore');
    expect(event).toMatchObject({ subjectId: id, outcome: 'ALLOWED', detail: { name: 'GONE' } });
  });

  it('leaves its name free, and needs another one when that is taken', async () => {
    const { id } = await world.store('TAKEN', 'old');
    await remove(id);
    await world.store('taken', 'new');
    expect(await outcome(restore(id))).toBe('CONFLICT');
    expect(await outcome(restore(id, { name: 'a\u0000b' }))).toContain('BAD_USER_INPUT: name');
    expect(await listed()).toContain(id);
    expect((await restore(id, { name: 'Taken_2' })).name).toBe('Taken_2');
    expect((await services().secretQueries.findByName(viewing(), 'TAKEN_2'))?.id).toBe(id);
    expect(await outcome(restore(id))).toBe('NOT_FOUND');
  });

  it('is restored once, and only one of a restoration and a creation gets the name', async () => {
    const { id } = await world.store('RACE', 'old');
    await remove(id);
    const both = await Promise.all([restore(id), restore(id)].map(outcome));
    expect(both.sort()).toEqual(['NOT_FOUND', 'ok']);
    await remove(id);
    const racing = await Promise.all([restore(id), world.store('race', 'new')].map(outcome));
    expect(racing.sort()).toEqual(['CONFLICT', 'ok']);
  });

  it('is listed, restored and destroyed only by those who could manage it, and hidden from others', async () => {
    const member = await world.backend.newServiceUser('MEMBER');
    const own = await world.store('OWN', 'mine', { access: 'PERSONAL' }, member);
    const common = await world.store('COMMON', 'ours');
    await remove(own.id, member);
    await remove(common.id);
    expect(await listed()).not.toContain(own.id);
    expect(await listed(member)).toEqual(expect.arrayContaining([own.id, common.id]));
    for (const attempt of [restore, (id: string, _: object, by?: Caller) => destroy(id, by)]) {
      expect(await outcome(attempt(own.id, {}, world.owner))).toBe('NOT_FOUND');
      expect(await outcome(attempt(common.id, {}, member))).toBe('FORBIDDEN');
    }
    const stranger = await world.backend.newOrganization();
    expect(await outcome(restore(common.id, {}, stranger))).toBe('NOT_FOUND');
    expect((await restore(own.id, {}, member)).ownerId).toBe(member.principal.id);
    expect((await restore(common.id)).access).toBe('ORGANIZATION');
  });

  it('is shredded when its recovery time has ended, and not before', async () => {
    const { id } = await world.store('DUE', 'a value');
    const [stored] = await versionsOf(id);
    await remove(id);
    await services().secretRecovery.purge(inDays(6.9));
    expect(await versionsOf(id)).toHaveLength(1);
    const files = () =>
      ['', '-wal']
        .map((end) => tested.url().slice('sqlite:'.length) + end)
        .filter((path) => existsSync(path));
    const isInFiles = () =>
      files().some((path) => readFileSync(path).includes(Buffer.from(stored!.envelope).subarray(-32)));
    if (tested.kind === 'sqlite') expect(isInFiles()).toBe(true);
    expect(await services().secretRecovery.purge(inDays(7.1))).toBeGreaterThanOrEqual(1);
    expect(await versionsOf(id)).toEqual([]);
    expect(await outcome(restore(id))).toBe('NOT_FOUND');
    // The log is emptied right after the commit.
    for (let waits = 0; waits < 100 && tested.kind === 'sqlite' && isInFiles(); waits++) await pause(50);
    if (tested.kind === 'sqlite') expect(isInFiles()).toBe(false);
    expect((await world.events('secret.destroy')).map(({ subjectId }) => subjectId)).toContain(id);
  });

  it('cannot be restored after its time, even before it is shredded', async () => {
    const { id } = await world.store('LATE', 'a value');
    await remove(id);
    await run(sql`UPDATE secret SET deleted_at = ${inDays(-7.1)} WHERE id = ${id}`);
    expect(await listed()).not.toContain(id);
    expect(await outcome(restore(id))).toBe('NOT_FOUND');
    expect(await versionsOf(id)).toHaveLength(1);
  });

  it('is shredded at once by destroySecret, with its team, and with its owner', async () => {
    const team = await services().teams.create(world.owner.permit('MANAGE_ORGANIZATION'), 'ending');
    const member = await world.backend.newServiceUser('MEMBER');
    const [plain, kept, ofTeam, own] = [
      await world.store('ENDS', 'a value'),
      await world.store('ENDS_UNDELETED', 'a value'),
      await world.store('ENDS', 'a value', { access: 'TEAM', teamId: team.id }),
      await world.store('ENDS', 'a value', { access: 'PERSONAL' }, member),
    ];
    await remove(plain.id);
    await remove(ofTeam.id);
    await remove(own.id, member);
    const before = await usage();
    await destroy(plain.id);
    await destroy(kept.id);
    await services().teams.delete(world.owner.permit('MANAGE_ORGANIZATION'), team.id);
    await services().serviceUsers.delete(world.owner.permit('MANAGE_SERVICE_USERS'), member.principal.id);
    const ended = [plain, kept, ofTeam, own].map(({ id }) => id);
    for (const id of ended) expect(await versionsOf(id)).toEqual([]);
    const after = await usage();
    expect([after.secrets, after.versions]).toEqual([before.secrets - 1, before.versions - 4]);
    const events = (await world.events('secret.destroy')).map(({ subjectId }) => subjectId);
    expect(events).toEqual(expect.arrayContaining(ended));
  });

  it('is purged once by several gateways, and not by one that is stopped', async () => {
    const { id } = await world.store('SHARED', 'a value');
    await remove(id);
    expect(await services().secretRecovery.purge(inDays(8), AbortSignal.abort())).toBe(0);
    expect(await versionsOf(id)).toHaveLength(1);
    const purge = () => services().secretRecovery.purge(inDays(8));
    await Promise.all([purge(), purge(), purge()]);
    const events = await world.events('secret.destroy');
    expect(events.filter(({ subjectId }) => subjectId === id)).toHaveLength(1);
  });
});
