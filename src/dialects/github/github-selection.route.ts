import type { Organization } from '../../core/organization';
import { Permission } from '../../core/permission';
import { SecretVisibility } from '../../core/secret';
import type { Call, Route } from '../route';
import { organizationBySlug } from '../subject';
import { GITHUB_ERRORS, INVALID, NOT_SELECTED } from './github.error';
import { linkHeader, pageQuery, pageRequestOf } from './github-page';
import { repositoryPath, secretPath, secretPaths } from './github-path';
import { MINIMAL_REPOSITORY, minimalRepository } from './github-repository';
import { requestedSecret } from './github-secret';

const changed = { 204: { description: 'Response', type: 'null' } } as const;
const writing = { permission: Permission.MANAGE_ORG_SECRETS, subject: organizationBySlug('org') } as const;

export const listRepositories: Route = {
  method: 'GET',
  paths: secretPaths('/:secret_name/repositories'),
  operationId: 'codespaces/list-selected-repos-for-org-secret',
  summary: 'List selected repositories of an organization secret',
  permission: Permission.VIEW_SECRETS,
  subject: organizationBySlug('org'),
  path: secretPath,
  query: pageQuery,
  replies: {
    200: {
      description: 'Response',
      type: 'object',
      properties: {
        total_count: { type: 'integer' },
        repositories: { type: 'array', items: MINIMAL_REPOSITORY },
      },
      required: ['total_count', 'repositories'],
    },
    ...GITHUB_ERRORS,
    ...INVALID,
  },
  handler: async (call) => {
    const { permit, services } = call;
    const secret = await requestedSecret(call);
    if (secret.visibility !== SecretVisibility.SELECTED) {
      return { status: 200, body: { total_count: 0, repositories: [] } };
    }
    const page = pageRequestOf(call);
    const [repositories, counts, [organization]] = await Promise.all([
      services.repositoryQueries.selectedSlice(secret, page.offset, page.limit),
      services.repositoryQueries.selectedCounts([secret]),
      services.directory.organizations([permit]),
    ]);
    const total = counts.get(secret.id) ?? 0;
    const shown = repositories.map((each) => minimalRepository(each, organization as Organization, call));
    return {
      status: 200,
      headers: linkHeader(call, page, total),
      body: { total_count: total, repositories: shown },
    };
  },
};

export const setRepositories: Route = {
  ...writing,
  method: 'PUT',
  paths: secretPaths('/:secret_name/repositories'),
  operationId: 'codespaces/set-selected-repos-for-org-secret',
  summary: 'Set selected repositories of an organization secret',
  path: secretPath,
  body: {
    type: 'object',
    properties: { selected_repository_ids: { type: 'array', items: { type: 'integer' } } },
    required: ['selected_repository_ids'],
  },
  fields: { selectedRepositoryIds: 'body.selected_repository_ids' },
  replies: { ...changed, ...GITHUB_ERRORS, ...NOT_SELECTED, ...INVALID },
  handler: async (call) => {
    const { selected_repository_ids } = call.body as { selected_repository_ids: number[] };
    const { id } = await requestedSecret(call);
    await call.services.secretSelections.set(call.permit, id, selected_repository_ids);
    return { status: 204 };
  },
};

export const addRepository: Route = {
  ...writing,
  method: 'PUT',
  paths: secretPaths('/:secret_name/repositories/:repository_id'),
  operationId: 'codespaces/add-selected-repo-to-org-secret',
  summary: 'Add a selected repository to an organization secret',
  path: repositoryPath,
  replies: { ...changed, ...GITHUB_ERRORS, ...NOT_SELECTED, ...INVALID },
  handler: async (call) => {
    const { id } = await requestedSecret(call);
    await call.services.secretSelections.add(call.permit, id, numberOf(call));
    return { status: 204 };
  },
};

export const removeRepository: Route = {
  ...writing,
  method: 'DELETE',
  paths: secretPaths('/:secret_name/repositories/:repository_id'),
  operationId: 'codespaces/remove-selected-repo-from-org-secret',
  summary: 'Remove a selected repository from an organization secret',
  path: repositoryPath,
  replies: { ...changed, ...GITHUB_ERRORS, ...NOT_SELECTED, ...INVALID },
  handler: async (call) => {
    const { id } = await requestedSecret(call);
    await call.services.secretSelections.remove(call.permit, id, numberOf(call));
    return { status: 204 };
  },
};

function numberOf({ path }: Call): number {
  return path.repository_id as number;
}
