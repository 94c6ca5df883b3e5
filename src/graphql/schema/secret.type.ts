import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

registerEnumType(SecretType, {
  name: 'SecretType',
  description: 'What kind of value a secret holds.',
  valuesConfig: {
    KEY_VALUE: { description: 'Any text or, with isFile, any bytes.' },
    COOKIE: {
      description: 'Cookies: a JSON array, a Cookie or Set-Cookie header, or a Netscape cookie file.',
    },
    TOTP: { description: 'The seed of time-based one-time passwords: an otpauth:// URI or base32.' },
  },
});

registerEnumType(SecretAccess, {
  name: 'SecretAccess',
  description: 'Who a secret belongs to.',
  valuesConfig: {
    ORGANIZATION: { description: 'The organization.' },
    TEAM: {
      description: 'One team; others do not see it, but for those who manage the organization’s secrets.',
    },
    PERSONAL: { description: 'One principal; nobody else sees it.' },
  },
});

registerEnumType(SecretVisibility, {
  name: 'SecretVisibility',
  description: 'Which repositories may use a secret.',
  valuesConfig: {
    ALL: { description: 'All repositories.' },
    PRIVATE: { description: 'Private repositories.' },
    SELECTED: { description: 'The selected repositories.' },
  },
});

/** The metadata of a secret. */
@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('Secret', {
  implements: NodeInterface,
  simpleResolvers: true,
  description:
    'A named value that goes in and never comes out: everything about it can be read, except itself.',
})
export class SecretObject {
  @Field({ description: 'Unique for its owner; case does not matter.' })
  name!: string;

  @Field(() => SecretType, { description: 'What kind of value it holds.' })
  type!: SecretType;

  @Field(() => String, { nullable: true, description: 'What people wrote beside it.' })
  note!: string | null;

  @Field({ description: 'Whether tools should hide the value even from those who may use it.' })
  isSensitive!: boolean;

  @Field({ description: 'Whether the value is a file.' })
  isFile!: boolean;

  @Field(() => SecretAccess, { description: 'Who it belongs to.' })
  access!: SecretAccess;

  @Field(() => SecretVisibility, { description: 'Which repositories may use it.' })
  visibility!: SecretVisibility;

  @Field(() => Int, {
    description:
      'The number of its current value, from 1; other changes keep it. Send it back as expectedVersion to replace only the value you know of.',
  })
  version!: number;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description:
      'When it was last changed in any way. Send it back as expectedUpdatedAt to change only what you have seen.',
  })
  updatedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: 'When it stops being given to workloads.' })
  expiresAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When a workload last got it, to the minute.' })
  lastUsedAt!: Date | null;
}

/** One immutable value of a secret, without the value. */
@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('SecretVersion', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'One immutable, sealed value of a secret.',
})
export class SecretVersionObject {
  @Field(() => Int, { description: 'Its number, from 1.' })
  version!: number;

  @Field(() => ID, { description: 'The key generation it is sealed with.' })
  keyId!: string;

  @Field({ description: 'Whether the client had sealed the value before it reached the gateway.' })
  sealedByClient!: boolean;

  @Field(() => DateTime, { description: 'When it was set.' })
  createdAt!: Date;
}

/** A page of secrets. */
export const SecretConnection = connectionType(
  () => SecretObject,
  'Secret',
  'secrets',
  Permission.VIEW_SECRETS,
);

/** A page of versions. */
export const SecretVersionConnection = connectionType(
  () => SecretVersionObject,
  'SecretVersion',
  'versions',
  Permission.VIEW_SECRETS,
);
