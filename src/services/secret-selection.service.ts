import { Conflict, NotFound } from '../core/errors';
import { requireId } from '../core/id';
import { foldCase } from '../core/name';
import type { Permit } from '../core/policy';
import { type Secret, SecretVisibility } from '../core/secret';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { auditedName, changeSelection, timeAfter } from './secret-metadata';
import { requireOwnership } from './secret-preconditions';

/** Selects repositories for secrets with visibility SELECTED and changes nothing else of the secrets. */
export class SecretSelectionService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Replaces the selection.
   *
   * @param numbers numbers of repositories of the organization.
   * @throws Conflict if the visibility is not SELECTED; BadUserInput rules `repository`, `length`; NotFound; Forbidden.
   */
  async set(permit: Permit, secretId: string, numbers: readonly number[]): Promise<void> {
    await this.#change(permit, secretId, async (unit, secret) => {
      const given = { selectedRepositoryIds: numbers };
      return changeSelection(this.#stores, unit, secret, given, secret);
    });
  }

  /** Adds a repository to the selection, if it is not there yet. @throws Conflict as {@link set}; NotFound; Forbidden. */
  async add(permit: Permit, secretId: string, number: number): Promise<void> {
    await this.#change(permit, secretId, async (unit, secret) => {
      await this.#requireRepository(unit, secret, number);
      return this.#stores.secretRepositories.add(unit, secret.id, number);
    });
  }

  /** Removes a repository from the selection, if it is there. @throws Conflict as {@link set}; NotFound; Forbidden. */
  async remove(permit: Permit, secretId: string, number: number): Promise<void> {
    await this.#change(permit, secretId, async (unit, secret) => {
      await this.#requireRepository(unit, secret, number);
      return this.#stores.secretRepositories.remove(unit, secret.id, number);
    });
  }

  /** @param work returns whether it changed anything. Only then is the secret's `updatedAt` set. */
  async #change(
    permit: Permit,
    secretId: string,
    work: (unit: UnitOfWork, secret: Secret) => Promise<boolean>,
  ): Promise<void> {
    const id = requireId(secretId, 'id', 'secret');
    await this.#trail.commit(permit, { action: 'secret.update', subjectId: id }, async (unit, note) => {
      const secret = await this.#stores.secrets.lock(unit, permit, id);
      if (secret === undefined) throw new NotFound();
      requireOwnership(permit, secret);
      if (secret.visibility !== SecretVisibility.SELECTED) {
        throw new Conflict('Repositories are selected only with visibility SELECTED.', 'visibility');
      }
      const isChanged = await work(unit, secret);
      if (isChanged) {
        const updatedAt = timeAfter(secret.updatedAt);
        const changed = { ...secret, updatedAt, updatedBy: permit.principal.id };
        await this.#stores.secrets.update(unit, changed, foldCase(secret.name));
      }
      note({ detail: { ...auditedName(secret), selection: true, changed: isChanged } });
    });
  }

  async #requireRepository(unit: UnitOfWork, secret: Secret, number: number): Promise<void> {
    const [found] = await this.#stores.repositories.findByNumbers(unit, secret.organizationId, [number]);
    if (found === undefined) throw new NotFound();
  }
}
