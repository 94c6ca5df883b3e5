import { BadUserInput, NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { canonicalName } from '../core/name';
import type { Permit } from '../core/policy';
import type { Secret } from '../core/secret';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import type { Expecting } from './secret.command';
import { auditedName, timeAfter } from './secret-metadata';
import { requireCurrent, requireOwnership, requireUnexpired } from './secret-preconditions';
import type { SecretVersions } from './secret-versions';

/** Makes an earlier value of a secret current again. */
export interface RollbackSecret extends Expecting {
  readonly id: string;
  /** The number of the version that has the value. */
  readonly toVersion: number;
}

/** Brings earlier values of secrets back. Nobody reads them: an envelope is copied as it is, inside the database. */
export class SecretHistoryService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #versions: SecretVersions;

  constructor(parts: { stores: Stores; trail: AuditTrail; versions: SecretVersions }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#versions = parts.versions;
  }

  /**
   * Adds a version with the value of an earlier one. The versions in between stay.
   *
   * @throws BadUserInput rules `current` and `version` at `toVersion`, `expired` at `expiresAt`; StaleVersion when the
   * secret is not what the caller expects; LimitExceeded; NotFound; Forbidden; Unavailable.
   */
  async rollback(permit: Permit, command: RollbackSecret): Promise<Secret> {
    const id = requireId(command.id, 'id', 'secret');
    const { toVersion } = command;
    return this.#trail.commit(permit, { action: 'secret.rollback', subjectId: id }, async (unit, note) => {
      const current = await this.#stores.secrets.lock(unit, permit, id);
      if (current === undefined) throw new NotFound();
      requireOwnership(permit, current);
      requireCurrent(current, command);
      if (toVersion === current.version) {
        throw BadUserInput.at('toVersion', 'current', 'This version is the current one.');
      }
      const now = timeAfter(current.updatedAt);
      const version = current.version + 1;
      const secret = { ...current, version, updatedAt: now, updatedBy: permit.principal.id };
      requireUnexpired(secret);
      const isRestored = await this.#versions.restore(unit, permit, secret, toVersion);
      if (!isRestored) {
        throw BadUserInput.at('toVersion', 'version', 'The secret has no such version, or it was purged.');
      }
      await this.#stores.secrets.update(unit, secret, canonicalName(secret.name, 'name').folded);
      note({ detail: { ...auditedName(secret), version, restoredFrom: toVersion } });
      return secret;
    });
  }
}
