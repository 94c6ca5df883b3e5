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

/** Lists the roles of an organization. */
@Resolver(() => OrganizationObject)
export class RoleListResolver {
  @FieldResolver(() => RoleConnection, { description: 'The roles of the organization, ordered by name.' })
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

/** Resolves the fields of a role that are not columns. */
@Resolver(() => RoleObject)
export class RoleResolver extends organizationField(() => RoleObject) {}
