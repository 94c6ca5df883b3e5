import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Consumer } from '../../core/consumer';
import { pageRequest } from '../../core/page';
import { Permission } from '../../core/permission';
import { partsOfPin } from '../../core/pinned-claim';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Repository } from '../../core/repository';
import type { Secret } from '../../core/secret';
import type { Team } from '../../core/team';
import { pageOfRows, type UsableSecret } from '../../services/consumer.queries';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { byName, Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { organizationList } from '../relay/organization-list';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import {
  ConsumerConnection,
  ConsumerObject,
  ConsumptionConnection,
  WorkloadIdentityObject,
} from './consumer.type';
import { DateTime } from './date-time.scalar';
import { organizationField } from './organization.resolver';
import { OrganizationObject } from './organization.type';
import { RepositoryObject } from './repository.type';
import { SecretObject } from './secret.type';
import { TeamObject } from './team.type';

/** Lists the consumers of an organization. */
@Resolver(() => OrganizationObject)
export class ConsumerListResolver {
  @FieldResolver(() => ConsumerConnection, {
    description:
      "The workloads that secrets are delivered to, ordered by name: the caller's own; with VIEW_SECRETS those of the organization; with MANAGE_CONSUMERS all.",
  })
  consumers(
    @PermitOf() permit: Permit,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Consumer> {
    return organizationList(
      { name: 'consumers', pages: loaders.consumerPage, counts: loaders.consumerCount, keyOf: byName },
      permit,
      given,
    );
  }
}

/** Lists the consumers that may use a secret. */
@Resolver(() => SecretObject)
export class SecretUseResolver {
  @FieldResolver(() => ConsumptionConnection, {
    description:
      'The consumers that may use it now, and why, ordered by the name of the consumer. Only consumers that the caller may see are listed.',
  })
  usableBy(
    @Root() secret: Secret,
    @Ctx() { loaders }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<UsableSecret> {
    const { id, organizationId } = secret;
    const list = `usableBy:${id}`;
    const page = pageRequest(list, given);
    const keyOf = ({ consumer }: UsableSecret) => byName(consumer);
    return new Connection({
      page: async () => pageOfRows(await loaders.usableBy.load(secret), keyOf, page),
      organizationId,
      list,
      keyOf,
      count: async () => (await loaders.usableBy.load(secret)).length,
    });
  }
}

/** Resolves the fields of a consumer that are not columns. */
@Resolver(() => ConsumerObject)
export class ConsumerResolver extends organizationField(() => ConsumerObject) {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'The user or service user that owns it; null if the organization owns it.',
  })
  owner(
    @Root() { ownerId, organizationId }: Consumer,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> | null {
    return ownerId === null ? null : profileOf(loaders, ownerId, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'Who registered it; null if that principal no longer exists.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Consumer,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }

  @FieldResolver(() => WorkloadIdentityObject, {
    nullable: true,
    description: 'The identity that its tokens must have; null if it uses no tokens.',
  })
  identity(@Root() { identity, organizationId }: Consumer): WorkloadIdentityObject | null {
    if (identity === null) return null;
    const claims = Object.entries(identity.claims).map(([name, pin]) => ({ name, ...partsOfPin(pin) }));
    return { organizationId, issuer: identity.issuer, audience: identity.audience, claims };
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      'When the operator of the dispenser approved it; null if it is not approved. Only the dispenser can check the approval: it is void if the key, identity, address ranges, ways out or expiry have changed since.',
  })
  approvedAt(@Root() consumer: Consumer, @Ctx() { loaders }: RequestContext): Promise<Date | null> {
    return loaders.consumerApprovedAt.load(consumer);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'It may use the secrets whose names begin with this text; empty for every name, null for none.',
  })
  namePrefix(@Root() { uses }: Consumer): string | null {
    return uses.namePrefix;
  }

  @FieldResolver(() => TeamObject, {
    nullable: true,
    description: 'The team whose secrets it may use; null if there is none.',
  })
  team(@Root() { uses }: Consumer, @Ctx() { loaders }: RequestContext): Eventually<Team> | null {
    return uses.teamId === null ? null : loaders.teams.get(uses.teamId);
  }

  @FieldResolver(() => RepositoryObject, {
    nullable: true,
    description: 'The repository whose secrets it may use; null if there is none.',
  })
  repository(@Root() { uses }: Consumer, @Ctx() { loaders }: RequestContext): Eventually<Repository> | null {
    return uses.repositoryId === null ? null : loaders.repositories.get(uses.repositoryId);
  }

  @RequiresPermission(Permission.VIEW_SECRETS)
  @FieldResolver(() => ConsumptionConnection, {
    description:
      'The secrets that it may use now, and why, ordered by the name of the secret. Only secrets that the caller may see are listed.',
  })
  usableSecrets(
    @Root() consumer: Consumer,
    @PermitOf() permit: Permit,
    @Ctx() context: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<UsableSecret> {
    const { consumerQueries } = context.services;
    const { organizationId } = consumer;
    const list = `usableSecrets:${consumer.id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: async () => {
        await context.addSecretsCost(organizationId);
        return consumerQueries.usablePage(permit, consumer, page);
      },
      organizationId,
      list,
      keyOf: ({ secret }) => byName(secret),
      count: async () => {
        await context.addSecretsCost(organizationId);
        return consumerQueries.usableCount(permit, consumer);
      },
    });
  }
}
