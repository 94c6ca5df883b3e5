import { Args, Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { foldCase } from '../../core/name';
import type { SortKey } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { ServiceUser } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Role } from '../../core/role';
import type { Team } from '../../core/team';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { Connection } from '../relay/connection';
import { ConnectionArgs } from '../relay/connection.arguments';
import { organizationList } from '../relay/organization-list';
import type { RequestContext } from '../request/request-context';
import {
  MembershipConnection,
  RepositoryConnection,
  RoleConnection,
  ServiceUserConnection,
  TeamConnection,
} from './connections.type';
import { OrganizationObject } from './organization.type';

/** The lists of an organization: teams, members, roles, service users and repositories. */
@Resolver(() => OrganizationObject)
export class DirectoryResolver {
  @FieldResolver(() => TeamConnection, { description: 'The teams, by name.' })
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

  @FieldResolver(() => RoleConnection, { description: 'The roles, by name.' })
  roles(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Role> {
    return organizationList(
      { name: 'roles', pages: loaders.rolePage, counts: loaders.roleCount, keyOf: byName },
      permit,
      given,
    );
  }

  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @FieldResolver(() => ServiceUserConnection, { description: 'The service users, by name.' })
  serviceUsers(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<ServiceUser> {
    return organizationList(
      {
        name: 'serviceUsers',
        pages: loaders.serviceUserPage,
        counts: loaders.serviceUserCount,
        keyOf: byName,
      },
      permit,
      given,
    );
  }

  @FieldResolver(() => RepositoryConnection, { description: 'The repositories, by name.' })
  repositories(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Repository> {
    return organizationList(
      { name: 'repositories', pages: loaders.repositoryPage, counts: loaders.repositoryCount, keyOf: byName },
      permit,
      given,
    );
  }
}

/** Lists by name are in the order of the folded name. */
export function byName({ name, id }: { readonly name: string; readonly id: string }): SortKey {
  return { value: foldCase(name), id };
}

/** Lists by age are in the order of creation. */
export function byCreation({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): SortKey {
  return { value: createdAt.toISOString(), id };
}
