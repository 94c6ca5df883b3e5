import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** The public key that clients seal values to. */
@Public()
@ObjectType('SealingKey', {
  simpleResolvers: true,
  description: 'The public key to which a client can seal a value before it sends it (libsodium sealed box).',
})
export class SealingKeyObject {
  @Field({ description: 'Name it beside the sealed value.' })
  keyId!: string;

  @Field({ description: 'X25519 public key, 32 bytes in base64.' })
  publicKey!: string;
}

/** A tenant. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Organization', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A tenant: the boundary that nothing crosses.',
})
export class OrganizationObject {
  @Field({ description: 'Short name, unique in the instance; case does not matter.' })
  slug!: string;

  @Field({ description: 'Name for people.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When its slug or name last changed.' })
  updatedAt!: Date;
}

/** A page of organizations. */
export const OrganizationConnection = connectionType(
  () => OrganizationObject,
  'Organization',
  'organizations',
  Permission.VIEW_SELF,
);
