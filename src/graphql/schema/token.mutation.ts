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
const RevokeTokenPayload = rowPayload('revokeToken', 'token', () => TokenObject);

/** A token and its text. */
@Public()
@ObjectType('CreateTokenPayload', { simpleResolvers: true, description: 'What createToken gives back.' })
class CreateTokenPayload {
  @Field(() => TokenObject, { description: 'The new token.' })
  token!: object;

  @Field({ description: "The token's text, shown this once." })
  tokenText!: string;
}

/** createToken. */
@InputType('CreateTokenInput', { description: 'A new token.' })
class CreateTokenInput {
  @Field(() => ID, { description: 'The organization it is made for.' })
  organizationId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The service user it authenticates; the caller when left out.',
  })
  principalId?: string | null;

  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => DateTime, { nullable: true, description: 'When it stops being valid.' })
  expiresAt?: Date | null;
}

/** updateToken. */
@InputType('UpdateTokenInput', { description: 'A new name for a token.' })
class UpdateTokenInput {
  @Field(() => ID, { description: 'The token.' })
  id!: string;

  @Field(() => String, { description: 'The new name.' })
  name!: string;
}

/** revokeToken. */
@InputType('RevokeTokenInput', { description: 'Which token to revoke.' })
class RevokeTokenInput {
  @Field(() => ID, { description: 'The token.' })
  id!: string;
}

/** Issuing and revoking tokens. */
@Resolver()
export class TokenMutation {
  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Mutation(() => CreateTokenPayload, {
    description:
      'Issues a token for oneself or, with MANAGE_SERVICE_USERS, for a service user. Its text is shown this once.',
  })
  async createToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateTokenInput, { description: 'What to do it with.' }) input: CreateTokenInput,
  ): Promise<CreateTokenPayload> {
    const { token, text } = await services.tokens.create(permit, input);
    return { token, tokenText: text };
  }

  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Mutation(() => UpdateTokenPayload, {
    description: "Renames a token: one's own or, with MANAGE_SERVICE_USERS, a service user's.",
  })
  async updateToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateTokenInput, { description: 'What to do it with.' }) input: UpdateTokenInput,
  ): Promise<{ token: Token }> {
    return { token: await services.tokens.rename(permit, input.id, input.name) };
  }

  @RequiresPermission(Permission.VIEW_ORGANIZATION)
  @Mutation(() => RevokeTokenPayload, {
    description:
      "Revokes a token: one's own or, with MANAGE_SERVICE_USERS, a service user's. It holds for the next request.",
  })
  async revokeToken(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RevokeTokenInput, { description: 'What to do it with.' }) input: RevokeTokenInput,
  ): Promise<{ token: Token }> {
    return { token: await services.tokens.revoke(permit, input.id) };
  }
}
