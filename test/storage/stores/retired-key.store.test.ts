import { setTimeout as pause } from 'node:timers/promises';
import { KeyUnavailable } from '../../../src/core/errors';
import { newId } from '../../../src/core/id';
import type { Secret, SecretVersion } from '../../../src/core/secret';
import { Database, type UnitOfWork } from '../../../src/storage/database';
import { changesOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { type Stores, storesOf } from '../../../src/storage/stores';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { describeOnEachDatabase } from '../../support/databases';
import { GIVEN_BY_NOBODY, organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const ENVELOPE = Uint8Array.of(1, 0, 255);
/** Of the control, whose rounds may all happen to end well. */
const MOST_RACES = 30;
const ROUNDS = 25;

describeOnEachDatabase('a retired key', (tested) => {
  const database = usingDatabase(tested);
  /** Of a gateway, and of the command that retires, each with connections of its own. */
  let gateway: Stores;
  let command: Stores;
  let secret: Secret;
  let keyId: string;
  let made = 0;

  beforeAll(async () => {
    gateway = storesOf(database());
    command = storesOf(await Database.open({ url: tested.url() }));
    secret = secretOf((await organizationWith(database())).id, 'KEY');
    await store(database(), new SecretStore(), [secret]);
  });
  beforeEach(() => {
    keyId = newId('key');
  });
  afterAll(() => command.database.close());

  const newVersion = (key = keyId): SecretVersion => ({
    id: newId('version'),
    organizationId: secret.organizationId,
    secretId: secret.id,
    version: ++made,
    keyId: key,
    sealedByClient: false,
    createdAt: NOW,
    createdBy: 'user-1',
    ...GIVEN_BY_NOBODY,
  });
  const insert = (unit: UnitOfWork, version = newVersion()) =>
    gateway.secretVersions.insert(unit, version, ENVELOPE);
  /** What an insert would be that does not look at the retired keys. */
  const insertBlindly = async (unit: UnitOfWork, v = newVersion()) => {
    await changesOf(
      unit,
      sql`INSERT INTO secret_version (id, organization_id, secret_id, version, key_id, sealed_by_client, envelope, created_at, created_by) VALUES (${v.id}, ${v.organizationId}, ${v.secretId}, ${v.version}, ${v.keyId}, ${v.sealedByClient}, ${ENVELOPE}, ${v.createdAt}, ${v.createdBy})`,
    );
  };
  const retire = () =>
    command.database.unitOfWork((unit) => command.retiredKeys.retire(unit, keyId, new Date()));
  const isRetired = () => command.retiredKeys.isRetired(command.database.reader, keyId);
  const sealedWithIt = async () =>
    (await command.secretVersions.countByKey(command.database.reader)).get(keyId) ?? 0;
  /** A unit that has done its work and is committed when it is told to. */
  const held = async <T>(on: Database, work: (unit: UnitOfWork) => Promise<T>) => {
    let commit = () => {};
    let worked = () => {};
    const released = new Promise<void>((done) => {
      commit = done;
    });
    const ready = new Promise<void>((done) => {
      worked = done;
    });
    const ended = on.unitOfWork(async (unit) => {
      const result = await work(unit);
      worked();
      await released;
      return result;
    });
    await Promise.race([ready, ended]);
    return { commit, ended };
  };

  it('seals nothing more, neither a new version nor one that is resealed; other keys do', async () => {
    const other = newVersion(newId('key'));
    await database().unitOfWork((unit) => insert(unit, other));
    expect(await isRetired()).toBe(false);
    expect(await retire()).toBe(0);
    expect(await isRetired()).toBe(true);
    await expect(database().unitOfWork((unit) => insert(unit))).rejects.toBeInstanceOf(KeyUnavailable);
    const reseal = (read: SecretVersion, to: string) =>
      database().unitOfWork((unit) => gateway.secretVersions.replaceEnvelope(unit, read, to, ENVELOPE));
    await expect(reseal(other, keyId)).rejects.toBeInstanceOf(KeyUnavailable);
    expect(await sealedWithIt()).toBe(0);
    expect(await reseal(other, newId('key'))).toBe(true);
    await database().unitOfWork((unit) => insert(unit, newVersion(newId('key'))));
    // The control: nothing else in the database would have refused it.
    await database().unitOfWork((unit) => insertBlindly(unit));
    expect(await sealedWithIt()).toBe(1);
  });

  it('is one that seals nothing; a key that does goes on', async () => {
    await database().unitOfWork((unit) => insert(unit));
    expect([await retire(), await isRetired()]).toEqual([1, false]);
    await database().unitOfWork((unit) => insert(unit));
    expect(await sealedWithIt()).toBe(2);
  });

  it('may be retired again, also by one whose role may only read', async () => {
    expect([await retire(), await retire(), await isRetired()]).toEqual([0, 0, true]);
  });

  it('is not retired while a unit that has sealed with it is open: the retirement waits, and counts it', async () => {
    const writer = await held(database(), (unit) => insert(unit));
    let waits = true;
    const retiring = retire().finally(() => {
      waits = false;
    });
    await pause(300);
    expect(waits).toBe(true);
    // The control: a count that does not wait misses it.
    expect(await sealedWithIt()).toBe(0);
    writer.commit();
    await writer.ended;
    expect([await retiring, await isRetired(), await sealedWithIt()]).toEqual([1, false, 1]);
  });

  it.each([
    ['refuses a unit that waited for the retirement', true],
    ['would let that unit through without the condition (the control)', false],
  ])('%s', async (_, isChecked) => {
    const retiring = await held(command.database, (unit) =>
      command.retiredKeys.retire(unit, keyId, new Date()),
    );
    const writing = database().unitOfWork((unit) => (isChecked ? insert(unit) : insertBlindly(unit)));
    const outcome = writing.then(
      () => 'stored',
      (error: unknown) => error,
    );
    await pause(300);
    expect(await isRetired()).toBe(false);
    retiring.commit();
    expect(await retiring.ended).toBe(0);
    expect(await outcome).toEqual(isChecked ? expect.any(KeyUnavailable) : 'stored');
    expect([await isRetired(), await sealedWithIt()]).toEqual([true, isChecked ? 0 : 1]);
  });

  /** Writers and a retirement at once, many times: how often a key was retired, and how often although it seals. */
  const raced = async (write: typeof insert) => {
    const found = { retired: 0, refused: 0, broken: 0 };
    for (let round = 0; round < ROUNDS; round += 1) {
      keyId = newId('key');
      const writers = Array.from({ length: 4 }, async () => {
        await pause(Math.random() * 12);
        await database().unitOfWork((unit) => write(unit, newVersion()));
      });
      const retiring = pause(Math.random() * 12).then(retire);
      const outcomes = await Promise.allSettled(writers);
      await retiring;
      for (const each of outcomes) {
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(KeyUnavailable);
      }
      const [retired, sealed] = [await isRetired(), await sealedWithIt()];
      expect(retired || sealed > 0).toBe(true);
      found[retired ? 'retired' : 'refused'] += 1;
      if (retired && sealed > 0) found.broken += 1;
    }
    return found;
  };

  it('has sealed nothing, whoever wins the race', async () => {
    expect(await raced(insert)).toMatchObject({ broken: 0 });
    // The control: without the condition the same race is lost sooner or later.
    let broken = 0;
    for (let races = 0; broken === 0 && races < MOST_RACES; races += 1) {
      ({ broken } = await raced(insertBlindly));
    }
    expect(broken).toBeGreaterThan(0);
  });
});
