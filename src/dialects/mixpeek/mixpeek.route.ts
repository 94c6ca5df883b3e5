import type { DialectRule } from '../../core/dialect';
import { NamePattern, requirePattern, SEGMENT_LENGTH } from '../../core/name-pattern';
import type { SortKey } from '../../core/page';
import { Permission } from '../../core/permission';
import { SecretAccess, SecretType } from '../../core/secret';
import { secretSortKey } from '../../services/secret.queries';
import { secretByName } from '../lookup';
import type { Call, Route } from '../route';
import { homeOrganization } from '../subject';
import { errorReply, MIXPEEK_ERRORS } from './mixpeek.error';

/** Mixpeek shows the organization's secrets whose names fit into a path segment. */
export const MIXPEEK_RULE: DialectRule = {
  access: [SecretAccess.ORGANIZATION],
  namePattern: NamePattern.SEGMENT,
};

const PATH = '/v1/organizations/secrets';
const BY_NAME = { by: 'NAME', descending: false } as const;
/** Rows of one query. The list itself has no pages. */
const BATCH_SIZE = 1_000;

const value = { type: 'string', minLength: 1, title: 'Secret Value' };
const flag = { type: ['boolean', 'null'] };
const changedSecret = {
  type: 'object',
  title: 'SecretResponse',
  properties: {
    secret_name: { type: 'string', title: 'Secret Name' },
    created: { ...flag, title: 'Created' },
    updated: { ...flag, title: 'Updated' },
    deleted: { ...flag, title: 'Deleted' },
  },
  required: ['secret_name'],
};
const namePath = {
  type: 'object',
  properties: { secret_name: { type: 'string', title: 'Secret Name' } },
  required: ['secret_name'],
};
const writing = { permission: Permission.MANAGE_ORG_SECRETS, subject: homeOrganization } as const;

export const createSecret: Route = {
  ...writing,
  method: 'POST',
  paths: [PATH],
  operationId: 'create_secret_v1_organizations_secrets_post',
  summary: 'Create a secret',
  body: {
    type: 'object',
    title: 'CreateSecretRequest',
    properties: {
      secret_name: { type: 'string', minLength: 1, maxLength: SEGMENT_LENGTH, title: 'Secret Name' },
      secret_value: value,
    },
    required: ['secret_name', 'secret_value'],
  },
  valueField: 'secret_value',
  fields: { name: 'body.secret_name', value: 'body.secret_value' },
  replies: {
    201: { description: 'Successful Response', ...changedSecret },
    ...MIXPEEK_ERRORS,
    409: errorReply('The name is taken'),
  },
  handler: async ({ permit, services, body, value: given }) => {
    const secret = await services.secrets.create(permit, {
      name: requirePattern(String(body.secret_name), NamePattern.SEGMENT, 'name'),
      type: SecretType.KEY_VALUE,
      isFile: false,
      access: SecretAccess.ORGANIZATION,
      value: given,
    });
    return { status: 201, body: { secret_name: secret.name, created: true } };
  },
};

export const listSecrets: Route = {
  method: 'GET',
  paths: [PATH],
  operationId: 'list_secrets_v1_organizations_secrets_get',
  summary: 'List the names of all secrets',
  permission: Permission.VIEW_SECRETS,
  subject: homeOrganization,
  replies: {
    200: {
      description: 'Successful Response',
      type: 'object',
      properties: {
        secrets: { type: 'array', items: { type: 'string' }, title: 'Secrets' },
        count: { type: 'integer', title: 'Count' },
      },
      required: ['secrets', 'count'],
    },
    ...MIXPEEK_ERRORS,
  },
  handler: async (call) => {
    const names = await allNames(call);
    return { status: 200, body: { secrets: names, count: names.length } };
  },
};

export const updateSecret: Route = {
  ...writing,
  method: 'PUT',
  paths: [`${PATH}/:secret_name`],
  operationId: 'update_secret_v1_organizations_secrets__secret_name__put',
  summary: 'Give a secret a new value',
  path: namePath,
  body: {
    type: 'object',
    title: 'UpdateSecretRequest',
    properties: { secret_value: value },
    required: ['secret_value'],
  },
  valueField: 'secret_value',
  fields: { value: 'body.secret_value' },
  replies: { 200: { description: 'Successful Response', ...changedSecret }, ...MIXPEEK_ERRORS },
  handler: async (call) => {
    const { id, name } = await secretByName(call, call.path.secret_name, MIXPEEK_RULE);
    await call.services.secrets.update(call.permit, { id, value: call.value });
    return { status: 200, body: { secret_name: name, updated: true } };
  },
};

export const deleteSecret: Route = {
  ...writing,
  method: 'DELETE',
  paths: [`${PATH}/:secret_name`],
  operationId: 'delete_secret_v1_organizations_secrets__secret_name__delete',
  summary: 'Delete a secret',
  path: namePath,
  replies: { 200: { description: 'Successful Response', ...changedSecret }, ...MIXPEEK_ERRORS },
  handler: async (call) => {
    const { id, name } = await secretByName(call, call.path.secret_name, MIXPEEK_RULE);
    await call.services.secrets.delete(call.permit, id);
    return { status: 200, body: { secret_name: name, deleted: true } };
  },
};

async function allNames({ permit, services }: Call): Promise<readonly string[]> {
  const names: string[] = [];
  let after: SortKey | undefined;
  for (;;) {
    const request = { size: BATCH_SIZE, backward: false, after, before: undefined };
    const pages = await services.secretQueries.pages([permit], MIXPEEK_RULE, BY_NAME, request);
    const { rows = [], hasNextPage = false } = pages.get(permit.organizationId) ?? {};
    names.push(...rows.map(({ name }) => name));
    const last = rows.at(-1);
    if (!hasNextPage || last === undefined) return names;
    after = secretSortKey(last, BY_NAME);
  }
}
