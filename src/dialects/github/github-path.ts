import type { Call } from '../route';

/** Where GitHub Enterprise clients find everything. */
const ENTERPRISE = '/api/v3';
const SECRETS = 'codespaces/secrets';

/** A path at the root, and below the prefix of GitHub Enterprise. */
export function everywhere(path: string): readonly [string, string] {
  return [path, `${ENTERPRISE}${path}`];
}

/** Paths of an organization's secrets: `/orgs/…`, the older `/organizations/…`, and both below the prefix. */
export function secretPaths(rest = ''): readonly [string, ...string[]] {
  return [
    ...everywhere(`/orgs/:org/${SECRETS}${rest}`),
    ...everywhere(`/organizations/:org/${SECRETS}${rest}`),
  ];
}

/** The beginning of links to the API, as the client reached it. */
export function apiBase({ origin, url }: Pick<Call, 'origin' | 'url'>): string {
  return url.startsWith(`${ENTERPRISE}/`) ? `${origin}${ENTERPRISE}` : origin;
}

const text = { type: 'string' };

/** OpenAPI of the parts of paths. */
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
