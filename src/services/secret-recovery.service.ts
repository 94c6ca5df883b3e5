import { NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { canonicalName } from '../core/name';
import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import { operatorPermit, type Permit } from '../core/policy';
import type { DeletedSecret, Secret } from '../core/secret';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { auditedName, timeAfter } from './secret-metadata';
import { requireOwnership } from './secret-preconditions';
import type { SecretVersions } from './secret-versions';

const DAY_MS = 86_400_000;
/** Secrets that one transaction of the purge shreds. */
const BATCH = 100;

/** Brings a deleted secret back. */
export interface RestoreSecret {
  readonly id: string;
  /** Another name, for when the old one is taken. */
  readonly name?: string | null | undefined;
}

/** A deleted secret with the end of its recovery time. */
export interface RecoverableSecret extends DeletedSecret {
  readonly recoverableUntil: Date;
}

/** Restores deleted secrets, lists them, and shreds them when their recovery time has ended. */
export class SecretRecoveryService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #versions: SecretVersions;
  readonly #recoveryMs: number;

  /** @param recoveryDays how long a deleted secret can be restored; 0 for not at all. */
  constructor(parts: { stores: Stores; trail: AuditTrail; versions: SecretVersions; recoveryDays: number }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#versions = parts.versions;
    this.#recoveryMs = parts.recoveryDays * DAY_MS;
  }

  /**
   * Marks a locked secret as deleted, or shreds it if deletion is final.
   *
   * @returns until when it can be restored.
   */
  async remove(unit: UnitOfWork, permit: Permit, secret: Secret): Promise<Date | null> {
    const now = new Date();
    if (this.#recoveryMs === 0) {
      await this.#shred(unit, secret);
      return null;
    }
    await this.#stores.deletedSecrets.add(unit, secret, now, permit.principal.id);
    return new Date(now.getTime() + this.#recoveryMs);
  }

  /**
   * Restores a secret with its versions, its selection of repositories, and the consumers that name it.
   *
   * @throws Conflict at `name` when its name is taken meanwhile; BadUserInput for the new name; LimitExceeded; NotFound, also
   * after the recovery time; Forbidden.
   */
  async restore(permit: Permit, command: RestoreSecret): Promise<Secret> {
    const id = requireId(command.id, 'id', 'secret');
    return this.#trail.commit(permit, { action: 'secret.restore', subjectId: id }, async (unit, note) => {
      const found = await this.#stores.deletedSecrets.lock(unit, permit, id, this.#since());
      if (found === undefined) throw new NotFound();
      requireOwnership(permit, found);
      const { deletedAt: _at, deletedBy: _by, ...current } = found;
      const name = canonicalName(command.name ?? current.name, 'name');
      const secret: Secret = {
        ...current,
        name: name.display,
        updatedAt: timeAfter(current.updatedAt),
        updatedBy: permit.principal.id,
      };
      await this.#stores.deletedSecrets.restore(unit, secret, name.folded);
      await this.#versions.requireRoom(unit, secret, true);
      note({ detail: { ...auditedName(secret), version: secret.version } });
      return secret;
    });
  }

  /**
   * Shreds a secret with all its versions at once, whether it is deleted already or not.
   *
   * @throws NotFound; Forbidden.
   */
  async destroy(permit: Permit, secretId: string): Promise<void> {
    const id = requireId(secretId, 'id', 'secret');
    await this.#trail.commit(permit, { action: 'secret.destroy', subjectId: id }, async (unit, note) => {
      const { secrets, deletedSecrets } = this.#stores;
      const secret =
        (await secrets.lock(unit, permit, id)) ??
        (await deletedSecrets.lock(unit, permit, id, this.#since()));
      if (secret === undefined) throw new NotFound();
      requireOwnership(permit, secret);
      await this.#shred(unit, secret);
      note({ detail: auditedName(secret) });
    });
  }

  /** One page of the deleted secrets of each organization that can be restored, the last deleted first. */
  async pages(
    permits: readonly Permit[],
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<RecoverableSecret>>> {
    const { deletedSecrets, database } = this.#stores;
    const scopes = permits.map((permit) => permit.require(Permission.VIEW_SECRETS));
    const found = await deletedSecrets.page(database.reader, scopes, this.#since(), page);
    const recoverable = (row: DeletedSecret) => {
      return { ...row, recoverableUntil: new Date(row.deletedAt.getTime() + this.#recoveryMs) };
    };
    return new Map([...found].map(([id, each]) => [id, { ...each, rows: each.rows.map(recoverable) }]));
  }

  /** How many deleted secrets of each organization can be restored, by organization id. */
  async counts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    const { deletedSecrets, database } = this.#stores;
    const scopes = permits.map((permit) => permit.require(Permission.VIEW_SECRETS));
    return deletedSecrets.count(database.reader, scopes, this.#since());
  }

  /**
   * Shreds the secrets whose recovery time has ended. Each batch is one transaction with an audit event for each secret, so a
   * purge that was killed or stopped is simply repeated.
   *
   * @param signal ends the purge after the current batch.
   * @returns how many secrets were shredded.
   */
  async purge(now = new Date(), signal?: AbortSignal): Promise<number> {
    const { database, deletedSecrets } = this.#stores;
    const before = new Date(now.getTime() - this.#recoveryMs);
    let shredded = 0;
    while (!signal?.aborted) {
      const due = await deletedSecrets.due(database.reader, before, BATCH);
      const [first] = due;
      if (first === undefined) break;
      const { organizationId } = first;
      const ids = due.filter((each) => each.organizationId === organizationId).map(({ id }) => id);
      const count = await this.#purgeOf(organizationId, ids, before);
      // Another gateway was faster, or somebody restored them.
      if (count === 0) break;
      shredded += count;
    }
    return shredded;
  }

  async #purgeOf(organizationId: string, ids: readonly string[], before: Date): Promise<number> {
    const permit = operatorPermit(organizationId, Permission.MANAGE_ORG_SECRETS);
    return this.#trail.commit(
      permit,
      { action: 'secret.purge', subjectId: null },
      async (unit, note, also) => {
        const destroyed = await this.#stores.deletedSecrets.destroy(unit, organizationId, ids, before);
        unit.afterCommit(() => void this.#stores.database.scrub());
        for (const subjectId of destroyed) also({ action: 'secret.destroy', subjectId });
        note({ detail: { secrets: destroyed.length } });
        return destroyed.length;
      },
    );
  }

  async #shred(unit: UnitOfWork, { organizationId, id }: Secret): Promise<void> {
    await this.#stores.secrets.destroy(unit, organizationId, id);
    unit.afterCommit(() => void this.#stores.database.scrub());
  }

  /** Secrets that were deleted earlier cannot be restored. */
  #since(): Date {
    return new Date(Date.now() - this.#recoveryMs);
  }
}
