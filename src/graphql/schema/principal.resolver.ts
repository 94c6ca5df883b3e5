import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile, ServiceUser } from '../../core/principal';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { byName, type Connection } from '../relay/connection';
import { organizationList } from '../relay/organization-list';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { DateTime } from './date-time.scalar';
import { MembershipObject } from './membership.type';
import { OrganizationObject } from './organization.type';
import { ServiceUserConnection, ServiceUserObject, UserObject } from './principal.type';
import { tokenConnection } from './token.resolver';
import { TokenConnection } from './token.type';

/** Lists the service users of an organization. */
@Resolver(() => OrganizationObject)
export class ServiceUserListResolver {
  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @FieldResolver(() => ServiceUserConnection, {
    description: 'The service users of the organization, ordered by name.',
  })
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
}

/** Resolves the fields of a user that are not columns. */
@Resolver(() => UserObject)
export class UserResolver {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The e-mail address that the identity provider gave; null if it gave none.',
  })
  email(
    @Root() profile: PrincipalProfile,
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
  ): Promise<string | null> {
    return loaders.email.load({ permit, profile });
  }
}

/** Resolves the fields of a service user that are not columns. */
@Resolver(() => ServiceUserObject)
export class ServiceUserResolver {
  @FieldResolver(() => DateTime, { description: 'When it was created.' })
  async createdAt(
    @Root() profile: PrincipalProfile,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Date | undefined> {
    return (await loaders.serviceUser.load(profile))?.createdAt;
  }

  @FieldResolver(() => DateTime, { description: 'When it was last changed.' })
  async updatedAt(
    @Root() profile: PrincipalProfile,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Date | undefined> {
    return (await loaders.serviceUser.load(profile))?.updatedAt;
  }

  @FieldResolver(() => MembershipObject, {
    nullable: true,
    description: 'Its membership in its organization; null if it was removed.',
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
