import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { pageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import { MASK } from '../../core/plaintext';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Secret, SecretVersion } from '../../core/secret';
import type { Team } from '../../core/team';
import { secretSortKey } from '../../services/secret.queries';
import { PermitOf, permitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { executedFacts } from '../operation/operation-facts';
import { Connection } from '../relay/connection';
import { ConnectionArgs } from '../relay/connection.arguments';
import { PrincipalInterface } from '../relay/node.type';
import { organizationList } from '../relay/organization-list';
import { byName } from '../relay/sort-keys';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { RepositoryConnection } from './repository.type';
import { SecretConnection, SecretObject, SecretVersionConnection, SecretVersionObject } from './secret.type';
import { SecretFilterInput, SecretOrderInput, secretFilter, secretOrder } from './secret-list.arguments';
import { SecretValueScalar } from './secret-value.scalar';
import { warmSecrets } from './secret-warming';
import { TeamObject } from './team.type';
import { UsePolicyObject } from './use-policy.type';

/** Where secrets are found. */
@Resolver(() => OrganizationObject)
export class SecretListResolver {
  @RequiresPermission(Permission.VIEW_SECRETS)
  @Query(() => SecretObject, {
    nullable: true,
    description: 'A secret by id; null when there is none within reach.',
  })
  secret(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Secret | undefined> {
    return loaders.secrets.load(id);
  }

  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretObject, {
    name: 'secret',
    nullable: true,
    description: "The organization's secret of this name; null when there is none.",
  })
  secretByName(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('name', () => String, { description: 'Its name; case does not matter.' }) name: string,
  ): Promise<Secret | undefined> {
    return services.secretQueries.findByName(permit, name);
  }

  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretConnection, {
    description: 'The secrets within reach, by name unless ordered otherwise.',
  })
  secrets(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Arg('filter', () => SecretFilterInput, { nullable: true, description: 'Only these.' })
    filter?: SecretFilterInput | null,
    @Arg('orderBy', () => SecretOrderInput, { nullable: true, description: 'In this order.' })
    orderBy?: SecretOrderInput | null,
  ): Connection<Secret> {
    const list = { filter: secretFilter(filter), order: secretOrder(orderBy) };
    return organizationList(
      {
        name: `secrets:${list.order.by}:${list.order.descending}`,
        pages: loaders.secretPage,
        counts: loaders.secretCount,
        keyOf: (secret: Secret) => secretSortKey(secret, list.order),
        warm: (rows) => warmSecrets(rows, executedFacts(info).fieldNames, loaders),
      },
      permit,
      given,
      list,
      JSON.stringify(list.filter),
    );
  }
}

/** What a secret leads to. */
@Resolver(() => SecretObject)
export class SecretResolver extends organizationField(() => SecretObject) {
  @FieldResolver(() => SecretValueScalar, { description: 'Always "[REDACTED]".' })
  value(): string {
    return MASK;
  }

  @FieldResolver(() => UsePolicyObject, {
    nullable: true,
    description: 'Where the dispenser may send the value in a request; null for nowhere.',
  })
  usePolicy(@Root() { usePolicy, organizationId }: Secret): UsePolicyObject | null {
    return usePolicy && { ...usePolicy, organizationId };
  }

  @FieldResolver(() => TeamObject, {
    nullable: true,
    description: 'The team that owns it, with access TEAM.',
  })
  team(@Root() { teamId }: Secret, @Ctx() { loaders }: RequestContext): Eventually<Team> | null {
    return teamId === null ? null : loaders.teams.get(teamId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Whom it belongs to, with access PERSONAL.',
  })
  owner(
    @Root() { ownerId, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> | null {
    return ownerId === null ? null : profileOf(loaders, ownerId, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who created it; null when they are gone.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who changed it last; null when they are gone.',
  })
  updatedBy(
    @Root() { updatedBy, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, updatedBy, organizationId);
  }

  @FieldResolver(() => RepositoryConnection, {
    description: 'The repositories that may use it, with visibility SELECTED, by name.',
  })
  selectedRepositories(
    @Root() secret: Secret,
    @Ctx() { loaders, services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Repository> {
    const list = `selectedRepositories:${secret.id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.repositoryQueries.selected(secret, page),
      organizationId: secret.organizationId,
      list,
      keyOf: byName,
      count: () => loaders.selectedCount.load(secret),
    });
  }

  @FieldResolver(() => SecretVersionConnection, {
    description: 'Its values, without the values, newest first.',
  })
  versions(
    @Root() { id, organizationId, version }: Secret,
    @Ctx() { services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Info() info: GraphQLResolveInfo,
  ): Connection<SecretVersion> {
    const list = `versions:${id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.secretQueries.versions(permitOf(info), id, page),
      organizationId,
      list,
      keyOf: ({ version, id: versionId }) => ({ value: String(version), id: versionId }),
      // Values are numbered without gaps and none is deleted alone, so the newest number is their count.
      count: () => version,
    });
  }
}

/** What a version of a secret leads to. */
@Resolver(() => SecretVersionObject)
export class SecretVersionResolver {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who set it; null when they are gone.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: SecretVersion,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }
}
