import DataLoader from 'dataloader';
import type { Consumer } from '../../core/consumer';
import type { Membership } from '../../core/membership';
import type { Organization } from '../../core/organization';
import type { Page, PageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile, ServiceUser } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Role } from '../../core/role';
import type { Secret } from '../../core/secret';
import type { Team } from '../../core/team';
import type { UsableSecret } from '../../services/consumer.queries';
import type { SecretFilter, SecretOrder } from '../../services/secret.queries';
import type { Services } from '../../services/services';
import { type Eventually, Lookup } from './lookup';

/** A connection of one organization. `key` names everything but the organization, so that equal ones are one statement. */
export interface PageKey<Arguments = undefined> {
  readonly permit: Permit;
  readonly arguments: Arguments;
  readonly page: PageRequest;
  readonly key: string;
}

/** A count of one organization's rows. */
export type CountKey<Arguments = undefined> = Omit<PageKey<Arguments>, 'page'>;

/** What a list of secrets is asked for by. */
export interface SecretListArguments {
  readonly filter: SecretFilter;
  readonly order: SecretOrder;
}

/** The loaders of one request: whatever fields ask for in one tick becomes one statement. */
export type Loaders = ReturnType<typeof loadersOf>;

/**
 * @param viewPermits a permit for each organization of the principal; rows of other organizations are not found.
 */
export function loadersOf(services: Services, viewPermits: () => readonly Permit[]) {
  const { consumerQueries, directory, repositoryQueries, secretQueries } = services;
  const secretPermits = () =>
    viewPermits().filter((permit) => permit.permissions.has(Permission.VIEW_SECRETS));
  const seen = new Map<string, Map<string, PrincipalProfile>>();
  return {
    /** A principal in the context of an organization; the same object each time, because long lists repeat few people. */
    seenIn(organizationId: string, profile: Omit<PrincipalProfile, 'organizationId'>): PrincipalProfile {
      const here = seen.get(organizationId) ?? new Map<string, PrincipalProfile>();
      seen.set(organizationId, here);
      const known = here.get(profile.id) ?? { ...profile, organizationId };
      here.set(profile.id, known);
      return known;
    },
    organizationOf: new DataLoader<string, string | undefined>(async (ids) => {
      const found = await directory.organizationOf(ids);
      return ids.map((id) => found.get(id));
    }),
    isMember: new DataLoader<{ readonly permit: Permit; readonly principalId: string }, boolean, string>(
      (asked) => directory.areMembers(asked).then((answers) => [...answers]),
      { cacheKeyFn: ({ permit, principalId }) => `${permit.organizationId} ${principalId}` },
    ),
    isWithinReach: new DataLoader<string, boolean>(async (ids) => {
      const found = await secretQueries.withinReach(viewPermits(), ids);
      return ids.map((id) => found.has(id));
    }),
    organizations: new Lookup<Organization>((ids) => {
      const wanted = new Set(ids);
      return directory.organizations(viewPermits().filter((permit) => wanted.has(permit.organizationId)));
    }),
    secrets: new Lookup<Secret>((ids) => secretQueries.find(secretPermits(), ids)),
    teams: new Lookup<Team>((ids) => directory.teams(viewPermits(), ids)),
    memberships: new Lookup<Membership>((ids) => directory.members(viewPermits(), ids)),
    roles: new Lookup<Role>((ids) => directory.roles(viewPermits(), ids)),
    repositories: new Lookup<Repository>((ids) => repositoryQueries.find(viewPermits(), ids)),
    profiles: new Lookup<Omit<PrincipalProfile, 'organizationId'>>((ids) =>
      directory.profiles(viewPermits(), ids),
    ),
    email: new DataLoader<
      { readonly permit: Permit; readonly profile: PrincipalProfile },
      string | null,
      string
    >((asked) => directory.emails(asked).then((emails) => [...emails]), {
      cacheKeyFn: ({ permit, profile }) => `${permit.organizationId} ${profile.id}`,
    }),
    consumers: new Lookup<Consumer>((ids) => consumerQueries.find(viewPermits(), ids)),
    serviceUser: valuesOf<PrincipalProfile, ServiceUser | undefined>(async (profiles) => {
      const found = await directory.serviceUsers(profiles);
      return new Map(found.map((serviceUser) => [serviceUser.id, serviceUser]));
    }, undefined),
    consumerApprovedAt: valuesOf<Consumer, Date | null>((rows) => consumerQueries.approvalTimes(rows), null),
    teamsOfMembership: valuesOf<Membership, readonly Team[]>((rows) => directory.teamsOf(rows), []),
    teamMemberCount: valuesOf<Team, number>((rows) => directory.teamMemberCounts(rows), 0),
    selectedCount: valuesOf<Secret, number>((rows) => repositoryQueries.selectedCounts(rows), 0),
    secretPage: pages<SecretListArguments, Secret>((permits, { filter, order }, page) =>
      secretQueries.pages(permits, filter, order, page),
    ),
    secretCount: counts<SecretListArguments>((permits, { filter }) => secretQueries.counts(permits, filter)),
    usableBy: valuesOf<Secret, readonly UsableSecret[]>((rows) => consumerQueries.usableBy(rows), []),
    consumerPage: pages<undefined, Consumer>((permits, _, page) => consumerQueries.pages(permits, page)),
    consumerCount: counts((permits) => consumerQueries.counts(permits)),
    teamPage: pages<undefined, Team>((permits, _, page) => directory.teamPages(permits, page)),
    teamCount: counts((permits) => directory.teamCounts(permits)),
    memberPage: pages<undefined, Membership>((permits, _, page) => directory.memberPages(permits, page)),
    memberCount: counts((permits) => directory.memberCounts(permits)),
    rolePage: pages<undefined, Role>((permits, _, page) => directory.rolePages(permits, page)),
    roleCount: counts((permits) => directory.roleCounts(permits)),
    serviceUserPage: pages<undefined, ServiceUser>((permits, _, page) =>
      directory.serviceUserPages(permits, page),
    ),
    serviceUserCount: counts((permits) => directory.serviceUserCounts(permits)),
    repositoryPage: pages<undefined, Repository>((permits, _, page) =>
      repositoryQueries.pages(permits, page),
    ),
    repositoryCount: counts((permits) => repositoryQueries.counts(permits)),
  };
}

/** A principal as members of the organization see it; undefined for the operator and for one that is gone. */
export function profileOf(
  loaders: Pick<Loaders, 'profiles' | 'seenIn'>,
  principalId: string,
  organizationId: string,
): Eventually<PrincipalProfile> {
  const profile = loaders.profiles.get(principalId);
  if (profile instanceof Promise) return profile.then((read) => read && loaders.seenIn(organizationId, read));
  return profile && loaders.seenIn(organizationId, profile);
}

/** @param find reads a value for each of these rows, by the row's id. */
function valuesOf<Row extends { readonly id: string }, Value>(
  find: (rows: readonly Row[]) => Promise<ReadonlyMap<string, Value>>,
  none: Value,
) {
  return new DataLoader<Row, Value, string>(
    async (rows) => {
      const found = await find(rows);
      return rows.map(({ id }) => found.get(id) ?? none);
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

const EMPTY_PAGE = { rows: [], hasNextPage: false, hasPreviousPage: false } as const;

function pages<Arguments, Row>(
  find: (
    permits: readonly Permit[],
    given: Arguments,
    page: PageRequest,
  ) => Promise<ReadonlyMap<string, Page<Row>>>,
) {
  return perOrganization<PageKey<Arguments>, Page<Row>>(
    (permits, { arguments: given, page }) => find(permits, given, page),
    EMPTY_PAGE,
  );
}

function counts<Arguments = undefined>(
  find: (permits: readonly Permit[], given: Arguments) => Promise<ReadonlyMap<string, number>>,
) {
  return perOrganization<CountKey<Arguments>, number>(
    (permits, { arguments: given }) => find(permits, given),
    0,
  );
}

/** One call for each distinct set of arguments, with the permits of all organizations that asked. */
function perOrganization<Key extends { readonly permit: Permit; readonly key: string }, Value>(
  find: (permits: readonly Permit[], key: Key) => Promise<ReadonlyMap<string, Value>>,
  none: Value,
) {
  return new DataLoader<Key, Value, string>(
    async (keys) => {
      const groups = new Map<string, Key[]>();
      for (const each of keys) {
        const group = groups.get(each.key);
        if (group === undefined) groups.set(each.key, [each]);
        else group.push(each);
      }
      const found = new Map<string, ReadonlyMap<string, Value>>();
      await Promise.all(
        [...groups].map(async ([key, group]) => {
          found.set(
            key,
            await find(
              group.map(({ permit }) => permit),
              group[0]!,
            ),
          );
        }),
      );
      return keys.map(({ permit, key }) => found.get(key)?.get(permit.organizationId) ?? none);
    },
    { cacheKeyFn: ({ permit, key }) => `${permit.organizationId} ${key}` },
  );
}
