import { Field, ID, InputType } from 'type-graphql';
import type { WorkloadIdentity } from '../../core/consumer';
import { BadUserInput } from '../../core/errors';
import { DateTime } from './date-time.scalar';

/** A claim to pin. */
@InputType('PinnedClaimInput', { description: 'A claim that a token must have, and what it must say.' })
export class PinnedClaimInput {
  @Field(() => String, { description: 'The name of the claim, such as sub.' })
  name!: string;

  @Field(() => String, { description: 'What it must be, exactly.' })
  expected!: string;
}

/** An identity as it is given. */
@InputType('WorkloadIdentityInput', {
  description: 'Tokens (OpenID Connect) of the system a workload runs in, and what they must say.',
})
export class WorkloadIdentityInput {
  @Field(() => String, {
    description: 'Who signs the tokens: an https:// address with a discovery document.',
  })
  issuer!: string;

  @Field(() => String, { description: 'Whom the tokens are for.' })
  audience!: string;

  @Field(() => [PinnedClaimInput], { description: '1 to 20 claims that must be exactly so.' })
  claims!: PinnedClaimInput[];
}

/** Which secrets a consumer is meant for. */
@InputType('ConsumerUsesInput', {
  description:
    'Which secrets a consumer may use: all that any of these gives. A personal secret only ever goes to a personal consumer of its owner.',
})
export class ConsumerUsesInput {
  @Field(() => [ID], { nullable: true, description: 'These secrets, at most 200.' })
  secretIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The organization's secrets whose names begin with this, whatever the case; for a personal consumer its owner's too. The empty text is every name.",
  })
  namePrefix?: string | null;

  @Field(() => ID, { nullable: true, description: 'The secrets of this team.' })
  teamId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The organization's secrets that are visible to this repository.",
  })
  repositoryId?: string | null;
}

/** createConsumer. */
@InputType('CreateConsumerInput', { description: 'A new consumer: with a public key, an identity or both.' })
export class CreateConsumerInput {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters; unique in the organization.' })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether it is the caller's own, which the caller's personal secrets can reach.",
  })
  isPersonal!: boolean;

  @Field(() => String, { nullable: true, description: 'X25519, 32 bytes in base64url without padding.' })
  publicKey?: string | null;

  @Field(() => WorkloadIdentityInput, {
    nullable: true,
    description: 'What its tokens must say, when it has some.',
  })
  identity?: WorkloadIdentityInput | null;

  @Field(() => ConsumerUsesInput, { nullable: true, description: 'What it may use; nothing when left out.' })
  uses?: ConsumerUsesInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Where it may ask from: addresses or ranges such as 10.0.0.0/8.',
  })
  addressRanges?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it stops getting anything.' })
  expiresAt?: Date | null;
}

/** updateConsumer. */
@InputType('UpdateConsumerInput', { description: 'Changes to a consumer; what is left out stays.' })
export class UpdateConsumerInput {
  @Field(() => ID, { description: 'The consumer.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Another name.' })
  name?: string | null;

  @Field(() => WorkloadIdentityInput, { nullable: true, description: 'Another identity; null for none.' })
  identity?: WorkloadIdentityInput | null;

  @Field(() => ConsumerUsesInput, {
    nullable: true,
    description: 'What it may use, in place of all that it might before.',
  })
  uses?: ConsumerUsesInput | null;

  @Field(() => [String], { nullable: true, description: 'Where it may ask from; null for anywhere.' })
  addressRanges?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it stops getting anything; null for never.' })
  expiresAt?: Date | null;
}

/** rotateConsumerKey. */
@InputType('RotateConsumerKeyInput', { description: 'Another key for a consumer.' })
export class RotateConsumerKeyInput {
  @Field(() => ID, { description: 'The consumer.' })
  id!: string;

  @Field(() => String, { description: 'X25519, 32 bytes in base64url without padding.' })
  publicKey!: string;
}

/** deleteConsumer. */
@InputType('DeleteConsumerInput', { description: 'Which consumer to delete.' })
export class DeleteConsumerInput {
  @Field(() => ID, { description: 'The consumer.' })
  id!: string;
}

/** The identity as the services take it. @throws BadUserInput rule `duplicate` for a claim that is pinned twice. */
export function workloadIdentity(
  given: WorkloadIdentityInput | null | undefined,
): WorkloadIdentity | null | undefined {
  if (given == null) return given;
  const claims = new Map(given.claims.map(({ name, expected }) => [name, expected]));
  if (claims.size < given.claims.length) {
    throw BadUserInput.at('identity.claims', 'duplicate', 'A claim is pinned once.');
  }
  return { issuer: given.issuer, audience: given.audience, claims: Object.fromEntries(claims) };
}
