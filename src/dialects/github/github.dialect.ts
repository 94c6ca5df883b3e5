import { Permission } from '../../core/permission';
import { type InstancePermit, Permit } from '../../core/policy';
import type { Dialect } from '../dialect';
import { githubFailed, githubSentence } from './github.error';
import { getOrganization, getRepository, getRepositoryByNumber } from './github-directory.route';
import { lookUp, lookUpOnLocalhost } from './github-graphql.route';
import { GITHUB_PREFIXES } from './github-path';
import { GITHUB_RULE } from './github-secret';
import { deleteSecret, getPublicKey, getSecret, listSecrets, putSecret } from './github-secret.route';
import { addRepository, listRepositories, removeRepository, setRepositories } from './github-selection.route';
import { getAuthenticatedUser, getEnterpriseRoot, getRateLimit, getRoot, getUser } from './github-self.route';

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
    lookUp,
    lookUpOnLocalhost,
    getRoot,
    getEnterpriseRoot,
    getAuthenticatedUser,
    getUser,
    getRateLimit,
  ],
  prefixes: GITHUB_PREFIXES,
  sentence: githubSentence,
  failed: githubFailed,
  headers: (permit) => ({ 'x-oauth-scopes': scopesOf(permit), 'x-accepted-oauth-scopes': 'admin:org' }),
};

/**
 * Clients read the scopes to say what a token lacks. Where no organization is named, it is the most that the token may do
 * in any; `repo` stands for the lookups of repositories there, and `gh auth login` takes no token without it.
 */
function scopesOf(permit: Permit | InstancePermit): string {
  if (permit instanceof Permit) return organizationScope(permit.permissions);
  const scopes = new Set(
    [...permit.principal.grants.values()].map((grant) => organizationScope(grant.permissions)),
  );
  if (scopes.size === 0) return '';
  return scopes.has('admin:org') ? 'admin:org, repo' : 'read:org, repo';
}

function organizationScope(permissions: ReadonlySet<Permission>): 'admin:org' | 'read:org' {
  return permissions.has(Permission.MANAGE_ORG_SECRETS) ? 'admin:org' : 'read:org';
}
