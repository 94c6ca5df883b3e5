import { BadUserInput } from '../../core/errors';
import { NamePattern, requirePattern } from '../../core/name-pattern';
import { Permission } from '../../core/permission';
import { SecretAccess } from '../../core/secret';
import type { Route } from '../route';
import { organizationBySlug } from '../subject';
import { dropEmpty, joinLines } from '../typed-client';
import { GITHUB_ERRORS, INVALID } from './github.error';
import { linkHeader, pageQuery, pageRequestOf } from './github-page';
import { orgPath, secretPath, secretPaths } from './github-path';
import {
  GITHUB_RULE,
  GITHUB_SECRET,
  GITHUB_VISIBILITIES,
  type GithubVisibility,
  githubName,
  githubSecret,
  requestedSecret,
} from './github-secret';

const BY_NAME = { by: 'NAME', descending: false } as const;
/** GitHub's limit for an organization. It applies to secrets that are created through this dialect. */
const QUOTA = { max: 100, among: GITHUB_RULE } as const;
/** Characters of the longest sealed box in base64: a value of 48 KB, and 48 bytes that the box adds. */
const MAX_BOX_LENGTH = ((48 * 1024 + 48) / 3) * 4;
const BASE64 = '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$';

const reading = { permission: Permission.VIEW_SECRETS, subject: organizationBySlug('org') } as const;
const writing = { permission: Permission.MANAGE_ORG_SECRETS, subject: organizationBySlug('org') } as const;

export const listSecrets: Route = {
  ...reading,
  method: 'GET',
  paths: secretPaths(),
  operationId: 'codespaces/list-org-secrets',
  summary: 'List organization secrets',
  path: orgPath,
  query: pageQuery,
  replies: {
    200: {
      description: 'Response',
      type: 'object',
      properties: { total_count: { type: 'integer' }, secrets: { type: 'array', items: GITHUB_SECRET } },
      required: ['total_count', 'secrets'],
    },
    ...GITHUB_ERRORS,
    ...INVALID,
  },
  handler: async (call) => {
    const { permit, services } = call;
    const page = pageRequestOf(call);
    const filter = GITHUB_RULE;
    const [secrets, counts] = await Promise.all([
      services.secretQueries.slice(permit, filter, BY_NAME, page.offset, page.limit),
      services.secretQueries.counts([permit], filter),
    ]);
    const total = counts.get(permit.organizationId) ?? 0;
    return {
      status: 200,
      headers: linkHeader(call, page, total),
      body: { total_count: total, secrets: secrets.map((secret) => githubSecret(secret, call)) },
    };
  },
};

export const getPublicKey: Route = {
  ...reading,
  method: 'GET',
  paths: secretPaths('/public-key'),
  operationId: 'codespaces/get-org-public-key',
  summary: 'Get the public key that values are sealed to',
  path: orgPath,
  replies: {
    200: {
      description: 'Response',
      title: 'CodespacesPublicKey',
      type: 'object',
      properties: {
        key_id: { type: 'string' },
        key: { type: 'string' },
        id: { type: 'integer' },
        url: { type: 'string' },
        title: { type: 'string' },
        created_at: { type: 'string' },
      },
      required: ['key_id', 'key'],
    },
    ...GITHUB_ERRORS,
  },
  handler: async ({ services }) => {
    const { keyId, publicKey } = services.content.sealingKey;
    return { status: 200, body: { key_id: keyId, key: publicKey } };
  },
};

export const getSecret: Route = {
  ...reading,
  method: 'GET',
  paths: secretPaths('/:secret_name'),
  operationId: 'codespaces/get-org-secret',
  summary: 'Get an organization secret, without its value',
  path: secretPath,
  replies: { 200: { description: 'Response', ...GITHUB_SECRET }, ...GITHUB_ERRORS },
  handler: async (call) => ({ status: 200, body: githubSecret(await requestedSecret(call), call) }),
};

interface PutBody {
  readonly visibility: GithubVisibility;
  readonly encrypted_value?: string;
  readonly key_id?: string;
  readonly selected_repository_ids?: readonly number[];
}

export const putSecret: Route = {
  ...writing,
  method: 'PUT',
  paths: secretPaths('/:secret_name'),
  operationId: 'codespaces/create-or-update-org-secret',
  summary: 'Create or update an organization secret',
  path: secretPath,
  body: {
    type: 'object',
    properties: {
      encrypted_value: { type: 'string', maxLength: MAX_BOX_LENGTH, pattern: BASE64 },
      key_id: { type: 'string' },
      visibility: { type: 'string', enum: Object.keys(GITHUB_VISIBILITIES) },
      selected_repository_ids: { type: 'array', items: { type: 'integer' } },
    },
    required: ['visibility'],
  },
  // go-github cannot leave out the value and its key, and Ruby's Base64.encode64 writes lines.
  prepare: (body) => {
    joinLines(body, 'encrypted_value');
    dropEmpty(body, 'encrypted_value', 'key_id');
  },
  fields: {
    name: 'path.secret_name',
    value: 'body.encrypted_value',
    'sealedValue.encryptedValue': 'body.encrypted_value',
    'sealedValue.keyId': 'body.key_id',
    selectedRepositoryIds: 'body.selected_repository_ids',
  },
  replies: {
    201: {
      description: 'Response when creating a secret',
      title: 'Empty Object',
      type: 'object',
      properties: {},
      additionalProperties: false,
    },
    204: { description: 'Response when updating a secret', type: 'null' },
    ...GITHUB_ERRORS,
    ...INVALID,
  },
  handler: async ({ permit, services, path, body }) => {
    const given = body as unknown as PutBody;
    const name = requirePattern(String(path.secret_name), NamePattern.IDENTIFIER, 'name');
    const { created } = await services.secrets.put(permit, {
      name: githubName(name),
      access: SecretAccess.ORGANIZATION,
      sealedValue: sealedValueOf(given),
      visibility: GITHUB_VISIBILITIES[given.visibility],
      selectedRepositoryIds: selectionOf(given),
      quota: QUOTA,
    });
    return created ? { status: 201, body: {} } : { status: 204 };
  },
};

/** The selection of a request. An empty one beside another visibility says nothing. */
function selectionOf({ visibility, selected_repository_ids }: PutBody): readonly number[] | undefined {
  const isNothing = visibility !== 'selected' && selected_repository_ids?.length === 0;
  return isNothing ? undefined : selected_repository_ids;
}

/** The sealed value of a request. Without one, the request only changes the visibility, and a key id has no effect. */
function sealedValueOf({ encrypted_value, key_id }: PutBody) {
  if (encrypted_value === undefined) return undefined;
  if (key_id === undefined) {
    throw BadUserInput.at('body.key_id', 'required', 'Name the key that the value is sealed to.');
  }
  return { encryptedValue: encrypted_value, keyId: key_id };
}

export const deleteSecret: Route = {
  ...writing,
  method: 'DELETE',
  paths: secretPaths('/:secret_name'),
  operationId: 'codespaces/delete-org-secret',
  summary: 'Delete an organization secret',
  path: secretPath,
  replies: { 204: { description: 'Response', type: 'null' }, ...GITHUB_ERRORS },
  handler: async (call) => {
    const { id } = await requestedSecret(call);
    await call.services.secrets.delete(call.permit, id);
    return { status: 204 };
  },
};
