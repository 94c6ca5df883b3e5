import { ChainKey } from '../../src/crypto/chain';
import { AuditQueries } from '../../src/services/audit.queries';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, secret, usingBackend } from './services.fixture';

describeOnEachDatabase('the verification of the audit log', (tested) => {
  const backend = usingBackend(tested);
  let shared: { id: string; length: number };
  beforeAll(async () => {
    const run = (statement: string) =>
      backend().stores.database.unitOfWork((unit) => unit.manager.query(statement));
    await backend().owner();
    // Who can tamper can do so without the triggers, which only keep away mistakes.
    if (tested.kind === 'sqlite') {
      await run('DROP TRIGGER audit_event_no_update');
      await run('DROP TRIGGER audit_event_no_delete');
    } else await run('DROP TRIGGER audit_event_no_change ON audit_event');
    shared = await chainOf(4);
  });

  /** A new organization with a chain of at least `events` events. */
  async function chainOf(events: number): Promise<{ id: string; length: number; caller: Caller }> {
    const caller = await backend().newOrganization();
    const { teams } = backend().services;
    for (let made = 0; made < events; made++)
      await teams.create(caller.permit('MANAGE_ORGANIZATION'), newName());
    const verdict = await verdictOf(caller.organizationId);
    expect(verdict?.firstBad).toBeUndefined();
    return { id: caller.organizationId, length: verdict?.verified ?? 0, caller };
  }
  const verify = () => backend().services.auditEvents.verify();
  const verdictOf = async (id: string) => (await verify()).find(({ chainId }) => chainId === id);
  /** Tampers, verifies and undoes it by rolling back a unit that reads as the verifier does. */
  async function tampered(id: string, ...statements: readonly string[]) {
    const { stores, chainKey } = backend();
    const undo = new Error('undo');
    let found: unknown;
    await stores.database
      .unitOfWork(async (unit) => {
        for (const statement of statements) await unit.manager.query(statement);
        const reader = { ...stores, database: { reader: unit } } as unknown as typeof stores;
        const verdicts = await new AuditQueries({ stores: reader, chainKey }).verify();
        found = verdicts.find(({ chainId }) => chainId === id)?.firstBad;
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    return found;
  }
  const at = (id: string, sequence: number) => `WHERE chain_id = '${id}' AND sequence = ${sequence}`;

  it.each([
    ['at', "'2020-01-01T00:00:00.000Z'"],
    ['at', "'never'"],
    ['at', "replace(at, 'T', ' ')"],
    ['principal_id', "'svc-somebody-else'"],
    ['principal_kind', "'USER'"],
    ['action', "'team.delete'"],
    ['subject_id', 'NULL'],
    ['outcome', "'REFUSED'"],
    ['request_id', "'another'"],
    ['address', "'10.0.0.1'"],
    ['detail', `'{"name":"another"}'`],
    ['detail', "'not JSON'"],
    ['detail', "'7'"],
    ['detail', "'[]'"],
    ['id', "'event-00000000000000000000000000'"],
    ['link', 'head'],
  ])('names an event whose %s was edited to %s', async (column, text) => {
    const { id, length } = shared;
    const value = text === 'head' ? `(SELECT head_mac FROM audit_chain WHERE chain_id = '${id}')` : text;
    for (const sequence of [1, 4, length]) {
      const found = await tampered(id, `UPDATE audit_event SET ${column} = ${value} ${at(id, sequence)}`);
      expect(found).toEqual({ sequence, reason: 'edited' });
    }
    expect((await verdictOf(id))?.firstBad).toBeUndefined();
  });

  it('names the first event that was deleted, wherever it was', async () => {
    const { id, length } = shared;
    for (const sequence of [1, 3, length]) {
      const found = await tampered(id, `DELETE FROM audit_event ${at(id, sequence)}`);
      expect(found).toEqual({ sequence, reason: 'missing' });
    }
    const tail = `DELETE FROM audit_event WHERE chain_id = '${id}' AND sequence > ${length - 2}`;
    expect(await tampered(id, tail)).toEqual({ sequence: length - 1, reason: 'missing' });
    expect(await tampered(id, `DELETE FROM audit_event WHERE chain_id = '${id}'`)).toEqual({
      sequence: 1,
      reason: 'missing',
    });
  });

  it('names the first of two events that changed places, and a deleted one whose place was filled', async () => {
    const { id, length } = shared;
    const move = (from: number, to: number) => `UPDATE audit_event SET sequence = ${to} ${at(id, from)}`;
    expect(await tampered(id, move(3, 999), move(4, 3), move(999, 4))).toEqual({
      sequence: 3,
      reason: 'edited',
    });
    const filled = [`DELETE FROM audit_event ${at(id, 3)}`];
    for (let each = 4; each <= length; each++) filled.push(move(each, each - 1));
    expect(await tampered(id, ...filled)).toEqual({ sequence: 3, reason: 'edited' });
  });

  it('notices a cut tail also when the head was set back to what is left', async () => {
    const { id, length } = shared;
    const cut = `DELETE FROM audit_event ${at(id, length)}`;
    const back = `UPDATE audit_chain SET sequence = ${length - 1}, link = (SELECT link FROM audit_event ${at(id, length - 1)}) WHERE chain_id = '${id}'`;
    expect(await tampered(id, cut, back)).toEqual({ sequence: length - 1, reason: 'head' });
    const gone = `DELETE FROM audit_chain WHERE chain_id = '${id}'`;
    expect(await tampered(id, gone)).toEqual({ sequence: length, reason: 'head' });
    expect(await tampered(id, gone, `DELETE FROM audit_event WHERE chain_id = '${id}'`)).toEqual({
      sequence: 1,
      reason: 'missing',
    });
    for (const sequence of [0, -1, length + 5]) {
      const found = await tampered(
        id,
        `UPDATE audit_chain SET sequence = ${sequence} WHERE chain_id = '${id}'`,
      );
      expect(found).toEqual(
        sequence > length ? { sequence: length + 1, reason: 'missing' } : { sequence: 1, reason: 'head' },
      );
    }
  });

  it('notices a head that was set back to an earlier one, which was sound then', async () => {
    const { id, length, caller } = await chainOf(1);
    const { stores } = backend();
    const [early] = (await stores.audit.chains(stores.database.reader)).filter(
      ({ chainId }) => chainId === id,
    );
    await backend().services.teams.create(caller.permit('MANAGE_ORGANIZATION'), newName());
    const hex = (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString('hex');
      return tested.kind === 'sqlite' ? `x'${text}'` : `'\\x${text}'::bytea`;
    };
    const back = `UPDATE audit_chain SET sequence = ${length}, link = ${hex(early!.link)}, head_mac = ${hex(early!.headMac)} WHERE chain_id = '${id}'`;
    expect(await tampered(id, back)).toEqual({ sequence: length + 1, reason: 'head' });
  });

  it('notices a chain that was put in the place of another one', async () => {
    const [one, two] = [await chainOf(2), await chainOf(2)];
    const swap = (table: string, from: string, to: string) =>
      `UPDATE ${table} SET chain_id = '${to}' WHERE chain_id = '${from}'`;
    const statements = ['audit_event', 'audit_chain'].flatMap((table) => [
      swap(table, one.id, 'between'),
      swap(table, two.id, one.id),
      swap(table, 'between', two.id),
    ]);
    expect(await tampered(one.id, ...statements)).toEqual({ sequence: 1, reason: 'edited' });
  });

  it('does not hold for another key', async () => {
    const { id } = shared;
    const { stores } = backend();
    const other = new AuditQueries({ stores, chainKey: ChainKey.generate() });
    const verdict = (await other.verify()).find(({ chainId }) => chainId === id);
    expect(verdict).toMatchObject({ verified: 0, firstBad: { sequence: 1, reason: 'edited' } });
  });

  it('finds a sound log sound while others append to it, over many batches', async () => {
    const owner = await backend().owner();
    let done = false;
    const writer = (async () => {
      while (!done) {
        await backend().services.secrets.create(owner.permit('MANAGE_ORG_SECRETS'), secret());
      }
    })();
    for (let round = 0; round < 15; round++) {
      expect((await verdictOf(owner.organizationId))?.firstBad).toBeUndefined();
    }
    done = true;
    await writer;
    const verdict = await verdictOf(owner.organizationId);
    const { stores } = backend();
    const [head] = (await stores.audit.chains(stores.database.reader)).filter(
      ({ chainId }) => chainId === owner.organizationId,
    );
    expect(verdict?.head).toBe(`${head!.sequence}:${Buffer.from(head!.link).toString('hex')}`);
    expect(verdict?.verified).toBe(head!.sequence);
  });
});
