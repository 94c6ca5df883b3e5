import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Membership } from '../../core/membership';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Role } from '../../core/role';
import type { Team } from '../../core/team';
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

/** The members of an organization. */
@Resolver(() => OrganizationObject)
export class MembershipListResolver {
  @FieldResolver(() => MembershipConnection, { description: 'The members, oldest first.' })
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

/** What a membership leads to. */
@Resolver(() => MembershipObject)
export class MembershipResolver extends organizationField(() => MembershipObject) {
  @FieldResolver(() => PrincipalInterface, { nullable: true, description: 'Who the member is.' })
  principal(
    @Root() { principalId, organizationId }: Membership,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, principalId, organizationId);
  }

  @FieldResolver(() => RoleObject, { description: 'What the member may do.' })
  role(@Root() { roleId }: Membership, @Ctx() { loaders }: RequestContext): Eventually<Role> {
    return loaders.roles.get(roleId);
  }

  @FieldResolver(() => [TeamObject], { description: 'The teams the member is in.' })
  teams(@Root() membership: Membership, @Ctx() { loaders }: RequestContext): Promise<readonly Team[]> {
    return loaders.teamsOfMembership.load(membership);
  }
}
