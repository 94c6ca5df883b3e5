import DataLoader from 'dataloader';
import type { Consumer } from '../../core/consumer';
import type { Membership } from '../../core/membership';
import type { Organization } from '../../core/organization';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile, ServiceUser } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Role } from '../../core/role';
import type { Secret } from '../../core/secret';
import type { Team } from '../../core/team';
import type { Token } from '../../core/token';
import type { UsableSecret } from '../../services/consumer.queries';
import type { SecretFilter, SecretOrder } from '../../services/secret.queries';
import type { RecoverableSecret } from '../../services/secret-recovery.service';
import type { Services } from '../../services/services';
import { counts, pages, valuesOf } from './batches';
import { type Eventually, Lookup } from './lookup';
import type { OperationCost } from './operation-cost';

/** Which secrets to list, and in which order. */
interface SecretListArguments {
  readonly filter: SecretFilter;
  readonly order: SecretOrder;
}

/** What the loaders read with. */
interface Sources
  extends Pick<
    Services,
    | 'consumerQueries'
    | 'directory'
    | 'repositoryQueries'
    | 'secretQueries'
    | 'secretRecovery'
    | 'tokenQueries'
  > {
  /** A permit for each organization of the principal; rows of other organizations are not found. */
  readonly viewPermits: () => readonly Permit[];
  /** Those of {@link viewPermits} whose principal may also see secrets. */
  readonly secretPermits: () => readonly Permit[];
  readonly cost: OperationCost;
}

/** How to create each loader. */
const FACTORIES = {
  /** A principal in an organization. Returns the same object each time, because long lists repeat few principals. */
  seenIn: () => {
    const seen = new Map<string, Map<string, PrincipalProfile>>();
    return (organizationId: string, profile: Omit<PrincipalProfile, 'organizationId'>): PrincipalProfile => {
      const here = seen.get(organizationId) ?? new Map<string, PrincipalProfile>();
      seen.set(organizationId, here);
      const known = here.get(profile.id) ?? { ...profile, organizationId };
      here.set(profile.id, known);
      return known;
    };
  },
  organizationOf: ({ directory }: Sources) =>
    new DataLoader<string, string | undefined>(async (ids) => {
      const found = await directory.organizationOf(ids);
      return ids.map((id) => found.get(id));
    }),
  isMember: ({ directory }: Sources) =>
    new DataLoader<{ readonly permit: Permit; readonly principalId: string }, boolean, string>(
      (asked) => directory.areMembers(asked).then((answers) => [...answers]),
      { cacheKeyFn: ({ permit, principalId }) => `${permit.organizationId} ${principalId}` },
    ),
  isWithinReach: ({ secretQueries, viewPermits }: Sources) =>
    new DataLoader<string, boolean>(async (ids) => {
      const found = await secretQueries.withinReach(viewPermits(), ids);
      return ids.map((id) => found.has(id));
    }),
  organizations: ({ directory, viewPermits }: Sources) =>
    new Lookup<Organization>((ids) => {
      const wanted = new Set(ids);
      return directory.organizations(viewPermits().filter((permit) => wanted.has(permit.organizationId)));
    }),
  secrets: ({ secretQueries, secretPermits }: Sources) =>
    new Lookup<Secret>((ids) => secretQueries.find(secretPermits(), ids)),
  teams: ({ directory, viewPermits }: Sources) =>
    new Lookup<Team>((ids) => directory.teams(viewPermits(), ids)),
  memberships: ({ directory, viewPermits }: Sources) =>
    new Lookup<Membership>((ids) => directory.members(viewPermits(), ids)),
  roles: ({ directory, viewPermits }: Sources) =>
    new Lookup<Role>((ids) => directory.roles(viewPermits(), ids)),
  repositories: ({ repositoryQueries, viewPermits }: Sources) =>
    new Lookup<Repository>((ids) => repositoryQueries.find(viewPermits(), ids)),
  profiles: ({ directory, viewPermits }: Sources) =>
    new Lookup<Omit<PrincipalProfile, 'organizationId'>>((ids) => directory.profiles(viewPermits(), ids)),
  tokens: ({ tokenQueries, viewPermits }: Sources) =>
    new Lookup<Token>((ids) => tokenQueries.find(viewPermits(), ids)),
  email: ({ directory }: Sources) =>
    new DataLoader<{ readonly permit: Permit; readonly profile: PrincipalProfile }, string | null, string>(
      (asked) => directory.emails(asked).then((emails) => [...emails]),
      {
        cacheKeyFn: ({ permit, profile }) => `${permit.organizationId} ${profile.id}`,
      },
    ),
  consumers: ({ consumerQueries, viewPermits }: Sources) =>
    new Lookup<Consumer>((ids) => consumerQueries.find(viewPermits(), ids)),
  serviceUser: ({ directory }: Sources) =>
    valuesOf<PrincipalProfile, ServiceUser | undefined>(async (profiles) => {
      const found = await directory.serviceUsers(profiles);
      return new Map(found.map((serviceUser) => [serviceUser.id, serviceUser]));
    }, undefined),
  consumerApprovedAt: ({ consumerQueries }: Sources) =>
    valuesOf<Consumer, Date | null>((rows) => consumerQueries.approvalTimes(rows), null),
  teamsOfMembership: ({ directory }: Sources) =>
    valuesOf<Membership, readonly Team[]>((rows) => directory.teamsOf(rows), []),
  teamMemberCount: ({ directory }: Sources) =>
    valuesOf<Team, number>((rows) => directory.teamMemberCounts(rows), 0),
  selectedCount: ({ repositoryQueries }: Sources) =>
    valuesOf<Secret, number>((rows) => repositoryQueries.selectedCounts(rows), 0),
  versionCount: ({ secretQueries }: Sources) =>
    valuesOf<Secret, number>((rows) => secretQueries.versionCounts(rows), 0),
  secretPage: ({ secretQueries }: Sources) =>
    pages<SecretListArguments, Secret>((permits, { filter, order }, page) =>
      secretQueries.pages(permits, filter, order, page),
    ),
  secretCount: ({ secretQueries }: Sources) =>
    counts<SecretListArguments>((permits, { filter }) => secretQueries.counts(permits, filter)),
  deletedSecretPage: ({ secretRecovery }: Sources) =>
    pages<undefined, RecoverableSecret>((permits, _, page) => secretRecovery.pages(permits, page)),
  deletedSecretCount: ({ secretRecovery }: Sources) => counts((permits) => secretRecovery.counts(permits)),
  usableBy: ({ consumerQueries, viewPermits, cost }: Sources) =>
    valuesOf<Secret, readonly UsableSecret[]>(
      (rows) => consumerQueries.usableBy(viewPermits(), rows, (decisions) => cost.add({ decisions })),
      [],
    ),
  storedSecrets: ({ secretQueries }: Sources) =>
    new DataLoader<string, number>((ids) => Promise.all(ids.map((id) => secretQueries.stored(id)))),
  consumerPage: ({ consumerQueries }: Sources) =>
    pages<undefined, Consumer>((permits, _, page) => consumerQueries.pages(permits, page)),
  consumerCount: ({ consumerQueries }: Sources) => counts((permits) => consumerQueries.counts(permits)),
  teamPage: ({ directory }: Sources) =>
    pages<undefined, Team>((permits, _, page) => directory.teamPages(permits, page)),
  teamCount: ({ directory }: Sources) => counts((permits) => directory.teamCounts(permits)),
  memberPage: ({ directory }: Sources) =>
    pages<undefined, Membership>((permits, _, page) => directory.memberPages(permits, page)),
  memberCount: ({ directory }: Sources) => counts((permits) => directory.memberCounts(permits)),
  rolePage: ({ directory }: Sources) =>
    pages<undefined, Role>((permits, _, page) => directory.rolePages(permits, page)),
  roleCount: ({ directory }: Sources) => counts((permits) => directory.roleCounts(permits)),
  serviceUserPage: ({ directory }: Sources) =>
    pages<undefined, ServiceUser>((permits, _, page) => directory.serviceUserPages(permits, page)),
  serviceUserCount: ({ directory }: Sources) => counts((permits) => directory.serviceUserCounts(permits)),
  repositoryPage: ({ repositoryQueries }: Sources) =>
    pages<undefined, Repository>((permits, _, page) => repositoryQueries.pages(permits, page)),
  repositoryCount: ({ repositoryQueries }: Sources) => counts((permits) => repositoryQueries.counts(permits)),
};

/** The loaders of one request. What fields ask one of them for in the same tick is read in one statement. */
export type Loaders = { readonly [Name in keyof typeof FACTORIES]: ReturnType<(typeof FACTORIES)[Name]> };

/**
 * The loaders of a request, each created on first use, because most requests need two or three of them.
 *
 * @param viewPermits a permit for each organization of the principal; rows of other organizations are not found.
 * @param cost of the operation, to which lists add that look at a whole collection.
 */
export function loadersOf(
  services: Services,
  viewPermits: () => readonly Permit[],
  cost: OperationCost,
): Loaders {
  const { consumerQueries, directory, repositoryQueries, secretQueries, secretRecovery, tokenQueries } =
    services;
  const secretPermits = () =>
    viewPermits().filter((permit) => permit.permissions.has(Permission.VIEW_SECRETS));
  const queries = {
    consumerQueries,
    directory,
    repositoryQueries,
    secretQueries,
    secretRecovery,
    tokenQueries,
  };
  return new LazyLoaders({ ...queries, viewPermits, secretPermits, cost }) as unknown as Loaders;
}

class LazyLoaders {
  constructor(private readonly sources: Sources) {}

  static {
    for (const [name, create] of Object.entries(FACTORIES)) {
      Object.defineProperty(LazyLoaders.prototype, name, {
        get(this: LazyLoaders) {
          const value = create(this.sources);
          Object.defineProperty(this, name, { value });
          return value;
        },
      });
    }
  }
}

/** A principal as members of the organization see it; undefined for the operator and for a deleted principal. */
export function profileOf(
  loaders: Pick<Loaders, 'profiles' | 'seenIn'>,
  principalId: string,
  organizationId: string,
): Eventually<PrincipalProfile> {
  const profile = loaders.profiles.get(principalId);
  if (profile instanceof Promise) return profile.then((read) => read && loaders.seenIn(organizationId, read));
  return profile && loaders.seenIn(organizationId, profile);
}
