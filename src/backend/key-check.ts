import { ConfigError } from '../config/setting';
import { canonicalAuditEvent } from '../core/audit-event';
import { equalBytes } from '../crypto/bytes';
import { chainKeyId, chainLink, GENESIS, headMac } from '../crypto/chain';
import type { SealingKeyRing } from '../crypto/sealing-key';
import type { Reading } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { GatewayKeys } from './key-files';

/** The settings that the keys of a process come from. A refusal names them. */
export interface KeySettings {
  readonly sealing: string;
  readonly audit: string;
}

/** How many chains are checked before the audit key counts as that of another database. */
const CHECKED_CHAINS = 100;
const COPY = 'copy sealing.key and audit.key from a gateway that uses this database, or restore them';

/** Checks that keys and database belong together. */
export class KeyCheck {
  readonly #stores: Stores;
  readonly #keys: GatewayKeys;
  readonly #settings: KeySettings;

  constructor(stores: Stores, keys: GatewayKeys, settings: KeySettings) {
    this.#stores = stores;
    this.#keys = keys;
    this.#settings = settings;
  }

  /**
   * With the keys of another database, values would be sealed that this one's dispenser cannot open.
   *
   * @throws ConfigError
   */
  async requireSealingKeys(): Promise<void> {
    const { secretVersions, database } = this.#stores;
    const used = [...(await secretVersions.countByKey(database.reader)).keys()];
    if (used.length > 0) {
      if (isIn(used, this.#keys.sealingKeys)) return;
      throw new ConfigError(
        this.#settings.sealing,
        `none of these keys sealed the secrets in the database; ${COPY}`,
      );
    }
    await this.#requireKnownSealingKey(database.reader);
  }

  /** One valid head or first event proves the key, whatever has happened to the other chains. @throws ConfigError */
  async requireChainKey(): Promise<void> {
    const { audit, database } = this.#stores;
    const key = this.#keys.chainKey;
    await this.#requireKnownChainKey(database.reader);
    const heads = (await audit.chains(database.reader)).slice(0, CHECKED_CHAINS);
    for (const { chainId, sequence, link, headMac: stored } of heads) {
      if (equalBytes(stored, headMac(key, chainId, sequence, link))) return;
      const [first] = await audit.stream(database.reader, chainId, 1, 1);
      if (first && equalBytes(first.link, chainLink(key, GENESIS, canonicalAuditEvent(first.event)))) return;
    }
    if (heads.length > 0) this.#refuseChainKey();
  }

  /**
   * Records the keys as those of this database. Of several gateways that start on an empty database, the first one records
   * its keys, and the others are refused unless they have the same ones. A gateway with a key of the database may add newer
   * generations.
   *
   * @throws ConfigError for the keys of another gateway.
   */
  async record(): Promise<void> {
    const { knownKeys, database } = this.#stores;
    const { sealingKeys, chainKey } = this.#keys;
    const own = sealingKeys.all.map(({ keyId }) => keyId);
    const ids = [...own, chainKeyId(chainKey)];
    const { reader } = database;
    const known = new Set([
      ...(await knownKeys.ids(reader, 'sealing')),
      ...(await knownKeys.ids(reader, 'audit')),
    ]);
    if (ids.every((id) => known.has(id))) return;
    await database.unitOfWork(async (unit) => {
      await knownKeys.lock(unit);
      await this.#requireKnownSealingKey(unit);
      await this.#requireKnownChainKey(unit);
      const knownSince = new Date();
      for (const keyId of own) await knownKeys.add(unit, { keyId, kind: 'sealing', knownSince });
      await knownKeys.add(unit, { keyId: chainKeyId(chainKey), kind: 'audit', knownSince });
    });
  }

  async #requireKnownSealingKey(on: Reading): Promise<void> {
    const { knownKeys, secretVersions } = this.#stores;
    const known = await knownKeys.ids(on, 'sealing');
    if (known.length === 0 || isIn(known, this.#keys.sealingKeys)) return;
    // A rotation may end before any gateway has recorded the new generation.
    if (isIn([...(await secretVersions.countByKey(on)).keys()], this.#keys.sealingKeys)) return;
    throw new ConfigError(
      this.#settings.sealing,
      `another gateway uses this database with other sealing keys; ${COPY}`,
    );
  }

  async #requireKnownChainKey(on: Reading): Promise<void> {
    const known = await this.#stores.knownKeys.ids(on, 'audit');
    if (known.length > 0 && !known.includes(chainKeyId(this.#keys.chainKey))) this.#refuseChainKey();
  }

  #refuseChainKey(): never {
    throw new ConfigError(
      this.#settings.audit,
      `this is not the key of the audit chains in the database; ${COPY}`,
    );
  }
}

function isIn(ids: readonly string[], ring: SealingKeyRing): boolean {
  return ids.some((id) => ring.find(id) !== undefined);
}
