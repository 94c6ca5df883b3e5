import { NotFound } from '../core/errors';
import type { Membership } from '../core/membership';
import type { Organization } from '../core/organization';
import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import type { InstancePermit, Permit } from '../core/policy';
import type { PrincipalProfile, ServiceUser } from '../core/principal';
import type { Role } from '../core/role';
import type { Team } from '../core/team';
import type { Stores } from '../storage/stores';

/** Reads organizations, teams, members, roles, service users and people. */
export class DirectoryQueries {
  readonly #stores: Stores;

  constructor(parts: { stores: Stores }) {
    this.#stores = parts.stores;
  }

  /** The organization of each id, by that id. For a guard, which needs it before it can ask policy for a permit. */
  async organizationOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.#stores.subjects.organizationOf(this.#on, ids);
  }

  /** The id of the organization with this slug, ignoring case. For a guard, as {@link organizationOf}. */
  async organizationIdOfSlug(slug: string): Promise<string | undefined> {
    return (await this.#stores.organizations.findBySlug(this.#on, slug.toLowerCase()))?.id;
  }

  /** The organizations of the permits. */
  async organizations(permits: readonly Permit[]): Promise<readonly Organization[]> {
    return this.#stores.organizations.find(this.#on, organizationIds(permits));
  }

  /** One page of the organizations that the principal belongs to, by slug. */
  async organizationPage(permit: InstancePermit, page: PageRequest): Promise<Page<Organization>> {
    return this.#stores.organizations.page(this.#on, [...permit.principal.grants.keys()], page);
  }

  /** One page of teams for each organization, by organization id; in the order of names. */
  async teamPages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Team>>> {
    return this.#stores.teams.page(this.#on, organizationIds(permits), page);
  }

  /** How many teams each organization has, by organization id. */
  async teamCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.teams.count(this.#on, organizationIds(permits));
  }

  /** The teams with these ids in the organizations of the permits, in no particular order. */
  async teams(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Team[]> {
    return within(permits, await this.#stores.teams.find(this.#on, ids));
  }

  /** One page of a team's members, oldest membership first. */
  async teamMembers(team: Team, page: PageRequest): Promise<Page<Membership>> {
    return this.#stores.teams.members(this.#on, team.id, page);
  }

  /** How many members each team has, by team id. */
  async teamMemberCounts(teams: readonly Team[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.teams.countMembers(this.#on, idsOf(teams));
  }

  /** The teams of each membership, by membership id. */
  async teamsOf(memberships: readonly Membership[]): Promise<ReadonlyMap<string, readonly Team[]>> {
    return this.#stores.teams.teamsOf(this.#on, idsOf(memberships));
  }

  /** One page of members for each organization, by organization id; oldest membership first. */
  async memberPages(
    permits: readonly Permit[],
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<Membership>>> {
    return this.#stores.memberships.page(this.#on, organizationIds(permits), page);
  }

  /** How many members each organization has, by organization id. */
  async memberCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.memberships.count(this.#on, organizationIds(permits));
  }

  /** The memberships with these ids in the organizations of the permits, in no particular order. */
  async members(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Membership[]> {
    return within(permits, await this.#stores.memberships.find(this.#on, ids));
  }

  /** The membership of one principal in the permit's organization. */
  async memberOf(permit: Permit, principalId: string): Promise<Membership | undefined> {
    return this.#stores.memberships.findOf(this.#on, permit.organizationId, principalId);
  }

  /**
   * Whether each principal is a member of its permit's organization, in the order asked. One statement for each
   * organization.
   */
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

  /** The id of an organization that both the permit's principal and another principal belong to, if there is one. */
  async sharedOrganization(permit: InstancePermit, principalId: string): Promise<string | undefined> {
    return this.#stores.memberships.sharedOrganization(this.#on, principalId, [
      ...permit.principal.grants.keys(),
    ]);
  }

  /** One page of roles for each organization, by organization id; in the order of names. */
  async rolePages(permits: readonly Permit[], page: PageRequest): Promise<ReadonlyMap<string, Page<Role>>> {
    return this.#stores.roles.page(this.#on, organizationIds(permits), page);
  }

  /** How many roles each organization has, by organization id. */
  async roleCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    return this.#stores.roles.count(this.#on, organizationIds(permits));
  }

  /** The roles with these ids in the organizations of the permits, in no particular order. */
  async roles(permits: readonly Permit[], ids: readonly string[]): Promise<readonly Role[]> {
    return within(permits, await this.#stores.roles.find(this.#on, ids));
  }

  /**
   * One page of service users for each organization, by organization id; in the order of names.
   *
   * @throws Forbidden without MANAGE_SERVICE_USERS.
   */
  async serviceUserPages(
    permits: readonly Permit[],
    page: PageRequest,
  ): Promise<ReadonlyMap<string, Page<ServiceUser>>> {
    const checked = permits.map((permit) => permit.require(Permission.MANAGE_SERVICE_USERS));
    return this.#stores.principals.pageServiceUsers(this.#on, organizationIds(checked), page);
  }

  /** How many service users each organization has, by organization id. @throws Forbidden without MANAGE_SERVICE_USERS. */
  async serviceUserCounts(permits: readonly Permit[]): Promise<ReadonlyMap<string, number>> {
    const checked = permits.map((permit) => permit.require(Permission.MANAGE_SERVICE_USERS));
    return this.#stores.principals.countServiceUsers(this.#on, organizationIds(checked));
  }

  /**
   * Kind and name of principals that rows in the permits' organizations refer to. They are not filtered by membership: who
   * created a secret stays readable after that person has left.
   *
   * @returns profiles in no particular order, none for an unknown id; none at all without a permit.
   */
  async profiles(
    permits: readonly Permit[],
    ids: readonly string[],
  ): Promise<readonly Omit<PrincipalProfile, 'organizationId'>[]> {
    return permits.length === 0 ? [] : this.#stores.principals.profiles(this.#on, ids);
  }

  /** The service users of these profiles, in no particular order. */
  async serviceUsers(profiles: readonly PrincipalProfile[]): Promise<readonly ServiceUser[]> {
    return this.#stores.principals.serviceUsers(this.#on, idsOf(profiles));
  }

  /**
   * The e-mail address of each person, in the order asked; null for a person without one. A caller may be allowed to see it
   * in one organization and not in another, so each profile comes with the permit for its organization.
   *
   * @throws Forbidden without MANAGE_MEMBERS; NotFound for a profile of another organization than the permit's.
   */
  async emails(
    asked: readonly { readonly permit: Permit; readonly profile: PrincipalProfile }[],
  ): Promise<readonly (string | null)[]> {
    for (const { permit, profile } of asked) {
      permit.require(Permission.MANAGE_MEMBERS);
      if (profile.organizationId !== permit.organizationId) throw new NotFound();
    }
    const ids = [...new Set(asked.map(({ profile }) => profile.id))];
    const users = await this.#stores.principals.users(this.#on, ids);
    const emails = new Map(users.map(({ id, email }) => [id, email]));
    return asked.map(({ profile }) => emails.get(profile.id) ?? null);
  }

  get #on() {
    return this.#stores.database.reader;
  }
}

function idsOf(rows: readonly { readonly id: string }[]): readonly string[] {
  return rows.map(({ id }) => id);
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
