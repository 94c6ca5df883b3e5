import { Field, ID, InputType, Int } from 'type-graphql';
import type { Plaintext } from '../../core/plaintext';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { DateTime } from './date-time.scalar';
import { SecretValueScalar } from './secret-value.scalar';
import { UsePolicyInput } from './use-policy.type';

const VALUE = 'The value, 1 byte to 64 KB. Only as a variable. Give exactly one of value and sealedValue.';
const SEALED = 'The value, sealed by the client so that the gateway never sees it.';
const NOTE = 'Text for people, at most 500 characters.';
const SENSITIVE = 'Whether tools should hide the value even from those who may use it.';
const VISIBILITY = 'Which repositories may use it.';
const SELECTED = 'Numbers (databaseId) of the repositories that may use it; only with visibility SELECTED.';
const EXPIRES = 'When it stops being given to workloads; in the future.';
const USE_POLICY =
  'Where the dispenser may send the value in a request. Without a policy it may be sent nowhere.';
const IDEMPOTENCY =
  'Your own key for this attempt, 16 to 128 visible ASCII characters: repeating the same key and input within 24 hours gives the first answer and changes nothing.';
const EXPECTED = 'Change only if the secret is at this version; otherwise STALE_VERSION.';
const EXPECTED_TIME = 'Change only if the secret was last changed at this time; otherwise STALE_VERSION.';

/** A value that the client sealed. */
@InputType('SealedValueInput', { description: 'A value in a libsodium sealed box (crypto_box_seal).' })
export class SealedValueInput {
  @Field(() => ID, { description: 'The keyId of the sealing key it is sealed to.' })
  keyId!: string;

  @Field({ description: 'The sealed box in base64.' })
  encryptedValue!: string;
}

/** createSecret. */
@InputType('CreateSecretInput', { description: 'A new secret.' })
export class CreateSecretInput {
  @Field(() => ID, { description: 'The organization it will belong to.' })
  organizationId!: string;

  @Field({ description: '1 to 255 characters; unique for its owner, case does not matter.' })
  name!: string;

  @Field(() => SecretType, {
    defaultValue: SecretType.KEY_VALUE,
    description: 'What kind of value it holds.',
  })
  type!: SecretType;

  @Field(() => SecretValueScalar, { nullable: true, description: VALUE })
  value?: Plaintext | null;

  @Field(() => SealedValueInput, { nullable: true, description: SEALED })
  sealedValue?: SealedValueInput | null;

  @Field(() => String, { nullable: true, description: NOTE })
  note?: string | null;

  @Field({ defaultValue: true, description: SENSITIVE })
  isSensitive!: boolean;

  @Field({ defaultValue: false, description: 'Whether the value is a file, given in base64.' })
  isFile!: boolean;

  @Field(() => SecretAccess, { defaultValue: SecretAccess.ORGANIZATION, description: 'Who it belongs to.' })
  access!: SecretAccess;

  @Field(() => ID, { nullable: true, description: 'The team that owns it; with access TEAM and only then.' })
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

/** updateSecret. */
@InputType('UpdateSecretInput', { description: 'Changes of a secret; what is left out stays.' })
export class UpdateSecretInput {
  @Field(() => ID, { description: 'The secret.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: EXPECTED })
  expectedVersion?: number | null;

  @Field(() => DateTime, { nullable: true, description: EXPECTED_TIME })
  expectedUpdatedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'A new name.' })
  name?: string | null;

  @Field(() => SecretValueScalar, {
    nullable: true,
    description: 'A new value. Only as a variable; at most one of value and sealedValue.',
  })
  value?: Plaintext | null;

  @Field(() => SealedValueInput, { nullable: true, description: SEALED })
  sealedValue?: SealedValueInput | null;

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

/** putSecret. */
@InputType('PutSecretInput', {
  description: 'A secret by name: created when there is none, changed when there is one.',
})
export class PutSecretInput {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field({ description: 'Its name; case does not matter.' })
  name!: string;

  @Field(() => SecretAccess, { defaultValue: SecretAccess.ORGANIZATION, description: 'Who it belongs to.' })
  access!: SecretAccess;

  @Field(() => ID, { nullable: true, description: 'The team that owns it; with access TEAM and only then.' })
  teamId?: string | null;

  @Field(() => SecretType, {
    nullable: true,
    description: 'What kind of value it holds; KEY_VALUE for a new one. Cannot change.',
  })
  type?: SecretType | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the value is a file; false for a new one. Cannot change.',
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

/** deleteSecret. */
@InputType('DeleteSecretInput', { description: 'Which secret to delete.' })
export class DeleteSecretInput {
  @Field(() => ID, { description: 'The secret.' })
  id!: string;
}
