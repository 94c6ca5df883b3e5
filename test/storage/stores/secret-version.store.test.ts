import { BadUserInput, Conflict } from '../../../src/core/errors';
import { newId } from '../../../src/core/id';
import type { Secret, SecretVersion } from '../../../src/core/secret';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { SecretVersionStore } from '../../../src/storage/stores/secret-version.store';
import { describeOnEachDatabase } from '../../support/databases';
import { GIVEN_BY_NOBODY, organizationWith, secretOf, store, stored, usingDatabase } from '../secret.fixture';

const NOW = new Date('2026-01-02T03:04:05.678Z');
const ALL = { size: 100, backward: false, after: undefined, before: undefined };
/** Every byte there is, so that no encoding on the way goes unnoticed. */
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describeOnEachDatabase('the store of secret versions', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let versions: SecretVersionStore;
  let secret: Secret;
  let keyId: string;

  beforeEach(async () => {
    secrets = new SecretStore();
    versions = new SecretVersionStore();
    keyId = newId('key');
    secret = secretOf((await organizationWith(database())).id, 'KEY');
    await store(database(), secrets, [secret]);
  });

  function versionOf(version: number, more: Partial<SecretVersion> = {}): SecretVersion {
    return {
      id: newId('version'),
      organizationId: secret.organizationId,
      secretId: secret.id,
      version,
      keyId,
      sealedByClient: false,
      createdAt: NOW,
      createdBy: 'user-1',
      ...GIVEN_BY_NOBODY,
      ...more,
    };
  }

  async function insert(...rows: SecretVersion[]): Promise<void> {
    await database().unitOfWork(async (unit) => {
      for (const row of rows) await versions.insert(unit, row, Uint8Array.of(row.version, 0, 255));
    });
  }

  it('refuses a second version of one number, and a version of no secret', async () => {
    await insert(versionOf(1));

    await expect(insert(versionOf(1))).rejects.toBeInstanceOf(Conflict);
    await expect(insert(versionOf(1, { secretId: 'secret-none' }))).rejects.toBeInstanceOf(Conflict);
    await expect(insert(versionOf(2))).resolves.toBeUndefined();
  });

  it('gives an envelope back byte by byte, also one that is part of a larger buffer', async () => {
    const row = versionOf(1);
    const within = Buffer.concat([Buffer.from('before'), EVERY_BYTE, Buffer.from('behind')]).subarray(6, 262);
    await database().unitOfWork((unit) => versions.insert(unit, row, within));
    const refs = [{ secretId: secret.id, version: 1 }];
    const [found] = await versions.envelopesOf(database().reader, secret.organizationId, refs);

    expect(found).toMatchObject({ secretId: secret.id, version: 1, keyId });
    expect([...(found?.envelope ?? [])]).toEqual([...EVERY_BYTE]);
  });

  it('gives the envelopes of the named versions and organization only', async () => {
    const other = secretOf(secret.organizationId, 'OTHER');
    await store(database(), secrets, [other]);
    await insert(versionOf(1), versionOf(2), versionOf(3), versionOf(1, { secretId: other.id }));
    const refs = [
      { secretId: secret.id, version: 3 },
      { secretId: secret.id, version: 1 },
      { secretId: secret.id, version: 9 },
      { secretId: other.id, version: 2 },
    ];
    const { reader } = database();
    const found = await versions.envelopesOf(reader, secret.organizationId, refs);

    expect(found.map(({ version }) => version).sort()).toEqual([1, 3]);
    expect(found.map(({ secretId }) => secretId)).toEqual([secret.id, secret.id]);
    expect(await versions.envelopesOf(reader, (await organizationWith(database())).id, refs)).toEqual([]);
    expect(await versions.envelopesOf(reader, secret.organizationId, [])).toEqual([]);
  });

  it('lists versions by number, newest first, without any envelope', async () => {
    const rows = Array.from({ length: 11 }, (_, at) => versionOf(at + 1, { sealedByClient: at % 2 === 0 }));
    await insert(...rows);
    const { reader } = database();
    const page = await versions.page(reader, secret.organizationId, secret.id, ALL);
    const [newest] = page.rows;
    const after = newest && { value: String(newest.version), id: newest.id };
    const next = await versions.page(reader, secret.organizationId, secret.id, { ...ALL, size: 2, after });

    expect(page.rows).toEqual([...rows].reverse());
    expect(next.rows.map(({ version }) => version)).toEqual([10, 9]);
    expect(next).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect((await versions.page(reader, 'org-none', secret.id, ALL)).rows).toEqual([]);
  });

  it.each(['', 'NaN', '-1', '1.5', '9007199254740993', '2147483648', "1'"])(
    'refuses a cursor whose number is %j',
    async (value) => {
      const after = { value, id: newId('version') };
      const page = versions.page(database().reader, secret.organizationId, secret.id, { ...ALL, after });

      await expect(page).rejects.toBeInstanceOf(BadUserInput);
    },
  );

  it('finds a version by its id in its organization only, without its envelope', async () => {
    const row = versionOf(1, { sealedByClient: true });
    await insert(row);
    const { reader } = database();
    const other = (await organizationWith(database())).id;

    expect(await versions.find(reader, secret.organizationId, row.id)).toEqual(row);
    expect(await versions.find(reader, other, row.id)).toBeUndefined();
    expect(await versions.find(reader, secret.organizationId, newId('version'))).toBeUndefined();
  });

  it('goes with its secret', async () => {
    await insert(versionOf(1), versionOf(2));
    expect(await stored(database().reader, 'secret_version', secret.id)).toHaveLength(2);

    await database().unitOfWork((unit) => secrets.destroy(unit, secret.organizationId, secret.id));
    expect(await stored(database().reader, 'secret_version', secret.id)).toHaveLength(0);
  });

  describe('resealing', () => {
    it('finds what a key has sealed in batches, going on after a version that stays', async () => {
      const rows = [versionOf(1), versionOf(2), versionOf(3), versionOf(4, { keyId: newId('key') })];
      await insert(...rows);
      const { reader } = database();
      const first = await versions.sealedWith(reader, keyId, 2);
      const second = await versions.sealedWith(reader, keyId, 2, first.at(-1)?.id);

      expect([...first, ...second].map(({ id }) => id)).toEqual(rows.slice(0, 3).map(({ id }) => id));
      expect(first[0]).toMatchObject({
        organizationId: secret.organizationId,
        secretId: secret.id,
        version: 1,
        keyId,
      });
      expect([...(first[0]?.envelope ?? [])]).toEqual([1, 0, 255]);
      expect(await versions.sealedWith(reader, 'key-none', 2)).toEqual([]);
    });

    it('puts another envelope and key in place of the old, if the version is still as it was read', async () => {
      const row = versionOf(1);
      await insert(row);
      const newKey = newId('key');
      const replace = (id: string, read = keyId) =>
        database().unitOfWork((unit) =>
          versions.replaceEnvelope(unit, { id, keyId: read }, newKey, EVERY_BYTE),
        );

      expect(await replace('version-none')).toBe(false);
      expect(await replace(row.id, newId('key'))).toBe(false);
      expect(await replace(row.id)).toBe(true);
      expect(await replace(row.id)).toBe(false);
      expect(await versions.sealedWith(database().reader, keyId, 10)).toEqual([]);
      const [found] = await versions.sealedWith(database().reader, newKey, 10);
      expect([...(found?.envelope ?? [])]).toEqual([...EVERY_BYTE]);
    });

    it('counts what each key has sealed, leaving out keys that seal nothing', async () => {
      const other = newId('key');
      await insert(versionOf(1), versionOf(2), versionOf(3, { keyId: other }));
      const counts = await versions.countByKey(database().reader);

      expect([counts.get(keyId), counts.get(other), counts.get('key-none')]).toEqual([2, 1, undefined]);
    });
  });
});
