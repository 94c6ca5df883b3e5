import type { Call } from '../route';

/** The path prefix that clients of GitHub Enterprise use. */
export const ENTERPRISE = '/api/v3';
const SECRETS = 'codespaces/secrets';

/** The first parts of all paths in GitHub's OpenAPI document. */
const FIRST_PARTS =
  'advisories agents app app-manifests applications apps assignments classrooms codes_of_conduct credentials emojis enterprises events feeds gists gitignore installation issues licenses markdown marketplace_listing meta networks notifications octocat organizations orgs rate_limit repos repositories search teams user users versions zen';

/** Where a client of GitHub may ask. */
export const GITHUB_PREFIXES = [
  ...FIRST_PARTS.split(' ').map((part) => `/${part}`),
  ENTERPRISE,
  '/api/graphql',
];

/** A path, and the same path below the prefix of GitHub Enterprise. */
export function withEnterprise(path: string): readonly [string, string] {
  return [path, `${ENTERPRISE}${path}`];
}

/** The paths of an organization's secrets: `/orgs/…` and the older `/organizations/…`, each with its prefixed form. */
export function secretPaths(rest = ''): readonly [string, ...string[]] {
  return [
    ...withEnterprise(`/orgs/:org/${SECRETS}${rest}`),
    ...withEnterprise(`/organizations/:org/${SECRETS}${rest}`),
  ];
}

/** The base of links to the API. A client that used the prefix gets links with the prefix. */
export function apiBase({ origin, url }: Pick<Call, 'origin' | 'url'>): string {
  return url === ENTERPRISE || url.startsWith(`${ENTERPRISE}/`) ? `${origin}${ENTERPRISE}` : origin;
}

const text = { type: 'string' };

/** The OpenAPI schemas of path parameters. */
export const orgPath = { type: 'object', properties: { org: text }, required: ['org'] };
export const secretPath = {
  type: 'object',
  properties: { org: text, secret_name: text },
  required: ['org', 'secret_name'],
};
export const repositoryPath = {
  type: 'object',
  properties: { org: text, secret_name: text, repository_id: { type: 'integer' } },
  required: ['org', 'secret_name', 'repository_id'],
};
