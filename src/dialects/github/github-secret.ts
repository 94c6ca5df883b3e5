import { type DialectRule, representationIn } from '../../core/dialect';
import { NotFound } from '../../core/errors';
import { NameForm } from '../../core/name-form';
import { type Secret, SecretAccess, SecretVisibility } from '../../core/secret';
import type { Call } from '../route';
import { apiBase } from './github-path';

/** The organization's secrets whose names are identifiers. */
export const GITHUB_RULE: DialectRule = {
  access: [SecretAccess.ORGANIZATION],
  nameForm: NameForm.IDENTIFIER,
  shownName: githubName,
};

/** GitHub's names have one case. */
export function githubName(name: string): string {
  return name.toUpperCase();
}

/** GitHub's words for visibilities. */
export const GITHUB_VISIBILITIES = {
  all: SecretVisibility.ALL,
  private: SecretVisibility.PRIVATE,
  selected: SecretVisibility.SELECTED,
} as const;
export type GithubVisibility = keyof typeof GITHUB_VISIBILITIES;

/** A secret as GitHub shows it; times to the second. */
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

/** The organization's secret of the name in the path. @throws NotFound */
export async function foundSecret({ permit, services, path }: Call): Promise<Secret> {
  const secret = await services.secretQueries.findByName(permit, String(path.secret_name));
  if (secret === undefined || !representationIn(GITHUB_RULE, secret).representable) throw new NotFound();
  return secret;
}

/** ISO 8601 in whole seconds. */
export function githubTime(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** OpenAPI of {@link githubSecret}. */
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
