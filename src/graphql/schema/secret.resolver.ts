import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { pageRequest } from '../../core/page';
import { MASK } from '../../core/plaintext';
import type { PrincipalProfile } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Secret, SecretVersion } from '../../core/secret';
import type { Team } from '../../core/team';
import { permitOf } from '../guard/guard';
import { byName, Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { organizationField } from './organization.resolver';
import { RepositoryConnection } from './repository.type';
import { SecretObject, SecretVersionConnection, SecretVersionObject } from './secret.type';
import { SecretValueScalar } from './secret-value.scalar';
import { TeamObject } from './team.type';
import { UsePolicyObject } from './use-policy.type';

/** Resolves the fields of a secret that are not columns. */
@Resolver(() => SecretObject)
export class SecretResolver extends organizationField(() => SecretObject) {
  @FieldResolver(() => SecretValueScalar, { description: 'Always "[REDACTED]".' })
  value(): string {
    return MASK;
  }

  @FieldResolver(() => UsePolicyObject, {
    nullable: true,
    description:
      'How the value may leave the dispenser, and where it may be sent in a request; null if it is delivered to the consumers that may use it, and sent nowhere.',
  })
  usePolicy(@Root() { usePolicy, organizationId }: Secret): UsePolicyObject | null {
    return usePolicy && { ...usePolicy, organizationId };
  }

  @FieldResolver(() => TeamObject, {
    nullable: true,
    description: 'The team that owns it; null unless access is TEAM.',
  })
  team(@Root() { teamId }: Secret, @Ctx() { loaders }: RequestContext): Eventually<Team> | null {
    return teamId === null ? null : loaders.teams.get(teamId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'The user or service user that owns it; null unless access is PERSONAL.',
  })
  owner(
    @Root() { ownerId, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> | null {
    return ownerId === null ? null : profileOf(loaders, ownerId, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who created it; null if that principal no longer exists.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who last changed it; null if that principal no longer exists.',
  })
  updatedBy(
    @Root() { updatedBy, organizationId }: Secret,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, updatedBy, organizationId);
  }

  @FieldResolver(() => RepositoryConnection, {
    description: 'The repositories that may use it if its visibility is SELECTED, ordered by name.',
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
    description: 'The versions of its value, newest first. They do not contain the values.',
  })
  versions(
    @Root() secret: Secret,
    @Ctx() { loaders, services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
    @Info() info: GraphQLResolveInfo,
  ): Connection<SecretVersion> {
    const { id, organizationId } = secret;
    const list = `versions:${id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.secretQueries.versions(permitOf(info), id, page),
      organizationId,
      list,
      keyOf: ({ version, id: versionId }) => ({ value: String(version), id: versionId }),
      count: () => loaders.versionCount.load(secret),
    });
  }
}

/** Resolves the fields of a secret version that are not columns. */
@Resolver(() => SecretVersionObject)
export class SecretVersionResolver {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who set the value; null if that principal no longer exists.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: SecretVersion,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }
}
