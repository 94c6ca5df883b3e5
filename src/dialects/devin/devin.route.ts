import { decodeCursor, encodeCursor } from '../../core/page';
import { Permission } from '../../core/permission';
import { SecretAccess } from '../../core/secret';
import { secretSortKey } from '../../services/secret.queries';
import { secretById } from '../lookup';
import type { Route } from '../route';
import { organizationById } from '../subject';
import { emptyToNull } from '../typed-client';
import { DEVIN_ERRORS, detailText } from './devin.error';
import { DEVIN_RULE, DEVIN_SECRET, DEVIN_TYPES, type DevinType, devinSecret } from './devin-secret';

const OLDEST_FIRST = { by: 'CREATED', descending: false } as const;

const organizationPath = {
  type: 'object',
  properties: { org_id: { type: 'string', title: 'Org Id', description: 'Organization id, org-…' } },
  required: ['org_id'],
};

/** Each route is served under the current version of the API and under the previous one. */
function under(path: string): readonly [string, string] {
  return [`/v3/organizations/:org_id/secrets${path}`, `/v3beta1/organizations/:org_id/secrets${path}`];
}

const shared = {
  permission: Permission.MANAGE_ORG_SECRETS,
  subject: organizationById('org_id'),
} as const;

interface CreateBody {
  readonly type: DevinType;
  readonly key: string;
  readonly is_sensitive: boolean;
  readonly note?: string | null;
}

export const createSecret: Route = {
  ...shared,
  method: 'POST',
  paths: under(''),
  operationId: 'handle_create_secret_v3_organizations__org_id__secrets_post',
  summary: 'Create a secret of the organization',
  path: organizationPath,
  body: {
    type: 'object',
    title: 'SecretCreateRequest',
    properties: {
      type: { type: 'string', enum: Object.keys(DEVIN_TYPES), title: 'Type' },
      key: { type: 'string', title: 'Key' },
      value: { type: 'string', title: 'Value' },
      is_sensitive: { type: 'boolean', default: true, title: 'Is Sensitive' },
      note: { type: ['string', 'null'], title: 'Note' },
    },
    required: ['type', 'key', 'value'],
  },
  prepare: (body) => emptyToNull(body, 'note'),
  valueField: 'value',
  fields: { name: 'body.key', value: 'body.value', note: 'body.note' },
  replies: {
    200: { description: 'Successful Response', ...DEVIN_SECRET },
    ...DEVIN_ERRORS,
    409: detailText('The key is taken'),
  },
  handler: async ({ permit, services, body, value }) => {
    const { type, key, is_sensitive, note } = body as unknown as CreateBody;
    const secret = await services.secrets.create(permit, {
      name: key,
      type: DEVIN_TYPES[type],
      isFile: false,
      access: SecretAccess.ORGANIZATION,
      value,
      isSensitive: is_sensitive,
      note,
    });
    return { status: 200, body: devinSecret(secret) };
  },
};

export const listSecrets: Route = {
  ...shared,
  method: 'GET',
  paths: under(''),
  operationId: 'handle_list_secrets_v3_organizations__org_id__secrets_get',
  summary: 'List the secrets of the organization',
  path: organizationPath,
  query: {
    type: 'object',
    properties: {
      after: { type: ['string', 'null'], title: 'After' },
      first: { type: 'integer', minimum: 1, maximum: 200, default: 100, title: 'First' },
    },
  },
  fields: { after: 'query.after' },
  replies: {
    200: {
      description: 'Successful Response',
      type: 'object',
      title: 'PaginatedResponse[SecretResponse]',
      properties: {
        items: { type: 'array', items: DEVIN_SECRET, title: 'Items' },
        end_cursor: { type: ['string', 'null'], title: 'End Cursor' },
        has_next_page: { type: 'boolean', default: false, title: 'Has Next Page' },
        total: { type: ['integer', 'null'], title: 'Total' },
      },
      required: ['items'],
    },
    ...DEVIN_ERRORS,
  },
  handler: async ({ permit, services, query }) => {
    const { first, after } = query as { first: number; after?: string };
    const { organizationId } = permit;
    const list = `devin:${organizationId}`;
    const request = {
      size: first,
      backward: false,
      after: after === undefined ? undefined : decodeCursor(list, after, 'after'),
      before: undefined,
    };
    const [pages, counts] = await Promise.all([
      services.secretQueries.pages([permit], DEVIN_RULE, OLDEST_FIRST, request),
      services.secretQueries.counts([permit], DEVIN_RULE),
    ]);
    const { rows = [], hasNextPage = false } = pages.get(organizationId) ?? {};
    const last = rows.at(-1);
    const end = hasNextPage && last ? encodeCursor(list, secretSortKey(last, OLDEST_FIRST)) : null;
    return {
      status: 200,
      body: {
        items: rows.map(devinSecret),
        end_cursor: end,
        has_next_page: hasNextPage,
        total: counts.get(organizationId) ?? 0,
      },
    };
  },
};

export const deleteSecret: Route = {
  ...shared,
  method: 'DELETE',
  paths: under('/:secret_id'),
  operationId: 'handle_delete_secret_v3_organizations__org_id__secrets__secret_id__delete',
  summary: 'Delete a secret of the organization',
  path: {
    type: 'object',
    properties: { ...organizationPath.properties, secret_id: { type: 'string', title: 'Secret Id' } },
    required: ['org_id', 'secret_id'],
  },
  replies: { 200: { description: 'Successful Response', ...DEVIN_SECRET }, ...DEVIN_ERRORS },
  handler: async (call) => {
    const { id } = await secretById(call, call.path.secret_id, DEVIN_RULE);
    return { status: 200, body: devinSecret(await call.services.secrets.delete(call.permit, id)) };
  },
};
