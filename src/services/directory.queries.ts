import type { Membership } from '../core/membership';
import type { Organization } from '../core/organization';
import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import type { InstancePermit, Permit } from '../core/policy';
import type { PrincipalProfile, ServiceUser, User } from '../core/principal';
import type { Role } from '../core/role';
import type { Team } from '../core/team';
import type { Token } from '../core/token';
import type { Stores } from '../storage/stores/stores';

/** Reads who and what there is in organizations: everything but secrets, repositories and audit events. */
export class DirectoryQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /** The organization each id belongs to. It says nothing about who may know: the guard asks policy next. */
  async organizationOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#stores.subjects.organizationOf(this.#on, ids);
  }

  /** The organization with this slug. Whether the caller may know of it is for the guard to ask. */
  async organizationOfSlug(slug: string): Promise<Organization | undefined> {
    return this.#stores.organizations.findBySlug(this.#on, slug.toLowerCase());
  }

  /** The organizations of the permits. */
  async organizations(permits: readonly Permit[]): Promise<readonly Organization[]> {
    return this.#stores.organizations.find(this.#on, organizationIds(permits));
  }

  /** One page of the organizations that the principal belongs to, by slug. */
  async organizationPage(permit: InstancePermit, page: PageRequest): Promise<Page<Organization>> {
    return this.#stores.organizations.page(this.#on, [...permit.principal.grants.keys()], page);
  }

  /** One page of each organization's teams, by name. */
  async teamPages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Team>>> {
    return this.#stores.teams.page(this.#on, organizationIds(permits), {}, page);
  }

  async teamCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.teams.count(this.#on, organizationIds(permits), {});
  }

  async teams(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Team[]> {
    return within(permits, await this.#stores.teams.find(this.#on, ids));
  }

  /** One page of a team's members. The caller has read the team. */
  async teamMembers(teamId: string, page: PageRequest): Promise<Page<Membership>> {
    return this.#stores.teams.members(this.#on, teamId, page);
  }

  async teamMemberCounts(teamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.teams.countMembers(this.#on, teamIds);
  }

  /** The teams of each membership. */
  async teamsOf(membershipIds: readonly string[]): Promise<ReadonlyMap<string, readonly Team[]>> {
    return this.#stores.teams.teamsOf(this.#on, membershipIds);
  }

  async memberPages(
    permits: readonly Permit[],
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<Membership>>> {
    return this.#stores.memberships.page(this.#on, organizationIds(permits), page);
  }

  async memberCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.memberships.count(this.#on, organizationIds(permits));
  }

  async members(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Membership[]> {
    return within(permits, await this.#stores.memberships.find(this.#on, ids));
  }

  /** The membership of one principal in the permit's organization. */
  async memberOf(permit: Permit, principalId: string): Promise<Membership | undefined> {
    return this.#stores.memberships.findOf(this.#on, permit.organizationId, principalId);
  }

  /** For each principal, whether it is a member of its permit's organization; one statement an organization. */
  async areMembers(
    asked: readonly { readonly permit: Permit; readonly principalId: string }[],
  ): Promise<readonly boolean[]> {
    const members = new Map<string, ReadonlySet<string>>();
    for (const organizationId of new Set(organizationIds(asked.map(({ permit }) => permit)))) {
      const ids = asked.filter(({ permit }) => permit.organizationId === organizationId);
      const found = await this.#stores.memberships.ofPrincipals(
        this.#on,
        organizationId,
        ids.map(({ principalId }) => principalId),
      );
      members.set(organizationId, new Set(found.map(({ principalId }) => principalId)));
    }
    return asked.map(({ permit, principalId }) => members.get(permit.organizationId)!.has(principalId));
  }

  /** An organization that the principal of the permit shares with another principal, if there is one. */
  async sharedOrganization(permit: InstancePermit, principalId: string): Promise<string | undefined> {
    return this.#stores.memberships.sharedOrganization(this.#on, principalId, [
      ...permit.principal.grants.keys(),
    ]);
  }

  async rolePages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Role>>> {
    return this.#stores.roles.page(this.#on, organizationIds(permits), page);
  }

  async roleCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.roles.count(this.#on, organizationIds(permits));
  }

  async roles(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Role[]> {
    return within(permits, await this.#stores.roles.find(this.#on, ids));
  }

  async serviceUserPages(
    permits: readonly Permit[],
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<ServiceUser>>> {
    const checked = permits.map((permit) => permit.require(Permission.MANAGE_SERVICE_USERS));
    return this.#stores.principals.pageServiceUsers(this.#on, organizationIds(checked), page);
  }

  async serviceUserCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.principals.countServiceUsers(this.#on, organizationIds(permits));
  }

  /** Names of principals, as those who share an organization with them see them. Unknown ids are left out. */
  async profiles(ids: readonly string[]): Promise<readonly Omit<PrincipalProfile, 'organizationId'>[]> {
    return this.#stores.principals.profiles(this.#on, ids);
  }

  async serviceUsers(ids: readonly string[]): Promise<readonly ServiceUser[]> {
    return this.#stores.principals.serviceUsers(this.#on, ids);
  }

  async users(ids: readonly string[]): Promise<readonly User[]> {
    return this.#stores.principals.users(this.#on, ids);
  }

  /** One page of the tokens of a principal in the organization: one's own, or with MANAGE_SERVICE_USERS another's. */
  async tokenPage(permit: Permit, principalId: string, page: PageRequest): Promise<Page<Token>> {
    if (principalId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.page(this.#on, permit.organizationId, principalId, page);
  }

  async tokenCount(permit: Permit, principalId: string): Promise<number> {
    if (principalId !== permit.principal.id) permit.require(Permission.MANAGE_SERVICE_USERS);
    return this.#stores.tokens.count(this.#on, permit.organizationId, principalId);
  }

  /** A token that the caller may see: its own, or with MANAGE_SERVICE_USERS any of the organization. */
  async token(permit: Permit, id: string): Promise<Token | undefined> {
    const [token] = within([permit], await this.#stores.tokens.find(this.#on, [id]));
    const isVisible =
      token?.principalId === permit.principal.id || permit.permissions.has(Permission.MANAGE_SERVICE_USERS);
    return isVisible ? token : undefined;
  }

  get #on() {
    return this.#stores.database.reader;
  }
}

function organizationIds(permits: readonly Permit[]): readonly string[] {
  return permits.map((permit) => permit.organizationId);
}

function within<Row extends { readonly organizationId: string }>(
  permits: readonly Permit[],
  rows: readonly Row[],
): readonly Row[] {
  const allowed = new Set(organizationIds(permits));
  return rows.filter((row) => allowed.has(row.organizationId));
}
