import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Membership } from '../../core/membership';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Role } from '../../core/role';
import type { Team } from '../../core/team';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { byCreation, type Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { organizationList } from '../relay/organization-list';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { MembershipConnection, MembershipObject } from './membership.type';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { RoleObject } from './role.type';
import { TeamObject } from './team.type';
import { madeTokenConnection } from './token.resolver';
import { TokenConnection } from './token.type';

/** Lists the members of an organization. */
@Resolver(() => OrganizationObject)
export class MembershipListResolver {
  @FieldResolver(() => MembershipConnection, {
    description: 'The members of the organization, oldest membership first.',
  })
  members(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Membership> {
    return organizationList(
      { name: 'members', pages: loaders.memberPage, counts: loaders.memberCount, keyOf: byCreation },
      permit,
      given,
    );
  }
}

/** Resolves the fields of a membership that are not columns. */
@Resolver(() => MembershipObject)
export class MembershipResolver extends organizationField(() => MembershipObject) {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'The user or service user; null if it no longer exists.',
  })
  principal(
    @Root() { principalId, organizationId }: Membership,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, principalId, organizationId);
  }

  @FieldResolver(() => RoleObject, { description: 'The role of the member.' })
  role(@Root() { roleId }: Membership, @Ctx() { loaders }: RequestContext): Eventually<Role> {
    return loaders.roles.get(roleId);
  }

  @FieldResolver(() => TokenConnection, {
    description:
      'The valid tokens of others that the member made, newest first: they can do no more than the member, and nothing once it is removed. Only with MANAGE_SERVICE_USERS, or for oneself.',
  })
  madeTokens(
    @Root() { principalId }: Membership,
    @PermitOf() permit: Permit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Token> {
    return madeTokenConnection(permit, principalId, context, given);
  }

  @FieldResolver(() => [TeamObject], { description: 'The teams that the member belongs to.' })
  teams(@Root() membership: Membership, @Ctx() { loaders }: RequestContext): Promise<readonly Team[]> {
    return loaders.teamsOfMembership.load(membership);
  }
}
