import { NAME_LENGTH } from '../../core/name';
import { Permission } from '../../core/permission';
import { Plaintext } from '../../core/plaintext';
import { NOTE_LENGTH, SecretType } from '../../core/secret';
import type { Route } from '../route';
import { homeOrganization } from '../subject';
import { dropEmpty, emptyToNull, joinLines } from '../typed-client';
import { NAME_TAKEN, PRIME_INTELLECT_ERRORS } from './prime-intellect.error';
import { ownerOf, requestedSecret, secretsOf } from './prime-intellect-owner';
import { MANY_SECRETS, ONE_SECRET, primeIntellectSecret } from './prime-intellect-secret';

const LIST = ['/api/v1/secrets/', '/api/v1/secrets'] as const;
const ONE = ['/api/v1/secrets/:secret_id', '/api/v1/secrets/:secret_id/'] as const;
const NEWEST_FIRST = { by: 'CREATED', descending: true } as const;
const STATUS = 'success';
const PAGE = { default: 100, max: 1000 } as const;

const teamQuery = { teamId: { type: ['string', 'null'], title: 'Teamid' } } as const;
const NAME = {
  minLength: NAME_LENGTH.min,
  maxLength: NAME_LENGTH.max,
  pattern: '^[A-Z][A-Z0-9_]*$',
  title: 'Name',
};
const VALUE = { minLength: 1, title: 'Value' };
const description = { type: ['string', 'null'], maxLength: NOTE_LENGTH.max, title: 'Description' } as const;
const secretPath = {
  type: 'object',
  properties: { secret_id: { type: 'string', title: 'Secret Id' } },
  required: ['secret_id'],
};

const reading = { permission: Permission.VIEW_SECRETS, subject: homeOrganization } as const;
/** The least permission for a write. The service requires more for a secret of a team. */
const writing = { permission: Permission.MANAGE_OWN_SECRETS, subject: homeOrganization } as const;

export const listSecrets: Route = {
  ...reading,
  method: 'GET',
  paths: LIST,
  operationId: 'list_secrets_api_v1_secrets__get',
  summary: 'List the secrets of a team or of the caller',
  query: {
    type: 'object',
    properties: {
      ...teamQuery,
      offset: { type: 'integer', minimum: 0, default: 0, title: 'Offset' },
      limit: { type: 'integer', minimum: 1, maximum: PAGE.max, default: PAGE.default, title: 'Limit' },
    },
  },
  replies: { 200: MANY_SECRETS, ...PRIME_INTELLECT_ERRORS },
  handler: async (call) => {
    const { permit, services, query } = call;
    const { teamId, offset, limit } = query as { teamId?: string; offset: number; limit: number };
    const filter = secretsOf(await ownerOf(call, teamId));
    const [secrets, counts] = await Promise.all([
      services.secretQueries.slice(permit, filter, NEWEST_FIRST, offset, limit),
      services.secretQueries.counts([permit], filter),
    ]);
    const total = counts.get(permit.organizationId) ?? 0;
    const data = secrets.map(primeIntellectSecret);
    return { status: 200, body: { data, total_count: total, offset, limit, status: STATUS } };
  },
};

interface CreateBody {
  readonly name: string;
  readonly description?: string | null;
  readonly teamId?: string | null;
  readonly isFile: boolean;
}

export const createSecret: Route = {
  ...writing,
  method: 'POST',
  paths: LIST,
  operationId: 'create_secret_api_v1_secrets__post',
  summary: 'Create a secret of a team or of the caller',
  body: {
    type: 'object',
    title: 'SecretCreateRequest',
    properties: {
      name: { type: 'string', ...NAME },
      value: { type: 'string', ...VALUE },
      description,
      teamId: { type: ['string', 'null'], title: 'Teamid' },
      isFile: { type: 'boolean', default: false, title: 'Isfile' },
    },
    required: ['name', 'value'],
  },
  prepare: (body) => {
    dropEmpty(body, 'teamId');
    emptyToNull(body, 'description');
    // `base64` of the shell and of many libraries breaks a file into lines.
    if (body.isFile === true) joinLines(body, 'value');
  },
  valueField: 'value',
  fields: { name: 'body.name', value: 'body.value', note: 'body.description', teamId: 'body.teamId' },
  replies: { 200: ONE_SECRET, ...PRIME_INTELLECT_ERRORS, ...NAME_TAKEN },
  handler: async (call) => {
    const { permit, services, body, value } = call;
    const given = body as unknown as CreateBody;
    const owner = await ownerOf(call, given.teamId);
    const secret = await services.secrets.create(permit, {
      ...owner,
      name: given.name,
      type: SecretType.KEY_VALUE,
      isFile: given.isFile,
      value,
      note: given.description,
    });
    return { status: 200, body: { data: primeIntellectSecret(secret), status: STATUS } };
  },
};

export const getSecret: Route = {
  ...reading,
  method: 'GET',
  paths: ONE,
  operationId: 'get_secret_api_v1_secrets__secret_id__get',
  summary: 'Get a secret, without its value',
  path: secretPath,
  query: { type: 'object', properties: teamQuery },
  replies: { 200: ONE_SECRET, ...PRIME_INTELLECT_ERRORS },
  handler: async (call) => {
    const data = primeIntellectSecret(await requestedSecret(call));
    return { status: 200, body: { data, status: STATUS } };
  },
};

export const updateSecret: Route = {
  ...writing,
  method: 'PATCH',
  paths: ONE,
  operationId: 'update_secret_api_v1_secrets__secret_id__patch',
  summary: 'Update a secret; fields that are left out stay as they are',
  path: secretPath,
  query: { type: 'object', properties: teamQuery },
  body: {
    type: 'object',
    title: 'SecretUpdateRequest',
    properties: {
      name: { type: ['string', 'null'], ...NAME },
      value: { type: ['string', 'null'], ...VALUE },
      description,
    },
  },
  prepare: (body) => emptyToNull(body, 'description'),
  valueField: 'value',
  fields: { name: 'body.name', value: 'body.value', note: 'body.description' },
  replies: { 200: ONE_SECRET, ...PRIME_INTELLECT_ERRORS, ...NAME_TAKEN },
  handler: async (call) => {
    const { permit, services, body } = call;
    const { name, description: note } = body as { name?: string | null; description?: string | null };
    const found = await requestedSecret(call);
    const value = call.value && found.isFile ? Plaintext.joinLines(call.value) : call.value;
    const changes = { name: name ?? undefined, value, note };
    // A request without changes must not move the time of the last change.
    const isChange = Object.values(changes).some((each) => each !== undefined);
    const secret = isChange ? await services.secrets.update(permit, { id: found.id, ...changes }) : found;
    return { status: 200, body: { data: primeIntellectSecret(secret), status: STATUS } };
  },
};

export const deleteSecret: Route = {
  ...writing,
  method: 'DELETE',
  paths: ONE,
  operationId: 'delete_secret_api_v1_secrets__secret_id__delete',
  summary: 'Delete a secret',
  path: secretPath,
  query: { type: 'object', properties: teamQuery },
  replies: { 200: ONE_SECRET, ...PRIME_INTELLECT_ERRORS },
  handler: async (call) => {
    const { id } = await requestedSecret(call);
    const deleted = await call.services.secrets.delete(call.permit, id);
    return { status: 200, body: { data: primeIntellectSecret(deleted), status: STATUS } };
  },
};
