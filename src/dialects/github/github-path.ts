import type { Call } from '../route';

/** The path prefix that clients of GitHub Enterprise use. */
const ENTERPRISE = '/api/v3';
const SECRETS = 'codespaces/secrets';

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
  return url.startsWith(`${ENTERPRISE}/`) ? `${origin}${ENTERPRISE}` : origin;
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
