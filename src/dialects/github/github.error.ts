import type { Failure, VendorError } from '../dialect';
import { isInvalid, type Problem } from '../problem';

const DOCUMENTATION = 'https://docs.github.com/rest/codespaces/organization-secrets';
const BAD_BOX = 'Bad request - validation failed due to an improperly encrypted secret';

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Must have admin rights to the organization; to read, access to its secrets.',
  404: 'Not Found',
  409: 'The visibility of the secret is not set to selected.',
};
/** The fields that describe the sealed box. */
const BOX_FIELDS = ['encrypted_value', 'key_id'];

/** Errors are `{message, documentation_url, status}`. A 422 also names each field in `errors`. */
export function githubFailed(failure: Failure): VendorError {
  const { code, problems } = failure;
  const invalid = isInvalid(failure);
  const status = invalid ? 422 : failure.status;
  const body = {
    message: invalid ? messageOf(problems) : plainMessage(failure),
    ...(invalid && { errors: problems.map(errorOf) }),
    documentation_url: DOCUMENTATION,
    status: String(status),
  };
  // Clients read this header to say which scope is missing.
  const headers: Record<string, string> =
    code === 'FORBIDDEN' || code === 'NOT_FOUND' ? { 'x-accepted-oauth-scopes': 'admin:org' } : {};
  return { status, body, headers };
}

function plainMessage({ status, code, message }: Failure): string {
  return code === 'BAD_REQUEST' ? 'Problems parsing JSON' : (MESSAGES[status] ?? message);
}

/** GitHub's words for rules of the gateway. */
export function githubSentence({ rule, field }: Problem): string | undefined {
  if (rule === 'exclusive') return 'A new secret needs a sealed value and the id of its key.';
  if (rule === 'visibility') return 'Repositories are selected only with the visibility selected.';
  return rule === 'pattern' && field[0] === 'encrypted_value' ? 'Give a sealed box in base64.' : undefined;
}

/** Whether a field is missing, such as the value of a new secret. */
const isMissing = ({ rule }: Problem) => rule === 'required' || rule === 'exclusive';

function messageOf(problems: readonly Problem[]): string {
  const isBox = problems.some(
    (problem) => BOX_FIELDS.includes(String(problem.field[0])) && !isMissing(problem),
  );
  return isBox ? BAD_BOX : 'Validation Failed';
}

function errorOf(problem: Problem): Record<string, unknown> {
  const { part, field, message } = problem;
  return {
    resource: 'CodespacesSecret',
    field: field.join('.') || part,
    code: isMissing(problem) ? 'missing_field' : 'invalid',
    message,
  };
}

const TEXT = { type: 'string' } as const;

function basicError(description: string) {
  return {
    description,
    title: 'Basic Error',
    type: 'object',
    properties: { message: TEXT, documentation_url: TEXT, url: TEXT, status: TEXT },
  };
}

/** The OpenAPI schemas of the errors that every route can return. */
export const GITHUB_ERRORS = {
  401: basicError('Requires authentication'),
  403: basicError('Forbidden'),
  404: basicError('Resource not found'),
} as const;

/** The OpenAPI schema of the error for a secret without `visibility: selected`. */
export const NOT_SELECTED = {
  409: basicError('Conflict when visibility type is not set to selected'),
} as const;

/** The OpenAPI schema of the error for invalid fields. */
export const INVALID = {
  422: {
    description: 'Validation failed',
    title: 'Validation Error',
    type: 'object',
    properties: {
      message: TEXT,
      documentation_url: TEXT,
      status: TEXT,
      errors: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            resource: TEXT,
            field: TEXT,
            message: TEXT,
            code: TEXT,
            index: { type: 'integer' },
            value: { type: ['string', 'integer', 'array', 'null'], items: TEXT },
          },
          required: ['code'],
        },
      },
    },
    required: ['message', 'documentation_url'],
  },
} as const;
