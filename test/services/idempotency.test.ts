import { IDEMPOTENCY_HOURS } from '../../src/services/idempotency';
import type { CreateSecret, PutSecret } from '../../src/services/secret.command';
import { type Caller, openTestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, newName, outcome, outcomes, secret, usingBackend, value } from './services.fixture';

let keys = 0;
const newKey = () => `idempotency-key-${++keys}`;

describeOnEachDatabase('an idempotency key', (tested) => {
  const backend = usingBackend(tested);
  const secrets = () => backend().services.secrets;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const permit = () => owner.permit('MANAGE_OWN_SECRETS');
  const command = (more: Partial<CreateSecret> = {}) => ({ ...secret(more), idempotencyKey: newKey() });
  const run = (statement: string) =>
    backend().stores.database.unitOfWork((unit) => unit.manager.query(statement));

  it('is refused with another body, whichever part of it is another', async () => {
    const first = command({ note: 'n', expiresAt: new Date(Date.now() + 60_000) });
    await secrets().create(permit(), first);
    for (const more of [
      { name: newName() },
      { value: value('another value') },
      { note: null },
      { note: 'm' },
      { expiresAt: null },
      { visibility: 'PRIVATE' as const },
      { isSensitive: true },
      { access: 'PERSONAL' as const },
      { value: null, sealedValue: { keyId: 'k', encryptedValue: 'x' } },
    ]) {
      expect(await outcome(secrets().create(permit(), { ...first, ...more }))).toBe('CONFLICT');
    }
    expect(await outcome(secrets().create(permit(), { ...first }))).toBe('ok');
  });

  it('is refused for another use case with the same body', async () => {
    const first = command();
    const made = await secrets().create(permit(), first);
    expect(await outcome(secrets().put(permit(), first))).toBe('CONFLICT');
    const { idempotencyKey } = first;
    expect(await outcome(secrets().update(permit(), { id: made.id, idempotencyKey }))).toBe('CONFLICT');
  });

  it('of a deleted secret does not bring it back', async () => {
    const first = command();
    const { id } = await secrets().create(permit(), first);
    await secrets().delete(permit(), id);
    expect(await outcome(secrets().create(permit(), first))).toBe('CONFLICT');
    expect(await outcome(secrets().create(permit(), { ...first, idempotencyKey: newKey() }))).toBe('ok');
  });

  it('does not help who lost the reach of the secret meanwhile', async () => {
    const caller = await backend().newServiceUser(['MANAGE_ORG_SECRETS']);
    const first = command();
    await secrets().create(caller.permit('MANAGE_OWN_SECRETS'), first);
    const { members } = backend().services;
    const { memberships, database } = backend().stores;
    const { id } = (await memberships.findOf(database.reader, owner.organizationId, caller.principal.id))!;
    await members.delete(owner.permit('MANAGE_MEMBERS'), id);
    const after = await backend().signIn(caller.token);
    expect(() => after.permit('MANAGE_OWN_SECRETS')).toThrow('Not found');
  });

  it('is the key of one principal: another one with the same key makes its own', async () => {
    const first = command({ access: 'PERSONAL' });
    const mine = await secrets().create(permit(), first);
    const other = await backend().newServiceUser('MEMBER');
    const theirs = await secrets().create(other.permit('MANAGE_OWN_SECRETS'), first);
    expect(theirs.id).not.toBe(mine.id);
  });

  it('does nothing when the first attempt failed, so that a mended one can use it', async () => {
    const first = command({ name: '' });
    expect(await outcome(secrets().create(permit(), first))).toBe('BAD_USER_INPUT: name length');
    expect(await outcome(secrets().create(permit(), { ...first, name: newName() }))).toBe('ok');
  });

  it('gives the same answer for the same body and makes one row, and says so in the log', async () => {
    const first = command({ note: 'n' });
    const made = await secrets().create(permit(), first);
    const events = await eventsAdded(backend(), owner.organizationId, async () => {
      expect(await secrets().create(permit(), { ...first })).toEqual(made);
    });
    expect(events).toEqual([`secret.create ALLOWED ${made.id}`]);
    // Without the key it is another request.
    const { idempotencyKey: _, ...without } = first;
    expect(await outcome(secrets().create(permit(), without))).toBe('CONFLICT');
  });

  it('changes once: a repeated update leaves the version alone', async () => {
    const made = await secrets().create(permit(), secret());
    const change = { id: made.id, value: value('w'), expectedVersion: 1, idempotencyKey: newKey() };
    const changed = await secrets().update(permit(), change);
    expect(changed.version).toBe(2);
    expect(await secrets().update(permit(), change)).toEqual(changed);
  });

  it('answers a repeated put as the first time, whatever has happened since', async () => {
    const creating = command() as PutSecret;
    const { secret: made, created } = await secrets().put(permit(), creating);
    expect(created).toBe(true);
    const changing = {
      name: made.name,
      access: 'ORGANIZATION',
      note: 'n',
      idempotencyKey: newKey(),
    } as const;
    expect((await secrets().put(permit(), changing)).created).toBe(false);
    expect((await secrets().put(permit(), changing)).created).toBe(false);
    await secrets().update(permit(), { id: made.id, value: value('w') });
    expect((await secrets().put(permit(), creating)).created).toBe(true);
    expect((await secrets().put(permit(), changing)).created).toBe(false);
  });

  it('holds when the same request comes many times at once', async () => {
    const first = command();
    const made = await Promise.all(Array.from({ length: 6 }, () => secrets().create(permit(), { ...first })));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const change = { id: made[0]!.id, value: value('w'), expectedVersion: 1, idempotencyKey: newKey() };
    const changed = await Promise.all(Array.from({ length: 6 }, () => secrets().update(permit(), change)));
    expect(changed.map(({ version }) => version)).toEqual(Array(6).fill(2));
    const put = command() as PutSecret;
    const puts = await Promise.all(Array.from({ length: 6 }, () => secrets().put(permit(), put)));
    expect(puts.map(({ created }) => created)).toEqual(Array(6).fill(true));
  });

  it('lets one through when two bodies come at once with it', async () => {
    const first = command();
    const calls = [first, { ...first, note: 'n' }].map((each) => secrets().create(permit(), each));
    expect(await outcomes(calls)).toEqual(['CONFLICT', 'ok']);
  });

  it('is remembered by another process, as after a crash', async () => {
    const first = command();
    const made = await secrets().create(permit(), first);
    const second = await openTestBackend(tested.url());
    const after = await second.owner();
    expect(await second.services.secrets.create(after.permit('MANAGE_OWN_SECRETS'), first)).toEqual(made);
    await second.close();
  });

  it(`is forgotten after ${IDEMPOTENCY_HOURS} hours, and not before`, async () => {
    const first = command();
    const made = await secrets().create(permit(), first);
    const age = (hours: number) => {
      const at = new Date(Date.now() - hours * 3_600_000).toISOString();
      return run(`UPDATE idempotency_record SET created_at = '${at}' WHERE subject_id = '${made.id}'`);
    };
    await age(IDEMPOTENCY_HOURS - 0.01);
    expect(await secrets().create(permit(), first)).toEqual(made);
    await age(IDEMPOTENCY_HOURS + 0.01);
    expect(await outcome(secrets().create(permit(), first))).toBe('CONFLICT');
    expect(await outcome(secrets().create(permit(), { ...first, name: newName() }))).toBe('ok');
  });

  it('is stored in no form from which it or the value could be guessed', async () => {
    const first = command({ value: value('123456') });
    const made = await secrets().create(permit(), first);
    const rows = (await run(`SELECT * FROM idempotency_record WHERE subject_id = '${made.id}'`)) as object[];
    expect(rows).toHaveLength(1);
    const stored = Object.values(rows[0]!).map((each) =>
      Buffer.isBuffer(each) ? each.toString('latin1') : each,
    );
    expect(stored.join(' ')).not.toContain(first.idempotencyKey);
    expect(stored.join(' ')).not.toContain('123456');
    expect(stored).toContain(made.id);
  });
});
