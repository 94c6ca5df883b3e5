import { NamePattern, patternRule } from '../../core/name-pattern';
import type { Failure, VendorError } from '../dialect';
import { detailOf, isInvalid, type Problem } from '../problem';

/**
 * Errors are `{errors: [{param, details}]}`. The vendor's command line shows only `detail`, so there is one as well: a list
 * for 422, otherwise a sentence.
 */
export function primeIntellectFailed(failure: Failure): VendorError {
  const { status, code, problems } = failure;
  const message = code === 'FORBIDDEN' ? FORBIDDEN : failure.message;
  if (isInvalid(failure) || code === 'BAD_REQUEST') {
    const errors = problems.map((problem) => ({
      param: problem.field.join('.') || problem.part,
      details: problem.message,
    }));
    return { status: 422, body: { errors, detail: problems.map(detailOf) } };
  }
  const param = problems[0]?.field.join('.') ?? PARAMS[status] ?? 'request';
  return { status, body: { errors: [{ param, details: message }], detail: message } };
}

const FORBIDDEN = 'You are not a member of this team, or may not do this with its secrets.';

/** The rule for names as a sentence. */
export function primeIntellectSentence({ rule, field }: Problem): string | undefined {
  return rule === 'pattern' && field[0] === 'name' ? patternRule(NamePattern.UPPER_IDENTIFIER) : undefined;
}

/** The `param` of an error that is not about a field. */
const PARAMS: Readonly<Record<number, string>> = { 401: 'Authorization' };

function errorReply(description: string) {
  return {
    description,
    title: 'ErrorResponse',
    type: 'object',
    properties: {
      errors: {
        type: 'array',
        title: 'Errors',
        items: {
          type: 'object',
          title: 'ErrorDetail',
          properties: {
            param: { type: 'string', title: 'Param' },
            details: { type: 'string', title: 'Details' },
          },
          required: ['param', 'details'],
        },
      },
      detail: {},
    },
    required: ['errors'],
  };
}

/** The OpenAPI schemas of the errors that every route can return. */
export const PRIME_INTELLECT_ERRORS = {
  401: errorReply('Authorization failed'),
  403: errorReply('Not allowed'),
  404: errorReply('Not found'),
  422: errorReply('Invalid request data'),
} as const;

/** The OpenAPI schema of the error for a name that is taken. */
export const NAME_TAKEN = { 409: errorReply('The name is taken') } as const;
