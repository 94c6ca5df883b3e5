import { BadUserInput, NotFound } from '../core/errors';
import { newId, requireId } from '../core/id';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Repository } from '../core/repository';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';

/** Creates a repository. */
export interface CreateRepository {
  readonly name: string;
  readonly isPrivate: boolean;
}

/** Changes a repository. What is left out stays. */
export interface UpdateRepository {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly isPrivate?: boolean | null | undefined;
}

// The names that GitHub accepts. `.` and `..` would be path segments.
const REPOSITORY_NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;

/**
 * Whether a repository can have this name. Others must not reach the database, which may not accept them even in a
 * query.
 */
export function isRepositoryName(name: string): boolean {
  return REPOSITORY_NAME.test(name);
}

/** Registers, changes and deletes the repositories that secrets can be visible to. */
export class RepositoryService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /** Registers a repository. @throws Conflict for a taken name; BadUserInput rule `repository_name`; Forbidden. */
  async create(permit: Permit, command: CreateRepository): Promise<Repository> {
    const { organizationId } = permit;
    return this.#trail.commit(
      permit,
      { action: 'repository.create', subjectId: null },
      async (unit, note) => {
        permit.require(Permission.MANAGE_ORGANIZATION);
        const name = checkedRepositoryName(command.name);
        const now = new Date();
        const unnumbered = {
          id: newId('repo'),
          organizationId,
          name,
          isPrivate: command.isPrivate,
          createdAt: now,
          updatedAt: now,
        };
        const databaseId = await this.#stores.repositories.insert(unit, unnumbered, name.toLowerCase());
        note({ subjectId: unnumbered.id, detail: { name, databaseId } });
        return { ...unnumbered, databaseId };
      },
    );
  }

  /**
   * Changes name or visibility.
   *
   * @throws Conflict for a taken name; BadUserInput rule `repository_name`; Forbidden; NotFound.
   */
  async update(permit: Permit, command: UpdateRepository): Promise<Repository> {
    const id = requireId(command.id, 'id', 'repo');
    return this.#trail.commit(permit, { action: 'repository.update', subjectId: id }, async (unit, note) => {
      const current = await this.#stores.repositories.lock(unit, permit.organizationId, id);
      if (current === undefined) throw new NotFound();
      permit.require(Permission.MANAGE_ORGANIZATION);
      const name = checkedRepositoryName(command.name ?? current.name);
      const repository = {
        ...current,
        name,
        isPrivate: command.isPrivate ?? current.isPrivate,
        updatedAt: new Date(),
      };
      await this.#stores.repositories.update(unit, repository, name.toLowerCase());
      note({ detail: { name, isPrivate: repository.isPrivate } });
      return repository;
    });
  }

  /** Deletes a repository and removes it from the selection of every secret. @throws Forbidden; NotFound. */
  async delete(permit: Permit, id: string): Promise<void> {
    const checkedId = requireId(id, 'id', 'repo');
    await this.#trail.commit(
      permit,
      { action: 'repository.delete', subjectId: checkedId },
      async (unit, note) => {
        const repository = await this.#stores.repositories.lock(unit, permit.organizationId, checkedId);
        if (repository === undefined) throw new NotFound();
        permit.require(Permission.MANAGE_ORGANIZATION);
        await this.#stores.repositories.delete(unit, permit.organizationId, checkedId);
        note({ detail: { name: repository.name } });
      },
    );
  }
}

function checkedRepositoryName(name: string): string {
  if (!isRepositoryName(name)) {
    throw BadUserInput.at(
      'name',
      'repository_name',
      'A repository name has 1 to 100 letters, digits, ".", "_" or "-".',
    );
  }
  return name;
}
