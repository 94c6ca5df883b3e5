import { Args, Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { Permit } from '../../core/policy';
import type { Role } from '../../core/role';
import { PermitOf } from '../guard/guard';
import { byName, type Connection } from '../relay/connection';
import { organizationList } from '../relay/organization-list';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { RoleConnection, RoleObject } from './role.type';

/** The roles of an organization. */
@Resolver(() => OrganizationObject)
export class RoleListResolver {
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
}

/** What a role leads to. */
@Resolver(() => RoleObject)
export class RoleResolver extends organizationField(() => RoleObject) {}
