import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { pageRequest } from '../../core/page';
import type { Permit } from '../../core/policy';
import type { PrincipalProfile } from '../../core/principal';
import type { Token } from '../../core/token';
import { byCreation, Connection } from '../relay/connection';
import { PrincipalInterface } from '../relay/node.type';
import { profileOf } from '../request/loaders';
import type { Eventually } from '../request/lookup';
import type { RequestContext } from '../request/request-context';
import type { ConnectionArgs } from './connection.arguments';
import { TokenObject } from './token.type';

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
      'Who issued it; null if that principal no longer exists. The token never allows more than its issuer may do now.',
  })
  createdBy(
    @Root() { createdBy, organizationId }: Token,
    @Ctx() { loaders }: RequestContext,
  ): Eventually<PrincipalProfile> {
    return profileOf(loaders, createdBy, organizationId);
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
    page: () => services.directory.tokenPage(permit, principalId, page),
    organizationId: permit.organizationId,
    list,
    keyOf: byCreation,
    count: () => services.directory.tokenCount(permit, principalId),
  });
}
