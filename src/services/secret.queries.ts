import { BadUserInput } from '../core/errors';
import { prefixOf, requireId } from '../core/id';
import { foldCase, lookedUpName } from '../core/name';
import type { Page, PageRequest, SortKey } from '../core/page';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { ownerKey, type Secret, SecretAccess, type SecretVersion } from '../core/secret';
import type { Stores } from '../storage/stores';
import { type SecretFilter, type SecretOrder, sortKeyOf } from '../storage/stores/secret-filter';
import type { GivenOwner } from './secret.command';

export type { SecretFilter, SecretOrder };

/** The position of a secret in an ordered list, for its cursor. */
export function secretSortKey(secret: Secret, order: SecretOrder): SortKey {
  return sortKeyOf(secret, order.by);
}

/**
 * Reads secrets within the reach of permits. Several permits, one for each organization, need only one statement, so a page
 * of organizations costs as much as one organization.
 */
export class SecretQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /** The secrets with these ids that are within reach, in no particular order. */
  async find(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Secret[]> {
    return this.#stores.secrets.find(this.#stores.database.reader, permits.map(viewing), ids);
  }

  /**
   * Which of these ids the permits' principal may know of: ids of secrets and their versions within reach, and all ids of
   * other nouns. Needs no permission, because the result decides between FORBIDDEN and NOT_FOUND when one is missing.
   */
  async withinReach(permits: readonly Permit[], ids: readonly string[]): Promise<ReadonlySet<string>> {
    const secretOf = new Map<string, string | undefined>();
    for (const id of ids) {
      const prefix = prefixOf(id);
      if (prefix === 'secret') secretOf.set(id, id);
      if (prefix === 'version') secretOf.set(id, await this.#secretOfVersion(permits, id));
    }
    const secretIds = [...new Set(secretOf.values())].filter((id) => id !== undefined);
    const { secrets, database } = this.#stores;
    const rows = secretIds.length === 0 ? [] : await secrets.find(database.reader, permits, secretIds);
    const reached = new Set<string | undefined>(rows.map(({ id }) => id));
    return new Set(ids.filter((id) => !secretOf.has(id) || reached.has(secretOf.get(id))));
  }

  async #secretOfVersion(permits: readonly Permit[], id: string): Promise<string | undefined> {
    for (const { organizationId } of permits) {
      const found = await this.#stores.secretVersions.find(this.#stores.database.reader, organizationId, id);
      if (found !== undefined) return found.secretId;
    }
    return undefined;
  }

  /**
   * The secret with this name and owner, ignoring case.
   *
   * @param owner the organization if left out.
   */
  async findByName(
    permit: Permit,
    name: string,
    owner: GivenOwner = { access: SecretAccess.ORGANIZATION },
  ): Promise<Secret | undefined> {
    const folded = lookedUpName(name);
    const isTeamMissing = owner.access === SecretAccess.TEAM && owner.teamId == null;
    if (folded === undefined || isTeamMissing) return undefined;
    const key = ownerKey({
      organizationId: permit.organizationId,
      access: owner.access,
      teamId: owner.teamId ?? null,
      ownerId: permit.principal.id,
    });
    return this.#stores.secrets.findByName(this.#stores.database.reader, viewing(permit), key, folded);
  }

  /**
   * One page of secrets for each organization, by organization id.
   *
   * @throws BadUserInput for the filter: rules `id`, `length`.
   */
  async pages(
    permits: readonly Permit[],
    filter: SecretFilter,
    order: SecretOrder,
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<Secret>>> {
    return this.#stores.secrets.page(
      this.#stores.database.reader,
      permits.map(viewing),
      checkedFilter(filter),
      order,
      page,
    );
  }

  /**
   * How many secrets of each organization match the filter, by organization id.
   *
   * @throws BadUserInput as {@link pages}.
   */
  async counts(permits: readonly Permit[], filter: SecretFilter): Promise<ReadonlyMap<string, number>> {
    return this.#stores.secrets.count(
      this.#stores.database.reader,
      permits.map(viewing),
      checkedFilter(filter),
    );
  }

  /** How many secrets an organization has, whoever may see them: the size of the collection, for its price. */
  async stored(organizationId: string): Promise<number> {
    const { organizationUsages, database } = this.#stores;
    return (await organizationUsages.of(database.reader, organizationId)).secrets;
  }

  /** Secrets by offset, for the dialects with numbered pages. @throws BadUserInput as {@link pages}. */
  async slice(
    permit: Permit,
    filter: SecretFilter,
    order: SecretOrder,
    offset: number,
    limit: number,
  ): Promise<readonly Secret[]> {
    const { secrets, database } = this.#stores;
    return secrets.offsetPage(database.reader, viewing(permit), checkedFilter(filter), order, offset, limit);
  }

  /** One page of the versions of a secret, newest first; an empty page for a secret out of reach. */
  async versions(permit: Permit, secretId: string, page: PageRequest): Promise<Page<SecretVersion>> {
    const { secretVersions, secrets, database } = this.#stores;
    const scope = viewing(permit);
    const [secret] = await secrets.find(database.reader, [scope], [secretId]);
    if (secret === undefined) return { rows: [], hasNextPage: false, hasPreviousPage: false };
    return secretVersions.page(database.reader, scope.organizationId, secretId, page);
  }

  /** How many versions each of these secrets has, by secret id. They were read with a permit before. */
  async versionCounts(read: readonly Secret[]): Promise<ReadonlyMap<string, number>> {
    const { retention, database } = this.#stores;
    return retention.counts(
      database.reader,
      read.map(({ id }) => id),
    );
  }

  /** The version with this id, if its secret is within reach. */
  async version(permit: Permit, id: string): Promise<SecretVersion | undefined> {
    const { secretVersions, secrets, database } = this.#stores;
    const found = await secretVersions.find(database.reader, permit.organizationId, id);
    const [secret] =
      found === undefined ? [] : await secrets.find(database.reader, [viewing(permit)], [found.secretId]);
    return secret === undefined ? undefined : found;
  }
}

/** Reading secrets needs VIEW_SECRETS, whatever permission the permit is for. @throws Forbidden */
function viewing(permit: Permit): Permit {
  return permit.permission === Permission.VIEW_SECRETS ? permit : permit.require(Permission.VIEW_SECRETS);
}

function checkedFilter(filter: SecretFilter): SecretFilter {
  if (filter.teamId !== undefined) requireId(filter.teamId, 'filter.teamId', 'team');
  for (const field of ['namePrefix', 'text'] as const) {
    const text = filter[field];
    if (text !== undefined && (text.length === 0 || text.length > 255 || !text.isWellFormed())) {
      throw BadUserInput.at(`filter.${field}`, 'length', 'Give 1 to 255 characters.');
    }
  }
  return {
    ...filter,
    ...(filter.namePrefix !== undefined && { namePrefix: foldCase(filter.namePrefix) }),
  };
}
