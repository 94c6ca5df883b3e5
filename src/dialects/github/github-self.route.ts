import { NotFound } from '../../core/errors';
import { Permission } from '../../core/permission';
import type { RateState } from '../../core/rate';
import type { JsonSchema, SelfCall, SelfRoute } from '../route';
import { organizationIdOfSlug } from '../subject';
import { GITHUB_ERRORS } from './github.error';
import { callerAccount, loginOf, organizationAccount } from './github-account';
import { apiBase, ENTERPRISE, withEnterprise } from './github-path';

const text = { type: 'string' } as const;
const integer = { type: 'integer' } as const;

/** What clients ask about the caller before they use the API. */
const reading = { method: 'GET', permission: Permission.VIEW_SELF } as const;

const rootReply = {
  200: { description: 'Response', title: 'Root', type: 'object', additionalProperties: text },
  ...GITHUB_ERRORS,
};

const root = {
  ...reading,
  operationId: 'meta/root',
  summary: 'List the addresses of the API; the headers have the scopes of the token',
  replies: rootReply,
  handler: async (call: SelfCall) => ({ status: 200, body: rootLinks(apiBase(call)) }),
} as const;

/** The root for clients of GitHub Enterprise. `gh` reads the scopes of a token from its headers. */
export const getEnterpriseRoot: SelfRoute = { ...root, isAlias: true, paths: [`${ENTERPRISE}/`, ENTERPRISE] };

/** The root of the host. Browsers get the playground there, so only clients of an API get this. */
export const getRoot: SelfRoute = { ...root, paths: ['/'], only: { accept: 'json' } };

/** The addresses, by GitHub's names. Most of them lead nowhere here. */
function rootLinks(api: string): Record<string, string> {
  const paths = {
    current_user_url: '/user',
    current_user_authorizations_html_url: '/settings/connections/applications{/client_id}',
    authorizations_url: '/authorizations',
    code_search_url: '/search/code?q={query}{&page,per_page,sort,order}',
    commit_search_url: '/search/commits?q={query}{&page,per_page,sort,order}',
    emails_url: '/user/emails',
    emojis_url: '/emojis',
    events_url: '/events',
    feeds_url: '/feeds',
    followers_url: '/user/followers',
    following_url: '/user/following{/target}',
    gists_url: '/gists{/gist_id}',
    issue_search_url: '/search/issues?q={query}{&page,per_page,sort,order}',
    issues_url: '/issues',
    keys_url: '/user/keys',
    label_search_url: '/search/labels?q={query}&repository_id={repository_id}{&page,per_page}',
    notifications_url: '/notifications',
    organization_url: '/orgs/{org}',
    organization_repositories_url: '/orgs/{org}/repos{?type,page,per_page,sort}',
    organization_teams_url: '/orgs/{org}/teams',
    public_gists_url: '/gists/public',
    rate_limit_url: '/rate_limit',
    repository_url: '/repos/{owner}/{repo}',
    repository_search_url: '/search/repositories?q={query}{&page,per_page,sort,order}',
    current_user_repositories_url: '/user/repos{?type,page,per_page,sort}',
    starred_url: '/user/starred{/owner}{/repo}',
    starred_gists_url: '/gists/starred',
    user_url: '/users/{user}',
    user_organizations_url: '/user/orgs',
    user_repositories_url: '/users/{user}/repos{?type,page,per_page,sort}',
    user_search_url: '/search/users?q={query}{&page,per_page,sort,order}',
  };
  return Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, `${api}${path}`]));
}

const account: JsonSchema = {
  description: 'Response',
  title: 'Public User',
  type: 'object',
  properties: { login: text, id: integer, type: text, name: { type: ['string', 'null'] } },
  required: ['login', 'id', 'type'],
  additionalProperties: true,
};

export const getAuthenticatedUser: SelfRoute = {
  ...reading,
  paths: withEnterprise('/user'),
  operationId: 'users/get-authenticated',
  summary: 'Get the caller',
  replies: { 200: account, ...GITHUB_ERRORS },
  handler: async (call) => ({ status: 200, body: callerAccount(call.permit.principal, call) }),
};

/** Terraform asks this of the owner it is configured with, to learn whether it is an organization. */
export const getUser: SelfRoute = {
  ...reading,
  paths: withEnterprise('/users/:username'),
  operationId: 'users/get-by-username',
  summary: 'Get an organization of the caller, or the caller, by login',
  path: { type: 'object', properties: { username: text }, required: ['username'] },
  replies: { 200: account, ...GITHUB_ERRORS },
  handler: async (call) => {
    const { principal } = call.permit;
    const login = String(call.path.username).toLowerCase();
    if (login === loginOf(principal)) return { status: 200, body: callerAccount(principal, call) };
    const organizationId = await organizationIdOfSlug(call.services, login);
    const permit = call.permitIn(Permission.VIEW_ORGANIZATION, organizationId);
    const [organization] = permit ? await call.services.directory.organizations([permit]) : [];
    if (organization === undefined) throw new NotFound();
    return { status: 200, body: organizationAccount(organization, call) };
  },
};

const rate = {
  title: 'Rate Limit',
  type: 'object',
  properties: { limit: integer, remaining: integer, reset: integer, used: integer },
  required: ['limit', 'remaining', 'reset', 'used'],
} as const;

export const getRateLimit: SelfRoute = {
  ...reading,
  paths: withEnterprise('/rate_limit'),
  operationId: 'rate-limit/get',
  summary: 'Get what the caller may still ask for',
  replies: {
    200: {
      description: 'Response',
      title: 'Rate Limit Overview',
      type: 'object',
      properties: {
        resources: {
          type: 'object',
          properties: { core: rate, search: rate, graphql: rate },
          required: ['core', 'search', 'graphql'],
        },
        rate,
      },
      required: ['resources', 'rate'],
    },
    ...GITHUB_ERRORS,
  },
  handler: async (call) => {
    const state = rateOf(await call.rates());
    // All resources are counted together.
    const resources = { core: state, search: state, graphql: state };
    return { status: 200, body: { resources, rate: state } };
  },
};

/** More than a caller can ask for. Clients read it into integers of 32 bits. */
const UNCOUNTED = 2 ** 31 - 1;

/** GitHub's numbers: requests, and seconds since 1970. A caller that is not counted has used nothing. */
function rateOf(state: RateState | undefined): Record<string, number> {
  const { points, left, end } = state ?? { points: UNCOUNTED, left: UNCOUNTED, end: new Date() };
  return {
    limit: points,
    remaining: left,
    reset: Math.ceil(end.getTime() / 1000),
    used: points - left,
  };
}
