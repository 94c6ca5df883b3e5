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

/** Looks up organizations, and resolves the fields that are not columns. */
@Resolver(() => OrganizationObject)
export class OrganizationResolver {
  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Query(() => OrganizationObject, {
    nullable: true,
    description:
      'The organization with this id or slug; null if the caller does not belong to such an organization.',
  })
  async organization(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, {
      nullable: true,
      description: 'The id of the organization. Give either id or slug.',
    })
    _id?: string,
    @Arg('slug', () => String, {
      nullable: true,
      description: 'The slug of the organization, case-insensitive. Give either id or slug.',
    })
    _slug?: string,
  ): Promise<Organization | undefined> {
    return loaders.organizations.load(permit.organizationId);
  }

  @RequiresPermission(Permission.VIEW_SELF)
  @Query(() => OrganizationConnection, {
    description: 'The organizations that the caller belongs to, ordered by slug.',
  })
  organizations(
    @PermitOf() permit: InstancePermit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Organization> {
    return organizationConnection(permit, context, given);
  }

  @FieldResolver(() => [Permission], { description: 'The permissions of the caller in this organization.' })
  viewerPermissions(@PermitOf() permit: Permit): readonly Permission[] {
    return [...permit.permissions];
  }

  @FieldResolver(() => SealingKeyObject, {
    description: 'The public key to seal values to, so that the gateway never sees them.',
  })
  sealingKey(@Ctx() { services }: RequestContext): SealingKeyObject {
    return services.content.sealingKey;
  }
}

/**
 * The base class of the resolver of a type that has the field `organization`. It finds the organization by the
 * `organizationId` of the row.
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

/**
 * The caller's organizations as a connection, ordered by slug.
 *
 * @throws BadUserInput for invalid page arguments.
 */
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
