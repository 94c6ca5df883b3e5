import { isDeepStrictEqual } from 'node:util';
import { BadUserInput, Conflict, NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { canonicalName } from '../core/name';
import type { Permit } from '../core/policy';
import { ownerKey, type Secret, SecretType } from '../core/secret';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail, Note } from './audit-trail';
import type { EarlierRequest, Idempotency } from './idempotency';
import type { CreateSecret, PutSecret, UpdateSecret } from './secret.command';
import type { SecretContent } from './secret-content';
import {
  auditedName,
  changedMetadata,
  changeSelection,
  givenPolicy,
  newSecret,
  selectedRepositories,
  timeAfter,
} from './secret-metadata';
import {
  newOwner,
  requireCurrent,
  requireOwnership,
  requireQuota,
  requireSameKind,
  requireUnexpired,
} from './secret-preconditions';
import type { SecretRecoveryService } from './secret-recovery.service';
import type { SecretVersions } from './secret-versions';

/** The result of a put. */
export interface PutOutcome {
  readonly secret: Secret;
  readonly created: boolean;
}

/**
 * Creates, changes and deletes secrets. Each call seals the value and commits rows and audit event in one transaction.
 */
export class SecretService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #versions: SecretVersions;
  readonly #content: SecretContent;
  readonly #idempotency: Idempotency;
  readonly #recovery: SecretRecoveryService;

  constructor(parts: {
    stores: Stores;
    trail: AuditTrail;
    versions: SecretVersions;
    content: SecretContent;
    idempotency: Idempotency;
    recovery: SecretRecoveryService;
  }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#versions = parts.versions;
    this.#content = parts.content;
    this.#idempotency = parts.idempotency;
    this.#recovery = parts.recovery;
  }

  /**
   * Creates a secret with its first version.
   *
   * @throws Conflict for a taken name; BadUserInput; LimitExceeded; KeyUnavailable for a sealed value; Forbidden; NotFound
   * for the team; Unavailable.
   */
  async create(permit: Permit, command: CreateSecret): Promise<Secret> {
    return this.#trail.commit(permit, { action: 'secret.create', subjectId: null }, async (unit, note) => {
      const request = await this.#idempotency.begin(unit, permit, 'secret.create', command);
      if (request.earlier !== undefined) return this.#repeated(unit, permit, request.earlier, note);
      const secret = await this.#insert(unit, permit, command);
      const detail = { ...auditedName(secret), access: secret.access, version: 1 };
      note({ subjectId: secret.id, detail: { ...detail, ...givenPolicy(command, secret) } });
      await request.remember(secret.id, secret.createdAt);
      return secret;
    });
  }

  /**
   * Changes a secret; a new value makes a new version. A change to what the secret is already is none: it leaves
   * `updatedAt` as it is, which clients read as a change by somebody else.
   *
   * @throws StaleVersion when the secret is not what the caller expects; NotFound; otherwise as {@link create}.
   */
  async update(permit: Permit, command: UpdateSecret): Promise<Secret> {
    const id = requireId(command.id, 'id', 'secret');
    return this.#trail.commit(permit, { action: 'secret.update', subjectId: id }, async (unit, note) => {
      const request = await this.#idempotency.begin(unit, permit, 'secret.update', command);
      if (request.earlier !== undefined) return this.#repeated(unit, permit, request.earlier, note);
      const current = await this.#locked(unit, permit, id);
      const secret = await this.#change(unit, permit, current, command);
      const detail = { ...auditedName(secret), version: secret.version };
      note({ detail: { ...detail, ...givenPolicy(command, secret) } });
      await request.remember(id, secret.updatedAt);
      return secret;
    });
  }

  /**
   * Creates the secret of this name and owner, or changes it.
   *
   * @throws BadUserInput rule `immutable` for another type or file flag; NotFound when the caller expects a secret that is
   * not there; otherwise as {@link update}.
   */
  async put(permit: Permit, command: PutSecret): Promise<PutOutcome> {
    return this.#trail.commit(permit, { action: 'secret.update', subjectId: null }, async (unit, note) => {
      const request = await this.#idempotency.begin(unit, permit, 'secret.put', command);
      if (request.earlier !== undefined) {
        const repeated = await this.#repeated(unit, permit, request.earlier, note);
        return { secret: repeated, created: repeated.createdAt.getTime() === request.earlier.at.getTime() };
      }
      const outcome = await this.#insertOrChange(unit, permit, command);
      const { secret, created } = outcome;
      const detail = { ...auditedName(secret), version: secret.version };
      note({
        action: created ? 'secret.create' : 'secret.update',
        subjectId: secret.id,
        detail: { ...detail, ...givenPolicy(command, secret) },
      });
      // The time of the creation stands for a creation, whatever else happened to the secret since.
      const at = created ? secret.createdAt : timeAfter(secret.createdAt);
      await request.remember(secret.id, at);
      return outcome;
    });
  }

  /**
   * Deletes a secret. It is gone for everybody and its name is free, but it can be restored for the recovery time. Without a
   * recovery time it is shredded: the envelopes are also erased from the database files.
   *
   * @returns the secret as it was, and until when it can be restored; null for not at all.
   * @throws NotFound; Forbidden.
   */
  async delete(
    permit: Permit,
    secretId: string,
  ): Promise<Secret & { readonly recoverableUntil: Date | null }> {
    const id = requireId(secretId, 'id', 'secret');
    return this.#trail.commit(permit, { action: 'secret.delete', subjectId: id }, async (unit, note) => {
      const secret = await this.#locked(unit, permit, id);
      requireOwnership(permit, secret);
      const recoverableUntil = await this.#recovery.remove(unit, permit, secret);
      note({ detail: auditedName(secret) });
      return { ...secret, recoverableUntil };
    });
  }

  /** Answers a repeated request with the secret as it is now. */
  async #repeated(
    unit: UnitOfWork,
    permit: Permit,
    { secretId }: EarlierRequest,
    note: Note,
  ): Promise<Secret> {
    note({ subjectId: secretId, detail: { repeated: true } });
    const [secret] = await this.#stores.secrets.find(unit, [permit], [secretId]);
    if (secret !== undefined) return secret;
    throw new Conflict('The secret that this idempotency key stands for was deleted.', 'idempotencyKey');
  }

  async #locked(unit: UnitOfWork, permit: Permit, id: string): Promise<Secret> {
    const secret = await this.#stores.secrets.lock(unit, permit, id);
    if (secret === undefined) throw new NotFound();
    return secret;
  }

  async #insertOrChange(unit: UnitOfWork, permit: Permit, command: PutSecret): Promise<PutOutcome> {
    const owner = await newOwner(this.#stores, unit, permit, command);
    const { folded } = canonicalName(command.name, 'name');
    const found = await this.#stores.secrets.findByName(unit, permit, ownerKey(owner), folded);
    const current = found && (await this.#stores.secrets.lock(unit, permit, found.id));
    if (current !== undefined) {
      requireSameKind(current, command);
      const { name: _same, ...changes } = command;
      const secret = await this.#change(unit, permit, current, { ...changes, id: current.id });
      return { secret, created: false };
    }
    if (command.expectedVersion != null || command.expectedUpdatedAt != null) throw new NotFound();
    const secret = await this.#insert(unit, permit, {
      ...command,
      type: command.type ?? SecretType.KEY_VALUE,
      isFile: command.isFile ?? false,
    });
    return { secret, created: true };
  }

  async #insert(unit: UnitOfWork, permit: Permit, command: CreateSecret): Promise<Secret> {
    const owner = await newOwner(this.#stores, unit, permit, command);
    const name = canonicalName(command.name, 'name');
    const content = this.#content.required(command, command);
    await requireQuota(this.#stores, unit, permit, command);
    const secret = newSecret(permit, owner, name.display, command);
    const repositories = await selectedRepositories(this.#stores, unit, secret, command);
    await this.#stores.secrets.insert(unit, secret, name.folded);
    if (repositories !== undefined) await this.#stores.secretRepositories.set(unit, secret.id, repositories);
    await this.#versions.add(unit, permit, secret, content);
    return secret;
  }

  async #change(unit: UnitOfWork, permit: Permit, current: Secret, command: UpdateSecret): Promise<Secret> {
    requireOwnership(permit, current);
    requireCurrent(current, command);
    if (command.name === null) throw BadUserInput.at('name', 'required', 'A secret has a name.');
    const name = canonicalName(command.name ?? current.name, 'name');
    const content = this.#content.optional(command, current);
    const changed = { ...current, ...changedMetadata(current, command, new Date()), name: name.display };
    const isReselected = await changeSelection(this.#stores, unit, changed, command, current);
    if (content === undefined && !isReselected && isDeepStrictEqual(changed, { ...current })) return current;
    // Two changes in one millisecond get different times, so that expectedUpdatedAt can tell them apart.
    const now = timeAfter(current.updatedAt);
    const secret: Secret = {
      ...changed,
      version: content === undefined ? current.version : current.version + 1,
      updatedAt: now,
      updatedBy: permit.principal.id,
    };
    if (content !== undefined) requireUnexpired(secret);
    await this.#stores.secrets.update(unit, secret, name.folded);
    if (content !== undefined) await this.#versions.add(unit, permit, secret, content);
    return secret;
  }
}
