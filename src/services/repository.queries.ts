import type { Page, PageRequest } from '../core/page';
import type { Permit } from '../core/policy';
import type { Repository } from '../core/repository';
import type { Secret } from '../core/secret';
import type { Stores } from '../storage/stores';
import { isRepositoryName } from './repository.service';

/** Reads repositories, and which of them are selected for secrets. */
export class RepositoryQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /** The repositories with these ids in the organizations of the permits, in no particular order. */
  async find(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Repository[]> {
    const allowed = new Set(permits.map((permit) => permit.organizationId));
    const found = await this.#stores.repositories.find(this.#stores.database.reader, ids);
    return found.filter((repository) => allowed.has(repository.organizationId));
  }

  /** The repository with this name, case-insensitive. */
  async findByName(permit: Permit, name: string): Promise<Repository | undefined> {
    if (!isRepositoryName(name)) return undefined;
    const { repositories, database } = this.#stores;
    return repositories.findByName(database.reader, permit.organizationId, name.toLowerCase());
  }

  /** The repositories with these names, case-insensitive, by folded name. */
  async findByNames(permit: Permit, names: readonly string[]): Promise<ReadonlyMap<string, Repository>> {
    const folded = names.filter(isRepositoryName).map((name) => name.toLowerCase());
    const { repositories, database } = this.#stores;
    const found = await repositories.findByNames(database.reader, permit.organizationId, folded);
    return new Map(found.map((repository) => [repository.name.toLowerCase(), repository]));
  }

  /**
   * The id of the organization of the repository with this number. For a guard, which needs it before there is a permit.
   */
  async organizationIdOfNumber(databaseId: number): Promise<string | undefined> {
    const { repositories, database } = this.#stores;
    return (await repositories.byNumber(database.reader, databaseId))?.organizationId;
  }

  /** The repository with this number in the organization of the permit. */
  async findByNumber(permit: Permit, databaseId: number): Promise<Repository | undefined> {
    const { repositories, database } = this.#stores;
    return (await repositories.findByNumbers(database.reader, permit.organizationId, [databaseId]))[0];
  }

  /** One page of repositories for each organization, by organization id; in the order of names. */
  async pages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Repository>>> {
    const { repositories, database } = this.#stores;
    return repositories.page(
      database.reader,
      permits.map((permit) => permit.organizationId),
      page,
    );
  }

  /** How many repositories each organization has, by organization id. */
  async counts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    const { repositories, database } = this.#stores;
    return repositories.count(
      database.reader,
      permits.map((permit) => permit.organizationId),
    );
  }

  /** One page of the repositories selected for a secret, in the order of names. */
  async selected(secret: Secret, page: PageRequest): Promise<Page<Repository>> {
    return this.#stores.repositories.selectedFor(this.#stores.database.reader, secret.id, page);
  }

  /** The same by offset, for the dialect with numbered pages. */
  async selectedSlice(secret: Secret, offset: number, limit: number): Promise<readonly Repository[]> {
    const { repositories, database } = this.#stores;
    return repositories.selectedForOffset(database.reader, secret.id, offset, limit);
  }

  /** How many repositories are selected for each secret, by secret id. */
  async selectedCounts(secrets: readonly Secret[]): Promise<ReadonlyMap<string, number>> {
    const ids = secrets.map(({ id }) => id);
    return this.#stores.repositories.countSelectedFor(this.#stores.database.reader, ids);
  }
}
