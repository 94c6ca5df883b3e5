import { Field, Int, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** A public sealing key. It may be public: sealing cannot be undone with it. */
@Public()
@ObjectType('SealingKey', {
  simpleResolvers: true,
  description: 'A public key. Clients can seal a value to it before they send it (libsodium sealed box).',
})
export class SealingKeyObject {
  @Field({ description: 'The id of the key. Send it together with the sealed value.' })
  keyId!: string;

  @Field({ description: 'The X25519 public key, 32 bytes in base64.' })
  publicKey!: string;
}

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Organization', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A tenant. Everything in it is isolated from other organizations.',
})
export class OrganizationObject {
  @Field({ description: 'The short name, unique in this instance and case-insensitive.' })
  slug!: string;

  @Field({ description: 'The display name.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => Int, {
    nullable: true,
    description: 'How many versions of each secret are kept, the current one included; null for all.',
  })
  keepVersions!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many days a version is kept after a newer one has replaced it; null for ever.',
  })
  keepDays!: number | null;
}

/** The caller's organizations; the guard needs no organization for them. */
export const OrganizationConnection = connectionType(
  () => OrganizationObject,
  'Organization',
  'organizations',
  Permission.VIEW_SELF,
);
