import { KeyUnavailable } from '../../core/errors';
import type { Page, PageRequest } from '../../core/page';
import type { SecretVersion } from '../../core/secret';
import { SECRET_VERSION } from '../entities/secret-version.entity';
import { keysetPage } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, rowsOf, type StoredCount } from '../sql/query';
import { joined, sql } from '../sql/sql';
import { insertSelect, setOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { isSealingKey, RetiredKeyStore } from './retired-key.store';

/** Names one version of a secret. */
export interface SecretVersionRef {
  readonly secretId: string;
  readonly version: number;
}

/** The envelope of a version, with the key generation it is sealed with. */
export interface VersionEnvelope extends SecretVersionRef {
  readonly keyId: string;
  readonly envelope: Uint8Array;
  /** The number of the version that the envelope is bound to: an earlier one after a rollback. */
  readonly sealedAs: number;
}

/** A use of one version. */
export interface VersionUse extends SecretVersionRef {
  readonly at: Date;
}

/** The version that a rollback adds. */
export type RestoredVersion = Pick<
  SecretVersion,
  'id' | 'organizationId' | 'secretId' | 'version' | 'createdAt' | 'createdBy' | 'address' | 'client'
> & { readonly restoredFrom: number };

/** An envelope with everything needed to open it and seal it again. */
export interface SealedVersion extends VersionEnvelope {
  readonly id: string;
  readonly organizationId: string;
}

const VERSIONS = projection(SECRET_VERSION, { except: ['envelope', 'sealedAs'] });
const ENVELOPES = projection(SECRET_VERSION, {
  only: ['secretId', 'version', 'keyId', 'envelope', 'sealedAs'],
});
const SEALED = projection(SECRET_VERSION, {
  only: ['id', 'organizationId', 'secretId', 'version', 'keyId', 'envelope', 'sealedAs'],
});

/**
 * The statements of sealed values. Only methods that say so return envelopes. All throw Unavailable and StorageFault.
 */
export class SecretVersionStore {
  readonly #retiredKeys = new RetiredKeyStore();

  /**
   * Stores a version, unless its key was retired in the meantime.
   *
   * @throws Conflict when the secret has a version with this number, because it was changed at the same time;
   * KeyUnavailable for a retired key.
   */
  async insert(unit: UnitOfWork, version: SecretVersion, envelope: Uint8Array): Promise<void> {
    const inserted = await changesOf(
      unit,
      sql`${insertSelect(SECRET_VERSION, { ...version, sealedAs: null, envelope })} WHERE ${isSealingKey(version.keyId)}`,
    );
    if (inserted === 0) throw retired();
  }

  /**
   * Adds a version with a copy of an earlier envelope. The envelope does not leave the database.
   *
   * The copy stays sealed with its key generation, which cannot be retired meanwhile: {@link RetiredKeyStore.retire} waits
   * for this unit and counts the copy.
   *
   * @returns false when the secret has no such earlier version.
   * @throws Conflict as {@link insert}.
   */
  async restore(unit: UnitOfWork, version: RestoredVersion): Promise<boolean> {
    const { id, organizationId, secretId, createdAt, createdBy, address, client, restoredFrom } = version;
    const inserted = await changesOf(
      unit,
      sql`INSERT INTO secret_version (id, organization_id, secret_id, version, key_id, sealed_by_client, envelope, created_at, created_by, restored_from, sealed_as, address, client)
        SELECT ${id}, organization_id, secret_id, CAST(${version.version} AS integer), key_id, sealed_by_client, envelope, ${createdAt}, ${createdBy}, version, COALESCE(sealed_as, version), ${address}, ${client}
        FROM secret_version WHERE organization_id = ${organizationId} AND secret_id = ${secretId} AND version = ${restoredFrom}`,
    );
    return inserted > 0;
  }

  /** The version with this id, without its envelope. */
  find(on: Reading, organizationId: string, id: string): Promise<SecretVersion | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}`;
    return selectFirst(on, VERSIONS, sql`FROM secret_version WHERE ${where}`);
  }

  /** The versions of a secret, newest first, without their envelopes. @throws BadUserInput rule `cursor`. */
  page(
    on: Reading,
    organizationId: string,
    secretId: string,
    page: PageRequest,
  ): Promise<Page<SecretVersion>> {
    const versions = {
      what: VERSIONS,
      from: sql`secret_version`,
      where: sql`organization_id = ${organizationId} AND secret_id = ${secretId}`,
      order: { column: 'version', id: 'id', descending: true, numeric: true },
    };
    return keysetPage(on, versions, page);
  }

  /** The envelopes of these versions, in no particular order. A version that does not exist is left out. */
  async envelopesOf(
    on: Reading,
    organizationId: string,
    refs: readonly SecretVersionRef[],
  ): Promise<VersionEnvelope[]> {
    if (refs.length === 0) return [];
    // Without the cast, PostgreSQL treats the numbers of a VALUES list as text.
    const wanted = refs.map(({ secretId, version }) => sql`(${secretId}, CAST(${version} AS integer))`);
    const rows = await selectAll(
      on,
      ENVELOPES,
      sql`FROM secret_version WHERE organization_id = ${organizationId} AND (secret_id, version) IN (VALUES ${joined(wanted, ', ')})`,
    );
    return rows.map(bound);
  }

  /**
   * At most `limit` versions sealed with a key, by id, with their envelopes.
   *
   * @param after the last id of the previous batch, so that an envelope that cannot be resealed is not returned again.
   */
  async sealedWith(on: Reading, keyId: string, limit: number, after = ''): Promise<SealedVersion[]> {
    const rows = await selectAll(
      on,
      SEALED,
      sql`FROM secret_version WHERE key_id = ${keyId} AND id > ${after} ORDER BY id LIMIT ${limit}`,
    );
    return rows.map(bound);
  }

  /** Records the last use of versions in one statement. A use earlier than the recorded one changes nothing. */
  async touchUsed(unit: UnitOfWork, uses: readonly VersionUse[]): Promise<void> {
    if (uses.length === 0) return;
    const values = uses.map(
      ({ secretId, version, at }) => sql`(${secretId}, CAST(${version} AS integer), ${at})`,
    );
    await rowsOf(
      unit,
      sql`WITH used (secret_id, version, used_at) AS (VALUES ${joined(values, ', ')}) UPDATE secret_version SET last_used_at = used.used_at FROM used WHERE secret_version.secret_id = used.secret_id AND secret_version.version = used.version AND (secret_version.last_used_at IS NULL OR secret_version.last_used_at < used.used_at)`,
    );
  }

  /** How many versions are sealed with each key. A key without versions is left out. */
  async countByKey(on: Reading): Promise<Map<string, number>> {
    const rows = await rowsOf<{ key_id: string; count: StoredCount }>(
      on,
      sql`SELECT key_id, COUNT(*) AS count FROM secret_version GROUP BY key_id`,
    );
    return new Map(rows.map((row) => [row.key_id, Number(row.count)]));
  }

  /**
   * Replaces the envelope of a version with one that is sealed with another key.
   *
   * @param read the version, and the key it was sealed with when it was read.
   * @returns false when the version is gone, or its envelope was replaced in the meantime.
   * @throws KeyUnavailable when the other key was retired.
   */
  async replaceEnvelope(
    unit: UnitOfWork,
    read: Pick<SealedVersion, 'id' | 'keyId'>,
    keyId: string,
    envelope: Uint8Array,
  ): Promise<boolean> {
    const replaced = await changesOf(
      unit,
      sql`${setOf(SECRET_VERSION, { keyId, envelope })} WHERE id = ${read.id} AND key_id = ${read.keyId} AND ${isSealingKey(keyId)}`,
    );
    if (replaced === 0 && (await this.#retiredKeys.isRetired(unit, keyId))) throw retired();
    return replaced > 0;
  }
}

/** The error in place of storing a value that nothing could open once the key is gone. */
function retired(): KeyUnavailable {
  return new KeyUnavailable(
    'The sealing key of the gateway was retired; nothing was changed. Try again when the gateway has been restarted with its newer key.',
  );
}

function bound<Row extends SecretVersionRef & { readonly sealedAs: number | null }>(
  row: Row,
): Row & { readonly sealedAs: number } {
  return { ...row, sealedAs: row.sealedAs ?? row.version };
}
