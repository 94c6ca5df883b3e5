import type { DialectRule } from '../../core/dialect';
import { NamePattern } from '../../core/name-pattern';
import { type Secret, SecretAccess, SecretVisibility } from '../../core/secret';
import { secretByName } from '../lookup';
import type { Call } from '../route';
import { apiBase } from './github-path';

/** GitHub shows the organization's secrets whose names are identifiers. */
export const GITHUB_RULE: DialectRule = {
  access: [SecretAccess.ORGANIZATION],
  namePattern: NamePattern.IDENTIFIER,
  shownName: githubName,
};

/** GitHub shows every name in upper case. */
export function githubName(name: string): string {
  return name.toUpperCase();
}

/** GitHub's names for visibilities. */
export const GITHUB_VISIBILITIES = {
  all: SecretVisibility.ALL,
  private: SecretVisibility.PRIVATE,
  selected: SecretVisibility.SELECTED,
} as const;
export type GithubVisibility = keyof typeof GITHUB_VISIBILITIES;

/** A secret in GitHub's format. */
export function githubSecret(secret: Secret, call: Call): Record<string, unknown> {
  const name = githubName(secret.name);
  const organization = String(call.path.org).toLowerCase();
  return {
    name,
    created_at: githubTime(secret.createdAt),
    updated_at: githubTime(secret.updatedAt),
    visibility: secret.visibility.toLowerCase(),
    ...(secret.visibility === SecretVisibility.SELECTED && {
      selected_repositories_url: `${apiBase(call)}/orgs/${organization}/codespaces/secrets/${name}/repositories`,
    }),
  };
}

/** The secret whose name is in the path. @throws NotFound */
export function requestedSecret(call: Call): Promise<Secret> {
  return secretByName(call, call.path.secret_name, GITHUB_RULE);
}

/** A time as ISO 8601 in whole seconds. */
export function githubTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The OpenAPI schema of {@link githubSecret}. */
export const GITHUB_SECRET = {
  title: 'Codespaces Secret',
  type: 'object',
  properties: {
    name: { type: 'string' },
    created_at: { type: 'string', format: 'date-time' },
    updated_at: { type: 'string', format: 'date-time' },
    visibility: { type: 'string', enum: Object.keys(GITHUB_VISIBILITIES) },
    selected_repositories_url: { type: 'string', format: 'uri' },
  },
  required: ['name', 'created_at', 'updated_at', 'visibility'],
} as const;
