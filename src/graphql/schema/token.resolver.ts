import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { pageRequest } from '../../core/page';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { byCreation, Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import { ConnectionArgs } from './connection.arguments';
import { TokenConnection, TokenObject } from './token.type';

/** Resolves the fields of a token that are not columns. */
@Resolver(() => TokenObject)
export class TokenResolver {
  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description: 'The user or service user that it authenticates; null if it no longer exists.',
  })
  principal(
    @Root() { principalId, organizationId }: Token,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, principalId, organizationId);
  }

  @FieldResolver(() => PrincipalInterface, {
    nullable: true,
    description:
      'Who issued it; null if that principal no longer exists. The token never allows more than its issuer, or whoever took it over with transferToken, may do now.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Token,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
  }

  @FieldResolver(() => TokenObject, {
    nullable: true,
    description:
      'The token that it was made with, and with which it ends; null if the operator made it, it was made with a login, or the caller may not see that token.',
  })
  parent(@Root() { parentId }: Token, @Ctx() { loaders }: RequestContext): Eventually<Token> | null {
    return parentId === null ? null : loaders.tokens.load(parentId);
  }

  @FieldResolver(() => TokenConnection, {
    description:
      'The tokens of the organization that were made with it, newest first; without MANAGE_SERVICE_USERS only those of the caller.',
  })
  children(
    @Root() { id }: Token,
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Args(() => ConnectionArgs) given: ConnectionArgs,
  ): Connection<Token> {
    const list = `childTokens:${permit.organizationId}:${id}`;
    const page = pageRequest(list, given);
    return new Connection({
      page: () => services.tokenQueries.childPage(permit, id, page),
      organizationId: permit.organizationId,
      list,
      keyOf: byCreation,
      count: () => services.tokenQueries.childCount(permit, id),
    });
  }
}

/**
 * The tokens of a principal in the permit's organization as a connection, newest first.
 *
 * @throws BadUserInput for invalid page arguments.
 */
export function tokenConnection(
  permit: Permit,
  principalId: string,
  { services }: RequestContext,
  given: ConnectionArgs,
): Connection<Token> {
  const list = `tokens:${permit.organizationId}:${principalId}`;
  const page = pageRequest(list, given);
  return new Connection({
    page: () => services.tokenQueries.page(permit, principalId, page),
    organizationId: permit.organizationId,
    list,
    keyOf: byCreation,
    count: () => services.tokenQueries.count(permit, principalId),
  });
}

/**
 * The valid tokens of others that a principal made as a connection, newest first.
 *
 * @throws BadUserInput for invalid page arguments.
 */
export function madeTokenConnection(
  permit: Permit,
  makerId: string,
  { services }: RequestContext,
  given: ConnectionArgs,
): Connection<Token> {
  const list = `madeTokens:${permit.organizationId}:${makerId}`;
  const page = pageRequest(list, given);
  return new Connection({
    page: () => services.tokenQueries.madePage(permit, makerId, page),
    organizationId: permit.organizationId,
    list,
    keyOf: byCreation,
    count: () => services.tokenQueries.madeCount(permit, makerId),
  });
}
