import { Args, Ctx, FieldResolver, Resolver } from 'type-graphql';
import type { Permit } from '../../core/policy';
import type { Repository } from '../../core/repository';
import { PermitOf } from '../guard/guard';
import { byName, type Connection } from '../relay/connection';
import { organizationList } from '../relay/organization-list';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { RepositoryConnection, RepositoryObject } from './repository.type';

/** Lists the repositories of an organization. */
@Resolver(() => OrganizationObject)
export class RepositoryListResolver {
  @FieldResolver(() => RepositoryConnection, {
    description: 'The repositories of the organization, ordered by name.',
  })
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

/** Resolves the fields of a repository that are not columns. */
@Resolver(() => RepositoryObject)
export class RepositoryResolver extends organizationField(() => RepositoryObject) {}
