import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { ConsumptionReason } from '../../core/consumption';
import { Permission } from '../../core/permission';
import { ClaimMatch } from '../../core/pinned-claim';
import { WayOut } from '../../core/way-out';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';
import { SecretObject } from './secret.type';

registerEnumType(ConsumptionReason, {
  name: 'ConsumptionReason',
  description: 'Why a consumer may use a secret.',
  valuesConfig: {
    NAMED: { description: 'The consumer lists the secret by its id.' },
    NAME_PREFIX: { description: 'The name of the secret begins with the name prefix of the consumer.' },
    TEAM: { description: 'The consumer may use the secrets of the team that owns it.' },
    REPOSITORY: { description: 'The repository of the consumer may use the secret.' },
  },
});

registerEnumType(ClaimMatch, {
  name: 'ClaimMatch',
  description: 'How a claim is compared with what is pinned.',
  valuesConfig: {
    EXACT: { description: 'The claim is this text, or a number or truth value that is written so.' },
    CONTAINS: { description: 'The claim is a list that has this element.' },
    PATTERN: {
      description:
        'The whole claim follows the pattern. Each * stands for one or more characters, but never for / : @ or white space. A pattern begins with at least three fixed characters, and / : @ or the end comes after each *.',
    },
  },
});

@Public()
@ObjectType('PinnedClaim', {
  simpleResolvers: true,
  description: 'A claim of a token, and the value that it must have.',
})
export class PinnedClaimObject {
  @Field({ description: 'The name of the claim, such as sub.' })
  name!: string;

  @Field({ description: 'The value that it must have, an element of a list, or a pattern.' })
  expected!: string;

  @Field(() => ClaimMatch, { description: 'How the claim is compared.' })
  match!: ClaimMatch;
}

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('WorkloadIdentity', {
  simpleResolvers: true,
  description:
    'The OpenID Connect tokens of a workload: who issues them, for whom, and which claims they must have.',
})
export class WorkloadIdentityObject {
  /** The organization of the consumer, for the guard. */
  readonly organizationId!: string;

  @Field({ description: 'The issuer of the tokens.' })
  issuer!: string;

  @Field({ description: 'The audience of the tokens.' })
  audience!: string;

  @Field(() => [PinnedClaimObject], { description: 'The claims, all of which must match.' })
  claims!: PinnedClaimObject[];
}

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Consumer', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A registered workload. Secrets are delivered to it, sealed to its own key.',
})
export class ConsumerObject {
  @Field({ description: 'The name, unique in the organization and case-insensitive.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its X25519 public key, 32 bytes in base64url; null if it generates a key for each run.',
  })
  publicKey!: string | null;

  @Field(() => [String], {
    description: 'The addresses and ranges that it may connect from; empty for any address.',
  })
  addressRanges!: readonly string[];

  @Field(() => [WayOut], {
    description: 'How values may leave for it. The use policy of a secret may allow fewer ways.',
  })
  waysOut!: readonly WayOut[];

  @Field(() => DateTime, { description: 'When it was registered.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it expires; null if it does not expire. It cannot use any secret after that.',
  })
  expiresAt!: Date | null;
}

@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('Consumption', {
  simpleResolvers: true,
  description: 'One permitted use: a consumer may use a secret now, for these reasons.',
})
class ConsumptionObject {
  /** The organization of the consumer, for the guard. */
  readonly organizationId!: string;

  @Field(() => ConsumerObject, { description: 'The consumer.' })
  consumer!: object;

  @Field(() => SecretObject, { description: 'The secret.' })
  secret!: object;

  @Field(() => [ConsumptionReason], { description: 'All reasons that apply.' })
  reasons!: readonly ConsumptionReason[];

  @Field(() => [WayOut], { description: 'The ways out that the secret and the consumer have in common.' })
  waysOut!: readonly WayOut[];
}

export const ConsumerConnection = connectionType(
  () => ConsumerObject,
  'Consumer',
  'consumers',
  Permission.VIEW_ORGANIZATION,
);

export const ConsumptionConnection = connectionType(
  () => ConsumptionObject,
  'Consumption',
  'permitted uses',
  Permission.VIEW_SECRETS,
);
