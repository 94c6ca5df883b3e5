import { Field, ID, InputType, Int } from 'type-graphql';
import type { Plaintext } from '../../core/plaintext';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { DateTime } from './date-time.scalar';
import { GenerateValueInput, SealedValueInput } from './secret-value.input';
import { SecretValueScalar } from './secret-value.scalar';
import { UsePolicyInput } from './use-policy.type';

const VALUE =
  'The value, 1 byte to 64 KB. It must be a variable. Give exactly one of value, sealedValue and generate.';
const SEALED = 'The value, sealed by the client so that the gateway never sees it.';
const GENERATE = 'Lets the gateway make a random value and seal it. Nobody ever sees it.';
const NOTE = 'A note for people, at most 500 characters.';
const SENSITIVE = 'Whether tools should hide the value even from people who may use it.';
const VISIBILITY = 'Which repositories may use it.';
const SELECTED =
  'The numbers (databaseId) of the repositories that may use it. Only with visibility SELECTED.';
const EXPIRES = 'When it expires: a time in the future. Workloads cannot use an expired secret.';
const USE_POLICY =
  'How the value may leave the dispenser, and where it may be sent in a request. Without a policy it is delivered to the consumers that may use it (a TOTP secret as codes), and sent nowhere.';
const IDEMPOTENCY =
  'A key that you choose for this change, 16 to 128 visible ASCII characters. If you send the same key and input again within 24 hours, you get the first answer and nothing changes.';
const EXPECTED =
  'Change the secret only if this is its current version. Otherwise the error is STALE_VERSION.';
const EXPECTED_TIME =
  'Change the secret only if it was last changed at this time. Otherwise the error is STALE_VERSION.';

@InputType('CreateSecretInput', { description: 'A secret to create.' })
export class CreateSecretInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field({ description: '1 to 255 characters. Unique for its owner, case-insensitive.' })
  name!: string;

  @Field(() => SecretType, {
    defaultValue: SecretType.KEY_VALUE,
    description: 'The kind of value that it holds.',
  })
  type!: SecretType;

  @Field(() => SecretValueScalar, { nullable: true, description: VALUE })
  value?: Plaintext | null;

  @Field(() => SealedValueInput, { nullable: true, description: SEALED })
  sealedValue?: SealedValueInput | null;

  @Field(() => GenerateValueInput, { nullable: true, description: GENERATE })
  generate?: GenerateValueInput | null;

  @Field(() => String, { nullable: true, description: NOTE })
  note?: string | null;

  @Field({ defaultValue: true, description: SENSITIVE })
  isSensitive!: boolean;

  @Field({ defaultValue: false, description: 'Whether the value is a file. A file is given in base64.' })
  isFile!: boolean;

  @Field(() => SecretAccess, { defaultValue: SecretAccess.ORGANIZATION, description: 'Who owns it.' })
  access!: SecretAccess;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the team that owns it. Required with access TEAM, not allowed otherwise.',
  })
  teamId?: string | null;

  @Field(() => SecretVisibility, { defaultValue: SecretVisibility.ALL, description: VISIBILITY })
  visibility!: SecretVisibility;

  @Field(() => [Int], { nullable: true, description: SELECTED })
  selectedRepositoryIds?: number[] | null;

  @Field(() => DateTime, { nullable: true, description: EXPIRES })
  expiresAt?: Date | null;

  @Field(() => UsePolicyInput, { nullable: true, description: USE_POLICY })
  usePolicy?: UsePolicyInput | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY })
  idempotencyKey?: string | null;
}

@InputType('UpdateSecretInput', {
  description: 'Changes to a secret. Fields that are left out keep their value.',
})
export class UpdateSecretInput {
  @Field(() => ID, { description: 'The id of the secret.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: EXPECTED })
  expectedVersion?: number | null;

  @Field(() => DateTime, { nullable: true, description: EXPECTED_TIME })
  expectedUpdatedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'The new name.' })
  name?: string | null;

  @Field(() => SecretValueScalar, {
    nullable: true,
    description: 'The new value. It must be a variable. Give at most one of value, sealedValue and generate.',
  })
  value?: Plaintext | null;

  @Field(() => SealedValueInput, { nullable: true, description: SEALED })
  sealedValue?: SealedValueInput | null;

  @Field(() => GenerateValueInput, { nullable: true, description: GENERATE })
  generate?: GenerateValueInput | null;

  @Field(() => String, { nullable: true, description: `${NOTE} Null removes it.` })
  note?: string | null;

  @Field(() => Boolean, { nullable: true, description: SENSITIVE })
  isSensitive?: boolean | null;

  @Field(() => SecretVisibility, { nullable: true, description: VISIBILITY })
  visibility?: SecretVisibility | null;

  @Field(() => [Int], { nullable: true, description: SELECTED })
  selectedRepositoryIds?: number[] | null;

  @Field(() => DateTime, { nullable: true, description: `${EXPIRES} Null removes it.` })
  expiresAt?: Date | null;

  @Field(() => UsePolicyInput, { nullable: true, description: `${USE_POLICY} Null removes it.` })
  usePolicy?: UsePolicyInput | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY })
  idempotencyKey?: string | null;
}

@InputType('PutSecretInput', {
  description: 'A secret to create, or to change if the owner already has one with this name.',
})
export class PutSecretInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field({ description: 'The name of the secret, case-insensitive.' })
  name!: string;

  @Field(() => SecretAccess, { defaultValue: SecretAccess.ORGANIZATION, description: 'Who owns it.' })
  access!: SecretAccess;

  @Field(() => ID, {
    nullable: true,
    description: 'The id of the team that owns it. Required with access TEAM, not allowed otherwise.',
  })
  teamId?: string | null;

  @Field(() => SecretType, {
    nullable: true,
    description:
      'The kind of value that it holds. The default for a new secret is KEY_VALUE. It cannot be changed.',
  })
  type?: SecretType | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the value is a file. The default for a new secret is false. It cannot be changed.',
  })
  isFile?: boolean | null;

  @Field(() => Int, { nullable: true, description: EXPECTED })
  expectedVersion?: number | null;

  @Field(() => DateTime, { nullable: true, description: EXPECTED_TIME })
  expectedUpdatedAt?: Date | null;

  @Field(() => SecretValueScalar, { nullable: true, description: VALUE })
  value?: Plaintext | null;

  @Field(() => SealedValueInput, { nullable: true, description: SEALED })
  sealedValue?: SealedValueInput | null;

  @Field(() => GenerateValueInput, { nullable: true, description: GENERATE })
  generate?: GenerateValueInput | null;

  @Field(() => String, { nullable: true, description: NOTE })
  note?: string | null;

  @Field(() => Boolean, { nullable: true, description: SENSITIVE })
  isSensitive?: boolean | null;

  @Field(() => SecretVisibility, { nullable: true, description: VISIBILITY })
  visibility?: SecretVisibility | null;

  @Field(() => [Int], { nullable: true, description: SELECTED })
  selectedRepositoryIds?: number[] | null;

  @Field(() => DateTime, { nullable: true, description: EXPIRES })
  expiresAt?: Date | null;

  @Field(() => UsePolicyInput, { nullable: true, description: USE_POLICY })
  usePolicy?: UsePolicyInput | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY })
  idempotencyKey?: string | null;
}

@InputType('RollbackSecretInput', { description: 'An earlier value of a secret to make current again.' })
export class RollbackSecretInput {
  @Field(() => ID, { description: 'The id of the secret.' })
  id!: string;

  @Field(() => Int, { description: 'The number of the version that has the value.' })
  toVersion!: number;

  @Field(() => Int, { nullable: true, description: EXPECTED })
  expectedVersion?: number | null;

  @Field(() => DateTime, { nullable: true, description: EXPECTED_TIME })
  expectedUpdatedAt?: Date | null;
}

@InputType('RestoreSecretInput', { description: 'A deleted secret to restore.' })
export class RestoreSecretInput {
  @Field(() => ID, { description: 'The id of the deleted secret.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Another name, which is needed if the old one is taken. The default is the old name.',
  })
  name?: string | null;
}

@InputType('DestroySecretInput', { description: 'A secret to shred.' })
export class DestroySecretInput {
  @Field(() => ID, { description: 'The id of the secret, which may be deleted already.' })
  id!: string;
}

@InputType('DeleteSecretInput', { description: 'A secret to delete.' })
export class DeleteSecretInput {
  @Field(() => ID, { description: 'The id of the secret.' })
  id!: string;
}
