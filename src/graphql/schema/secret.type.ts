import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

registerEnumType(SecretType, {
  name: 'SecretType',
  description: 'The kind of value that a secret holds.',
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
  description: 'Who owns a secret.',
  valuesConfig: {
    ORGANIZATION: { description: 'The organization.' },
    TEAM: {
      description:
        "One team. Only its members see it, and principals who may manage the organization's secrets.",
    },
    PERSONAL: {
      description:
        'One user or service user. Nobody else sees it, and no token that others made for it reaches it.',
    },
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

@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('Secret', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A named value that can be written but never read. Only its metadata can be read.',
})
export class SecretObject {
  @Field({ description: 'The name, unique for its owner and case-insensitive.' })
  name!: string;

  @Field(() => SecretType, { description: 'The kind of value that it holds.' })
  type!: SecretType;

  @Field(() => String, { nullable: true, description: 'A note for people.' })
  note!: string | null;

  @Field({ description: 'Whether tools should hide the value even from people who may use it.' })
  isSensitive!: boolean;

  @Field({ description: 'Whether the value is a file.' })
  isFile!: boolean;

  @Field(() => SecretAccess, { description: 'Who owns it.' })
  access!: SecretAccess;

  @Field(() => SecretVisibility, { description: 'Which repositories may use it.' })
  visibility!: SecretVisibility;

  @Field(() => Int, {
    description:
      'The number of its current value, starting at 1. Only a new value changes it. Pass it as expectedVersion to replace a value only if it is still the one you know.',
  })
  version!: number;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description:
      'When it was last changed in any way. Pass it as expectedUpdatedAt to change a secret only if it is still as you have seen it.',
  })
  updatedAt!: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it expires; null if it does not expire. Workloads cannot use an expired secret.',
  })
  expiresAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a workload last used it, precise to the minute; null if none has.',
  })
  lastUsedAt!: Date | null;
}

@RequiresPermission(Permission.VIEW_SECRETS)
@ObjectType('SecretVersion', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'One immutable, sealed value of a secret.',
})
export class SecretVersionObject {
  @Field(() => Int, { description: 'The number of the version, starting at 1.' })
  version!: number;

  @Field(() => ID, { description: 'The id of the key generation that it is sealed to.' })
  keyId!: string;

  @Field({ description: 'Whether the client sealed the value before sending it to the gateway.' })
  sealedByClient!: boolean;

  @Field(() => DateTime, { description: 'When the value was set.' })
  createdAt!: Date;

  @Field(() => Int, {
    nullable: true,
    description:
      'The number of the version that rollbackSecret took the value from; null for a value that was given.',
  })
  restoredFrom!: number | null;

  @RequiresPermission(Permission.VIEW_AUDIT_LOG)
  @Field(() => String, {
    nullable: true,
    description: 'The network address that the value came from; null if it is unknown.',
  })
  address!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The program that sent the value, as it named itself, for example "curl/8.5.0"; null if it did not.',
  })
  client!: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a workload last used this version, precise to the minute; null if none has.',
  })
  lastUsedAt!: Date | null;
}

export const SecretConnection = connectionType(
  () => SecretObject,
  'Secret',
  'secrets',
  Permission.VIEW_SECRETS,
);

export const SecretVersionConnection = connectionType(
  () => SecretVersionObject,
  'SecretVersion',
  'secret versions',
  Permission.VIEW_SECRETS,
);
