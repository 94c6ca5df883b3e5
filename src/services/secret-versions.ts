import type { Permit } from '../core/policy';
import { type Quota, requireWithinQuota } from '../core/quota';
import type { Secret } from '../core/secret';
import type { SealContent, Sealer } from '../crypto/seal';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import { newVersion } from './secret-metadata';

/** Adds versions to secrets, within the quota of their organization. */
export class SecretVersions {
  readonly #stores: Stores;
  readonly #sealer: Sealer;
  readonly #quota: Quota | undefined;

  constructor(parts: { stores: Stores; sealer: Sealer; quota: Quota | undefined }) {
    this.#stores = parts.stores;
    this.#sealer = parts.sealer;
    this.#quota = parts.quota;
  }

  /**
   * Seals a value and stores it as the version that the secret has now.
   *
   * @throws LimitExceeded if the organization has no room for it; Conflict and KeyUnavailable as
   * `SecretVersionStore.insert`.
   */
  async add(unit: UnitOfWork, permit: Permit, secret: Secret, content: SealContent): Promise<void> {
    const { organizationId, version } = secret;
    const envelope = await this.#sealer.seal(content, { organizationId, secretId: secret.id, version });
    const { keyId } = envelope;
    const sealedByClient = content.kind === 'sealedBox';
    const sealed = {
      ...newVersion(permit, secret),
      keyId,
      sealedByClient,
      restoredFrom: null,
      lastUsedAt: null,
    };
    await this.#stores.secretVersions.insert(unit, sealed, envelope.bytes);
    await this.requireRoom(unit, secret, version === 1);
  }

  /**
   * Stores a copy of an earlier value as the version that the secret has now.
   *
   * @param restoredFrom the number of the earlier version.
   * @returns false when the secret has no such earlier version.
   * @throws LimitExceeded if the organization has no room for it; Conflict.
   */
  async restore(unit: UnitOfWork, permit: Permit, secret: Secret, restoredFrom: number): Promise<boolean> {
    const restored = { ...newVersion(permit, secret), restoredFrom };
    const isRestored = await this.#stores.secretVersions.restore(unit, restored);
    if (isRestored) await this.requireRoom(unit, secret, false);
    return isRestored;
  }

  /**
   * Checks after the row is there: the counts are then those that the commit will leave.
   *
   * @throws LimitExceeded
   */
  async requireRoom(unit: UnitOfWork, { organizationId }: Secret, isNewSecret: boolean): Promise<void> {
    if (this.#quota === undefined) return;
    const usage = await this.#stores.organizationUsages.of(unit, organizationId);
    requireWithinQuota(usage, this.#quota, isNewSecret);
  }
}
