import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { pageRequest } from '../../core/page';
import type { Permit } from '../../core/policy';
import type { Team } from '../../core/team';
import { PermitOf } from '../guard/guard';
import { byCreation, byName, Connection } from '../relay/connection';
import { organizationList } from '../relay/organization-list';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { MembershipConnection } from './membership.type';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { TeamConnection, TeamObject } from './team.type';

/** Lists the teams of an organization. */
@Resolver(() => OrganizationObject)
export class TeamListResolver {
  @FieldResolver(() => TeamConnection, { description: 'The teams of the organization, ordered by name.' })
  teams(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Team> {
    return organizationList(
      { name: 'teams', pages: loaders.teamPage, counts: loaders.teamCount, keyOf: byName },
      permit,
      given,
    );
  }
}

/** Resolves the fields of a team that are not columns. */
@Resolver(() => TeamObject)
export class TeamResolver extends organizationField(() => TeamObject) {
  @FieldResolver(() => MembershipConnection, {
    description: 'The members of the team, oldest membership first.',
  })
  members(
    @Root() team: Team,
    @Ctx() { loaders, services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Membership> {
    const list = `teamMembers:${team.id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.directory.teamMembers(team, page),
      organizationId: team.organizationId,
      list,
      keyOf: byCreation,
      count: () => loaders.teamMemberCount.load(team),
    });
  }
}
