import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Membership } from '../../core/membership';
import type { Organization } from '../../core/organization';
import { pageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Role } from '../../core/role';
import type { Team } from '../../core/team';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { Connection } from '../relay/connection';
import { ConnectionArgs } from '../relay/connection.arguments';
import { PrincipalInterface } from '../relay/node.type';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { MembershipConnection, TokenConnection } from './connections.type';
import { byCreation } from './directory.resolver';
import { OrganizationObject } from './organization.type';
import { ServiceUserObject, UserObject } from './principal.type';
import { MembershipObject, RepositoryObject, RoleObject, TeamObject, TokenObject } from './team.type';

/** A row that belongs to an organization. */
export interface Belonging {
  readonly organizationId: string;
}

/** What a team leads to. */
@Resolver(() => TeamObject)
export class TeamResolver {
  @FieldResolver(() => OrganizationObject, { description: 'The organization it belongs to.' })
  organization(
    @Root() { organizationId }: Team,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<Organization> {
    return loaders.organizations.get(organizationId);
  }

  @FieldResolver(() => MembershipConnection, { description: 'Who is in it, oldest membership first.' })
  members(
    @Root() { id, organizationId }: Team,
    @Ctx() { loaders, services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Membership> {
    const list = `teamMembers:${id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.directory.teamMembers(id, page),
      organizationId,
      list,
      keyOf: byCreation,
      count: () => loaders.teamMemberCount.load(id),
    });
  }
}

/** What a membership leads to. */
@Resolver(() => MembershipObject)
export class MembershipResolver {
  @FieldResolver(() => OrganizationObject, { description: 'The organization.' })
  organization(
    @Root() { organizationId }: Membership,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<Organization> {
    return loaders.organizations.get(organizationId);
  }

  @FieldResolver(() => PrincipalInterface, { nullable: true, description: 'Who the member is.' })
  principal(
    @Root() { principalId, organizationId }: Membership,
    @Ctx() context: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(context, principalId, organizationId);
  }

  @FieldResolver(() => RoleObject, { description: 'What the member may do.' })
  role(@Root() { roleId }: Membership, @Ctx() { loaders }: RequestContext): Eventually<Role> {
    return loaders.roles.get(roleId);
  }

  @FieldResolver(() => [TeamObject], { description: 'The teams the member is in.' })
  teams(@Root() { id }: Membership, @Ctx() { loaders }: RequestContext): Promise<readonly Team[]> {
    return loaders.teamsOfMembership.load(id);
  }
}

/** What a role and a repository lead to. */
@Resolver(() => RoleObject)
export class RoleResolver {
  @FieldResolver(() => OrganizationObject, { description: 'The organization it belongs to.' })
  organization(
    @Root() { organizationId }: Role,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<Organization> {
    return loaders.organizations.get(organizationId);
  }
}

/** What a repository leads to. */
@Resolver(() => RepositoryObject)
export class RepositoryResolver {
  @FieldResolver(() => OrganizationObject, { description: 'The organization it belongs to.' })
  organization(
    @Root() { organizationId }: Belonging,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<Organization> {
    return loaders.organizations.get(organizationId);
  }
}

/** What a user leads to. */
@Resolver(() => UserObject)
export class UserResolver {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The e-mail address the identity provider gave.',
  })
  async email(@Root() { id }: PrincipalProfile, @Ctx() { loaders }: RequestContext): Promise<string | null> {
    return (await loaders.users.load(id))?.email ?? null;
  }
}

/** What a service user leads to. */
@Resolver(() => ServiceUserObject)
export class ServiceUserResolver {
  @FieldResolver(() => Date, { description: 'When it was created.' })
  async createdAt(
    @Root() { id }: PrincipalProfile,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Date | undefined> {
    return (await loaders.serviceUsers.load(id))?.createdAt;
  }

  @FieldResolver(() => Date, { description: 'When it was last changed.' })
  async updatedAt(
    @Root() { id }: PrincipalProfile,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Date | undefined> {
    return (await loaders.serviceUsers.load(id))?.updatedAt;
  }

  @FieldResolver(() => MembershipObject, {
    nullable: true,
    description: 'Its membership in the organization it belongs to.',
  })
  async membership(
    @Root() { id }: PrincipalProfile,
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
  ): Promise<Membership | undefined> {
    return services.directory.memberOf(permit, id);
  }

  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @FieldResolver(() => TokenConnection, { description: 'Its tokens in the organization, newest first.' })
  tokens(
    @Root() { id }: PrincipalProfile,
    @PermitOf() permit: Permit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Token> {
    return tokenConnection(permit, id, context, given);
  }
}

/** What a token leads to. */
@Resolver(() => TokenObject)
export class TokenResolver {
  @FieldResolver(() => PrincipalInterface, { nullable: true, description: 'Whom it authenticates.' })
  principal(
    @Root() { principalId, organizationId }: Token,
    @Ctx() context: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(context, principalId, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who issued it; the token does no more than they may do now.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Token,
    @Ctx() context: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(context, createdBy, organizationId);
  }
}

/** The tokens of a principal in the permit's organization as a connection. */
export function tokenConnection(
  permit: Permit,
  principalId: string,
  { services }: RequestContext,
  given: ConnectionArgs,
): Connection<Token> {
  const list = `tokens:${permit.organizationId}:${principalId}`;
  const page = pageRequest(list, given);
  return new Connection({
    page: () => services.directory.tokenPage(permit, principalId, page),
    organizationId: permit.organizationId,
    list,
    keyOf: byCreation,
    count: () => services.directory.tokenCount(permit, principalId),
  });
}

/** A principal as members of the organization see it; undefined for the operator and for one that is gone. */
export function profileOf(
  { loaders }: RequestContext,
  principalId: string,
  organizationId: string,
): Eventually<PrincipalProfile> {
  const profile = loaders.profiles.get(principalId);
  if (profile instanceof Promise) return profile.then((read) => read && loaders.seenIn(organizationId, read));
  return profile && loaders.seenIn(organizationId, profile);
}
