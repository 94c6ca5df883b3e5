import { Arg, Args, type ClassType, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Organization } from '../../core/organization';
import { pageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import type { InstancePermit, Permit } from '../../core/policy';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { Connection } from '../relay/connection';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { OrganizationConnection, OrganizationObject, SealingKeyObject } from './organization.type';

/** Organizations: looking them up, and what they tell of themselves. */
@Resolver(() => OrganizationObject)
export class OrganizationResolver {
  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Query(() => OrganizationObject, {
    nullable: true,
    description: 'An organization of the caller by id or by slug; null when there is none.',
  })
  async organization(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { nullable: true, description: 'Its id; give either id or slug.' }) _id?: string,
    @Arg('slug', () => String, { nullable: true, description: 'Its slug; case does not matter.' })
    _slug?: string,
  ): Promise<Organization | undefined> {
    return loaders.organizations.load(permit.organizationId);
  }

  @RequiresPermission(Permission.VIEW_SELF)
  @Query(() => OrganizationConnection, { description: 'The organizations the caller belongs to, by slug.' })
  organizations(
    @PermitOf() permit: InstancePermit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Organization> {
    return organizationConnection(permit, context, given);
  }

  @FieldResolver(() => [Permission], { description: 'What the caller may do here.' })
  viewerPermissions(@PermitOf() permit: Permit): readonly Permission[] {
    return [...permit.permissions];
  }

  @FieldResolver(() => SealingKeyObject, {
    description: 'The public key that clients seal values to, so that the gateway never sees them.',
  })
  sealingKey(@Ctx() { services }: RequestContext): SealingKeyObject {
    return services.content.sealingKey;
  }
}

/**
 * The field `organization` of a noun, as the base of its resolver: the rows of most nouns carry the id of the
 * organization they belong to.
 */
export function organizationField(noun: () => ClassType<object>) {
  @Resolver(noun)
  abstract class OrganizationFieldResolver {
    @FieldResolver(() => OrganizationObject, { description: 'The organization it belongs to.' })
    organization(
      @Root() { organizationId }: { readonly organizationId: string },
      @Ctx() { loaders }: RequestContext,
    ): Eventually<Organization> {
      return loaders.organizations.get(organizationId);
    }
  }
  return OrganizationFieldResolver;
}

/** The organizations of the caller as a connection. */
export function organizationConnection(
  permit: InstancePermit,
  context: RequestContext,
  given: ConnectionArgs,
): Connection<Organization> {
  const list = `organizations:${permit.principal.id}`;
  const request = pageRequest(list, given);
  return new Connection({
    page: async () => {
      const page = await context.services.directory.organizationPage(permit, request);
      for (const organization of page.rows) context.loaders.organizations.prime(organization);
      return page;
    },
    organizationId: undefined,
    list,
    keyOf: ({ slug, id }) => ({ value: slug, id }),
    count: () => permit.principal.grants.size,
  });
}
