import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ConsumptionReason } from '../../core/consumption';
import { Permission } from '../../core/permission';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';
import { SecretObject } from './secret.type';

registerEnumType(ConsumptionReason, {
  name: 'ConsumptionReason',
  description: 'Why a consumer may use a secret.',
  valuesConfig: {
    NAMED: { description: 'The consumer names the secret.' },
    NAME_PREFIX: { description: 'The name begins with the prefix of the consumer.' },
    TEAM: { description: 'The consumer may use the secrets of the team that owns it.' },
    REPOSITORY: { description: 'The secret is visible to the repository of the consumer.' },
  },
});

/** One claim that a workload's token must have. */
@Public()
@ObjectType('PinnedClaim', {
  simpleResolvers: true,
  description: 'A claim that a token must have, and what it must say.',
})
export class PinnedClaimObject {
  @Field({ description: 'The name of the claim, such as sub.' })
  name!: string;

  @Field({ description: 'What it must be, exactly.' })
  expected!: string;
}

/** How a workload without a credential of ours shows who it is. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('WorkloadIdentity', {
  simpleResolvers: true,
  description: 'Tokens (OpenID Connect) of the system a workload runs in, and what they must say.',
})
export class WorkloadIdentityObject {
  /** What the guard asks for. */
  readonly organizationId!: string;

  @Field({ description: 'Who signs the tokens.' })
  issuer!: string;

  @Field({ description: 'Whom the tokens are for.' })
  audience!: string;

  @Field(() => [PinnedClaimObject], { description: 'The claims that must be exactly so.' })
  claims!: PinnedClaimObject[];
}

/** A registered workload. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Consumer', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A workload that secrets are delivered to, sealed to its own key.',
})
export class ConsumerObject {
  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its X25519 public key, 32 bytes in base64url; null when it makes a key of its own for each run.',
  })
  publicKey!: string | null;

  @Field(() => [String], { description: 'Where it may ask from; empty for anywhere.' })
  addressRanges!: readonly string[];

  @Field(() => DateTime, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it stops getting anything.' })
  expiresAt!: Date | null;
}

/** That a consumer may use a secret. */
@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('Consumption', {
  simpleResolvers: true,
  description: 'That a consumer may use a secret now, and why.',
})
export class ConsumptionObject {
  /** What the guard asks for. */
  readonly organizationId!: string;

  @Field(() => ConsumerObject, { description: 'The consumer.' })
  consumer!: object;

  @Field(() => SecretObject, { description: 'The secret.' })
  secret!: object;

  @Field(() => [ConsumptionReason], { description: 'Every reason that holds.' })
  reasons!: readonly ConsumptionReason[];
}

/** A page of consumers. */
export const ConsumerConnection = connectionType(
  () => ConsumerObject,
  'Consumer',
  'consumers',
  Permission.VIEW_ORGANIZATION,
);

/** A page of uses. */
export const ConsumptionConnection = connectionType(
  () => ConsumptionObject,
  'Consumption',
  'uses',
  Permission.VIEW_SECRETS,
);
