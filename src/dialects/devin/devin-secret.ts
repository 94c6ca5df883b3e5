import type { DialectRule } from '../../core/dialect';
import { NamePattern } from '../../core/name-pattern';
import { type Secret, SecretAccess, SecretType } from '../../core/secret';

/** Devin shows the organization's secrets and the caller's personal ones, under any name. */
export const DEVIN_RULE: DialectRule = {
  access: [SecretAccess.ORGANIZATION, SecretAccess.PERSONAL],
  namePattern: NamePattern.ANY,
};

/** Devin's names for the types of secrets. */
export const DEVIN_TYPES = {
  cookie: SecretType.COOKIE,
  'key-value': SecretType.KEY_VALUE,
  totp: SecretType.TOTP,
} as const;
export type DevinType = keyof typeof DEVIN_TYPES;

const TYPE_NAMES = new Map<SecretType, string>(
  Object.entries(DEVIN_TYPES).map(([name, type]) => [type, name]),
);

/** A secret in Devin's format. Times are whole seconds since 1970. */
export function devinSecret(secret: Secret): Record<string, unknown> {
  return {
    secret_id: secret.id,
    key: secret.name,
    note: secret.note,
    is_sensitive: secret.isSensitive,
    created_by: secret.createdBy,
    created_at: secondsOf(secret.createdAt),
    secret_type: TYPE_NAMES.get(secret.type),
    access_type: secret.access === SecretAccess.PERSONAL ? 'personal' : 'org',
    updated_at: secondsOf(secret.updatedAt),
    updated_by: secret.updatedBy,
  };
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** The OpenAPI schema of {@link devinSecret}. */
export const DEVIN_SECRET = {
  type: 'object',
  title: 'SecretResponse',
  properties: {
    secret_id: { type: 'string', title: 'Secret Id' },
    key: { type: ['string', 'null'], title: 'Key' },
    note: { type: ['string', 'null'], title: 'Note' },
    is_sensitive: { type: 'boolean', title: 'Is Sensitive' },
    created_by: { type: 'string', title: 'Created By' },
    created_at: { type: 'integer', title: 'Created At' },
    secret_type: { type: 'string', enum: Object.keys(DEVIN_TYPES), title: 'Secret Type' },
    access_type: { type: 'string', enum: ['org', 'personal'], title: 'Access Type' },
    updated_at: { type: ['integer', 'null'], title: 'Updated At' },
    updated_by: { type: ['string', 'null'], title: 'Updated By' },
  },
  required: [
    'secret_id',
    'key',
    'note',
    'is_sensitive',
    'created_by',
    'created_at',
    'secret_type',
    'access_type',
  ],
} as const;
