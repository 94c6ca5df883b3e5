import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Token } from '../../core/token';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { DateTime } from './date-time.scalar';
import { rowPayload } from './payload.type';
import { TokenObject } from './token.type';

const UpdateTokenPayload = rowPayload('updateToken', 'token', () => TokenObject);
const TransferTokenPayload = rowPayload('transferToken', 'token', () => TokenObject);
const RevokeTokenPayload = rowPayload('revokeToken', 'token', () => TokenObject);

@Public()
@ObjectType('CreateTokenPayload', { simpleResolvers: true, description: 'The result of createToken.' })
class CreateTokenPayload {
  @Field(() => TokenObject, { description: 'The new token.' })
  token!: object;

  @Field({ description: 'The text of the token. It is shown only here.' })
  tokenText!: string;
}

@InputType('CreateTokenInput', { description: 'A token to issue.' })
class CreateTokenInput {
  @Field(() => ID, { description: 'The id of the organization that it is valid for.' })
  organizationId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the service user that it authenticates. The default is the caller.',
  })
  principalId?: string | null;

  @Field(() => String, { description: 'The display name.' })
  name!: string;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it expires: no later than the credential of this request, which is the default, and within the longest life that the operator allows.',
  })
  expiresAt?: Date | null;
}

@InputType('UpdateTokenInput', { description: 'A new name for a token.' })
class UpdateTokenInput {
  @Field(() => ID, { description: 'The id of the token.' })
  id!: string;

  @Field(() => String, { description: 'The new name.' })
  name!: string;
}

@InputType('RevokeTokenInput', { description: 'A token to revoke.' })
class RevokeTokenInput {
  @Field(() => ID, { description: 'The id of the token.' })
  id!: string;
}

@InputType('TransferTokenInput', { description: 'A token that gets another maker.' })
class TransferTokenInput {
  @Field(() => ID, { description: 'The id of the token.' })
  id!: string;
}

/** The mutations of tokens. */
@Resolver()
export class TokenMutation {
  @RequiresPermission(Permission.CREATE_TOKENS)
  @Mutation(() => CreateTokenPayload, {
    description:
      'Issues a token for the caller or, with MANAGE_SERVICE_USERS, for a service user. It ends with the token of this request. Its text is shown only in this answer.',
  })
  async createToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateTokenInput, { description: 'The token to issue.' }) input: CreateTokenInput,
  ): Promise<CreateTokenPayload> {
    const { token, text } = await services.tokens.create(permit, input);
    return { token, tokenText: text };
  }

  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Mutation(() => UpdateTokenPayload, {
    description: 'Renames a token of the caller or, with MANAGE_SERVICE_USERS, of a service user.',
  })
  async updateToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateTokenInput, { description: 'The token and its new name.' })
    input: UpdateTokenInput,
  ): Promise<{ token: Token }> {
    return { token: await services.tokens.rename(permit, input.id, input.name) };
  }

  @RequiresPermission(Permission.CREATE_TOKENS)
  @Mutation(() => TransferTokenPayload, {
    description:
      'Makes the caller the maker of a token that somebody else made, such as an administrator who leaves. The token keeps its text, can do no more than the caller from now on, and ends with the token of this request.',
  })
  async transferToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => TransferTokenInput, { description: 'The token to take over.' })
    input: TransferTokenInput,
  ): Promise<{ token: Token }> {
    return { token: await services.tokens.transfer(permit, input.id) };
  }

  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Mutation(() => RevokeTokenPayload, {
    description:
      'Revokes a token of the caller or, with MANAGE_SERVICE_USERS, of a service user, and all tokens that were made with it. The very next request with one of them is refused.',
  })
  async revokeToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RevokeTokenInput, { description: 'The token to revoke.' }) input: RevokeTokenInput,
  ): Promise<{ token: Token }> {
    return { token: await services.tokens.revoke(permit, input.id) };
  }
}
