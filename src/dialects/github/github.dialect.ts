import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Dialect } from '../dialect';
import { githubFailed } from './github.error';
import { getOrganization, getRepository, getRepositoryByNumber } from './github-directory.route';
import { lookUpRepositories } from './github-graphql.route';
import { GITHUB_RULE } from './github-secret';
import { deleteSecret, getPublicKey, getSecret, listSecrets, putSecret } from './github-secret.route';
import { addRepository, listRepositories, removeRepository, setRepositories } from './github-selection.route';

/** GitHub's Codespaces secrets of an organization, with the lookups that its clients do before they write one. */
export const githubDialect: Dialect = {
  name: 'github',
  product: 'GitHub Codespaces organization secrets',
  rule: GITHUB_RULE,
  title: 'GitHub REST API: Codespaces organization secrets',
  description: 'Secrets of an organization, in the format of the GitHub REST API.',
  version: '1.1.4',
  routes: [
    listSecrets,
    getPublicKey,
    getSecret,
    putSecret,
    deleteSecret,
    listRepositories,
    setRepositories,
    addRepository,
    removeRepository,
    getOrganization,
    getRepository,
    getRepositoryByNumber,
    lookUpRepositories,
  ],
  prefixes: ['/orgs', '/organizations', '/repos', '/repositories', '/api/v3', '/api/graphql'],
  failed: githubFailed,
  headers: (permit) => ({ 'x-oauth-scopes': scopesOf(permit), 'x-accepted-oauth-scopes': 'admin:org' }),
};

/** Clients read the scopes to say what a token lacks. */
function scopesOf({ permissions }: Permit): string {
  return permissions.has(Permission.MANAGE_ORG_SECRETS) ? 'admin:org' : 'read:org';
}
