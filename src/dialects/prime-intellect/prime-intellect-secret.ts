import type { Secret } from '../../core/secret';

/** A secret in the format of Prime Intellect. Times are ISO 8601. */
export function primeIntellectSecret(secret: Secret): Record<string, unknown> {
  return {
    id: secret.id,
    name: secret.name,
    description: secret.note,
    isFile: secret.isFile,
    userId: secret.ownerId,
    teamId: secret.teamId,
    createdAt: secret.createdAt.toISOString(),
    updatedAt: secret.updatedAt.toISOString(),
  };
}

/** The OpenAPI schema of {@link primeIntellectSecret}. */
const PRIME_INTELLECT_SECRET = {
  type: 'object',
  title: 'SecretResponse',
  properties: {
    id: { type: 'string', title: 'Id' },
    name: { type: 'string', title: 'Name' },
    description: { type: ['string', 'null'], title: 'Description' },
    isFile: { type: 'boolean', default: false, title: 'Isfile' },
    userId: { type: ['string', 'null'], title: 'Userid' },
    teamId: { type: ['string', 'null'], title: 'Teamid' },
    createdAt: { type: 'string', format: 'date-time', title: 'Createdat' },
    updatedAt: { type: 'string', format: 'date-time', title: 'Updatedat' },
  },
  required: ['id', 'name', 'createdAt', 'updatedAt'],
} as const;

const STATUS = { type: ['string', 'null'], title: 'Status' } as const;

/** The OpenAPI schema of a response with one secret. */
export const ONE_SECRET = {
  description: 'Successful Response',
  type: 'object',
  title: 'GenericResponse[SecretResponse]',
  properties: {
    data: { ...PRIME_INTELLECT_SECRET, type: ['object', 'null'] },
    status: STATUS,
  },
} as const;

/** The OpenAPI schema of a response with a page of secrets. */
export const MANY_SECRETS = {
  description: 'Successful Response',
  type: 'object',
  properties: {
    data: { type: 'array', items: PRIME_INTELLECT_SECRET, title: 'Data' },
    total_count: { type: 'integer', title: 'Total Count' },
    offset: { type: 'integer', title: 'Offset' },
    limit: { type: 'integer', title: 'Limit' },
    status: STATUS,
  },
  required: ['data', 'total_count', 'offset', 'limit'],
} as const;
