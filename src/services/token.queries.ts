import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Token } from '../core/token';
import type { Stores } from '../storage/stores';
import type { TokenFilter } from '../storage/stores/token.store';

/** Reads tokens: the caller's own, or all of an organization where it holds MANAGE_SERVICE_USERS. */
export class TokenQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /** The tokens with these ids that the caller may see, in no particular order. */
  async find(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Token[]> {
    const byOrganization = new Map(permits.map((permit) => [permit.organizationId, permit]));
    const tokens = await this.#stores.tokens.find(this.#on, ids);
    return tokens.filter((token) => {
      const permit = byOrganization.get(token.organizationId);
      return permit !== undefined && (token.principalId === permit.principal.id || managesTokens(permit));
    });
  }

  /**
   * One page of the tokens of a principal in the organization.
   *
   * @throws Forbidden without MANAGE_SERVICE_USERS, except for one's own tokens.
   */
  async page(permit: Permit, principalId: string, page: PageRequest): Promise<Page<Token>> {
    if (principalId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.page(this.#on, permit.organizationId, { principalId }, page);
  }

  /** How many tokens a principal has in the organization. @throws Forbidden as {@link page}. */
  async count(permit: Permit, principalId: string): Promise<number> {
    if (principalId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.count(this.#on, permit.organizationId, { principalId });
  }

  /** One page of the tokens that were made with a token, of those that the caller may see in the organization. */
  async childPage(permit: Permit, parentId: string, page: PageRequest): Promise<Page<Token>> {
    return this.#stores.tokens.page(this.#on, permit.organizationId, childrenOf(permit, parentId), page);
  }

  /** How many tokens {@link childPage} lists. */
  async childCount(permit: Permit, parentId: string): Promise<number> {
    return this.#stores.tokens.count(this.#on, permit.organizationId, childrenOf(permit, parentId));
  }

  /**
   * One page of the valid tokens of others that do no more than this principal may do, because it made them.
   *
   * @throws Forbidden without MANAGE_SERVICE_USERS, except for one's own.
   */
  async madePage(permit: Permit, makerId: string, page: PageRequest): Promise<Page<Token>> {
    if (makerId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.page(this.#on, permit.organizationId, { makerId }, page);
  }

  /** How many tokens {@link madePage} lists. @throws Forbidden as {@link madePage}. */
  async madeCount(permit: Permit, makerId: string): Promise<number> {
    if (makerId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.count(this.#on, permit.organizationId, { makerId });
  }

  get #on() {
    return this.#stores.database.reader;
  }
}

function managesTokens({ permissions }: Permit): boolean {
  return permissions.has(Permission.MANAGE_SERVICE_USERS);
}

function childrenOf(permit: Permit, parentId: string): TokenFilter {
  return managesTokens(permit) ? { parentId } : { parentId, principalId: permit.principal.id };
}
