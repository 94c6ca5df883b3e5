import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Secret } from '../../core/secret';
import { secretSortKey } from '../../services/secret.queries';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { executedFacts } from '../operation/operation-facts';
import type { Connection } from '../relay/connection';
import { organizationList } from '../relay/organization-list';
import type { Loaders } from '../request/loaders';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { OrganizationObject } from './organization.type';
import { SecretConnection, SecretObject } from './secret.type';
import { SecretFilterInput, SecretOrderInput, secretFilter, secretOrder } from './secret-list.arguments';

/** How clients find secrets: by id, by name and in a list. */
@Resolver(() => OrganizationObject)
export class SecretListResolver {
  @RequiresPermission(Permission.VIEW_SECRETS)
  @Query(() => SecretObject, {
    nullable: true,
    description: 'The secret with this id; null if there is none that the caller may see.',
  })
  secret(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'The id of the secret.' }) id: string,
  ): Promise<Secret | undefined> {
    return loaders.secrets.load(id);
  }

  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretObject, {
    name: 'secret',
    nullable: true,
    description: 'The secret with this name that the organization owns; null if there is none.',
  })
  secretByName(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('name', () => String, { description: 'The name of the secret, case-insensitive.' }) name: string,
  ): Promise<Secret | undefined> {
    return services.secretQueries.findByName(permit, name);
  }

  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => SecretConnection, {
    description: 'The secrets that the caller may see, ordered by name unless orderBy is given.',
  })
  secrets(
    @PermitOf() permit: Permit,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Arg('filter', () => SecretFilterInput, {
      nullable: true,
      description: 'Which secrets to return. The default is all of them.',
    })
    filter?: SecretFilterInput | null,
    @Arg('orderBy', () => SecretOrderInput, {
      nullable: true,
      description: 'How to order the secrets. The default is by name.',
    })
    orderBy?: SecretOrderInput | null,
  ): Connection<Secret> {
    const { loaders } = context;
    const list = { filter: secretFilter(filter), order: secretOrder(orderBy) };
    const isFiltered = Object.keys(list.filter).length > 0;
    return organizationList(
      {
        name: `secrets:${list.order.by}:${list.order.descending}`,
        pages: loaders.secretPage,
        counts: loaders.secretCount,
        keyOf: (secret: Secret) => secretSortKey(secret, list.order),
        prefetch: (rows) => prefetchReferences(rows, executedFacts(info).fieldNames, loaders),
        addCost: isFiltered ? () => context.addSecretsCost(permit.organizationId) : undefined,
      },
      permit,
      given,
      list,
      JSON.stringify(list.filter),
    );
  }
}

/**
 * Reads the principals and teams that a page of secrets refers to, if the operation selects them: one statement for each
 * kind, also for the pages of several organizations.
 */
async function prefetchReferences(
  secrets: readonly Secret[],
  selected: ReadonlySet<string>,
  { profiles, teams }: Loaders,
): Promise<void> {
  const [createdBy, updatedBy, owner, team] = ['createdBy', 'updatedBy', 'owner', 'team'].map((name) =>
    selected.has(name),
  );
  const principalIds: string[] = [];
  const teamIds: string[] = [];
  for (const secret of secrets) {
    if (createdBy) principalIds.push(secret.createdBy);
    if (updatedBy) principalIds.push(secret.updatedBy);
    if (owner && secret.ownerId !== null) principalIds.push(secret.ownerId);
    if (team && secret.teamId !== null) teamIds.push(secret.teamId);
  }
  await Promise.all([profiles.prefetch(principalIds), teams.prefetch(teamIds)]);
}
