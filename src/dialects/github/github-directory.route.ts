import { NotFound } from '../../core/errors';
import { Permission } from '../../core/permission';
import type { Repository } from '../../core/repository';
import type { Answer, Call, Route } from '../route';
import { organizationBySlug, organizationOfRepository } from '../subject';
import { GITHUB_ERRORS, INVALID } from './github.error';
import { fullOrganization } from './github-account';
import { orgPath, withEnterprise } from './github-path';
import { fullRepository, MINIMAL_REPOSITORY } from './github-repository';

const repositoryReply = { 200: { description: 'Response', ...MINIMAL_REPOSITORY, title: 'Full Repository' } };

export const getOrganization: Route = {
  method: 'GET',
  paths: [...withEnterprise('/orgs/:org'), ...withEnterprise('/organizations/:org')],
  operationId: 'orgs/get',
  summary: 'Get an organization',
  permission: Permission.VIEW_ORGANIZATION,
  subject: organizationBySlug('org'),
  path: orgPath,
  replies: {
    200: {
      description: 'Response',
      title: 'Organization Full',
      type: 'object',
      properties: { id: { type: 'integer' }, login: { type: 'string' }, type: { type: 'string' } },
      required: ['id', 'login', 'type'],
      additionalProperties: true,
    },
    ...GITHUB_ERRORS,
  },
  handler: async (call) => {
    const [organization] = await call.services.directory.organizations([call.permit]);
    if (organization === undefined) throw new NotFound();
    return { status: 200, body: fullOrganization(organization, call) };
  },
};

export const getRepository: Route = {
  method: 'GET',
  paths: withEnterprise('/repos/:owner/:repo'),
  operationId: 'repos/get',
  summary: 'Get a repository',
  permission: Permission.VIEW_ORGANIZATION,
  subject: organizationBySlug('owner'),
  path: {
    type: 'object',
    properties: { owner: { type: 'string' }, repo: { type: 'string' } },
    required: ['owner', 'repo'],
  },
  replies: { ...repositoryReply, ...GITHUB_ERRORS },
  handler: async (call) =>
    answer(call, await call.services.repositoryQueries.findByName(call.permit, String(call.path.repo))),
};

export const getRepositoryByNumber: Route = {
  method: 'GET',
  paths: withEnterprise('/repositories/:repository_id'),
  operationId: 'repos/get-by-id',
  summary: 'Get a repository by its number',
  permission: Permission.VIEW_ORGANIZATION,
  subject: organizationOfRepository('repository_id'),
  path: {
    type: 'object',
    properties: { repository_id: { type: 'integer' } },
    required: ['repository_id'],
  },
  replies: { ...repositoryReply, ...GITHUB_ERRORS, ...INVALID },
  handler: async (call) =>
    answer(
      call,
      await call.services.repositoryQueries.findByNumber(call.permit, Number(call.path.repository_id)),
    ),
};

async function answer(call: Call, repository: Repository | undefined): Promise<Answer> {
  const [organization] = await call.services.directory.organizations([call.permit]);
  if (repository === undefined || organization === undefined) throw new NotFound();
  return { status: 200, body: fullRepository(repository, organization, call) };
}
