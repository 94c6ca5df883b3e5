import { Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Organization } from '../../core/organization';
import { Permission } from '../../core/permission';
import { InstancePermit, Permit } from '../../core/policy';
import type { Principal } from '../../core/principal';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { Connection } from '../relay/connection';
import type { RequestContext } from '../request/request-context';
import { AuditPrincipalKind } from './audit-event.type';
import { ConnectionArgs } from './connection.arguments';
import { organizationConnection } from './organization.resolver';
import { OrganizationConnection, OrganizationObject } from './organization.type';
import { tokenConnection } from './token.resolver';
import { TokenConnection } from './token.type';

@RequiresPermission(Permission.VIEW_SELF)
@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'The caller, with its organizations and tokens.',
})
class ViewerObject {
  @Field(() => ID, { description: 'The id of the user or service user.' })
  id!: string;

  @Field({ description: 'The name of the user or service user.' })
  name!: string;

  @Field(() => AuditPrincipalKind, { description: 'Whether the caller is a user or a service user.' })
  kind!: keyof typeof AuditPrincipalKind;

  @Field({ description: 'Whether the caller may create organizations.' })
  mayCreateOrganizations!: boolean;
}

/** Resolves the caller. */
@Resolver(() => ViewerObject)
export class ViewerResolver {
  @RequiresPermission(Permission.VIEW_SELF)
  @Query(() => ViewerObject, { description: 'The caller.' })
  viewer(@Ctx() context: RequestContext): Principal {
    return context.requirePrincipal();
  }

  @FieldResolver(() => OrganizationConnection, {
    description: 'The organizations that the caller belongs to, ordered by slug.',
  })
  organizations(
    @PermitOf() permit: InstancePermit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Organization> {
    return organizationConnection(permit, context, given);
  }

  @FieldResolver(() => OrganizationObject, {
    nullable: true,
    description:
      "The organization that the caller's token is valid for. Dialect requests whose path names no organization use it.",
  })
  homeOrganization(
    @Root() viewer: Principal,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organization | undefined> | null {
    return viewer.homeOrganizationId === undefined
      ? null
      : loaders.organizations.load(viewer.homeOrganizationId);
  }

  @FieldResolver(() => TokenConnection, {
    nullable: true,
    description:
      "The caller's own tokens in the home organization, newest first; null without a home organization.",
  })
  tokens(
    @Root() viewer: Principal,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Token> | null {
    const permit = context.decide(Permission.VIEW_ORGANIZATION, viewer.homeOrganizationId);
    return permit instanceof Permit ? tokenConnection(permit, viewer.id, context, given) : null;
  }
}
