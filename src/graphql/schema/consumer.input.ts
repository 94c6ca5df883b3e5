import { Field, ID, InputType } from 'type-graphql';
import type { WorkloadIdentity } from '../../core/consumer';
import { BadUserInput } from '../../core/errors';
import { ClaimMatch, pinOf } from '../../core/pinned-claim';
import { WayOut } from '../../core/way-out';
import { DateTime } from './date-time.scalar';

@InputType('PinnedClaimInput', { description: 'A claim of a token, and the value that it must have.' })
export class PinnedClaimInput {
  @Field(() => String, {
    description:
      'The name of the claim, such as sub, or a path into objects with dots between, such as kubernetes.io.namespace.',
  })
  name!: string;

  @Field(() => String, { description: 'The value that it must have, an element of a list, or a pattern.' })
  expected!: string;

  @Field(() => ClaimMatch, { defaultValue: ClaimMatch.EXACT, description: 'How the claim is compared.' })
  match!: ClaimMatch;
}

@InputType('WorkloadIdentityInput', {
  description:
    'The OpenID Connect tokens of a workload: who issues them, for whom, and which claims they must have.',
})
export class WorkloadIdentityInput {
  @Field(() => String, {
    description: 'The issuer of the tokens: an https:// URL with a discovery document.',
  })
  issuer!: string;

  @Field(() => String, { description: 'The audience of the tokens.' })
  audience!: string;

  @Field(() => [PinnedClaimInput], { description: '1 to 20 claims, all of which must match.' })
  claims!: PinnedClaimInput[];
}

@InputType('ConsumerUsesInput', {
  description:
    'The secrets that a consumer may use: those that at least one of these fields covers. Only a personal consumer of its owner can use a personal secret.',
})
export class ConsumerUsesInput {
  @Field(() => [ID], { nullable: true, description: 'The ids of secrets, at most 200.' })
  secretIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The organization's secrets whose names begin with this text, case-insensitive; for a personal consumer also its owner's secrets. An empty text covers every name.",
  })
  namePrefix?: string | null;

  @Field(() => ID, { nullable: true, description: 'The id of a team, for all secrets that the team owns.' })
  teamId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of a repository, for all secrets of the organization that it may use.',
  })
  repositoryId?: string | null;
}

@InputType('CreateConsumerInput', {
  description: 'A consumer to register, with a public key, an identity or both.',
})
export class CreateConsumerInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters. Unique in the organization, case-insensitive.' })
  name!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: "Whether it belongs to the caller. Only then can it use the caller's personal secrets.",
  })
  isPersonal!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Its X25519 public key, 32 bytes in base64url without padding.',
  })
  publicKey?: string | null;

  @Field(() => WorkloadIdentityInput, {
    nullable: true,
    description: 'The identity that its tokens must have, if it uses tokens.',
  })
  identity?: WorkloadIdentityInput | null;

  @Field(() => ConsumerUsesInput, {
    nullable: true,
    description: 'The secrets that it may use. The default is none.',
  })
  uses?: ConsumerUsesInput | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'The addresses or ranges, such as 10.0.0.0/8, that it may connect from. The default is any address.',
  })
  addressRanges?: string[] | null;

  @Field(() => [WayOut], {
    nullable: true,
    description:
      'How values may leave for it, if the use policy of the secret agrees. The default is all ways.',
  })
  waysOut?: WayOut[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it expires. It cannot use any secret after that.',
  })
  expiresAt?: Date | null;
}

@InputType('UpdateConsumerInput', {
  description: 'Changes to a consumer. Fields that are left out keep their value.',
})
export class UpdateConsumerInput {
  @Field(() => ID, { description: 'The id of the consumer.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new name.' })
  name?: string | null;

  @Field(() => WorkloadIdentityInput, { nullable: true, description: 'The new identity; null removes it.' })
  identity?: WorkloadIdentityInput | null;

  @Field(() => ConsumerUsesInput, {
    nullable: true,
    description: 'The secrets that it may use, in place of the present ones.',
  })
  uses?: ConsumerUsesInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'The addresses or ranges that it may connect from; null for any address.',
  })
  addressRanges?: string[] | null;

  @Field(() => [WayOut], { nullable: true, description: 'How values may leave for it.' })
  waysOut?: WayOut[] | null;

  @Field(() => DateTime, { nullable: true, description: 'When it expires; null if it should not expire.' })
  expiresAt?: Date | null;
}

@InputType('RotateConsumerKeyInput', { description: 'A new public key for a consumer.' })
export class RotateConsumerKeyInput {
  @Field(() => ID, { description: 'The id of the consumer.' })
  id!: string;

  @Field(() => String, { description: 'Its X25519 public key, 32 bytes in base64url without padding.' })
  publicKey!: string;
}

@InputType('DeleteConsumerInput', { description: 'A consumer to delete.' })
export class DeleteConsumerInput {
  @Field(() => ID, { description: 'The id of the consumer.' })
  id!: string;
}

/**
 * The identity for the services; null and undefined stay as they are.
 *
 * @throws BadUserInput rule `duplicate` if a claim is given twice.
 */
export function workloadIdentity(
  given: WorkloadIdentityInput | null | undefined,
): WorkloadIdentity | null | undefined {
  if (given == null) return given;
  const claims = new Map(given.claims.map(({ name, expected, match }) => [name, pinOf(match, expected)]));
  if (claims.size < given.claims.length) {
    throw BadUserInput.at('identity.claims', 'duplicate', 'Give each claim only once.');
  }
  return { issuer: given.issuer, audience: given.audience, claims: Object.fromEntries(claims) };
}
