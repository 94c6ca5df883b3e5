import type { Failure, VendorError } from '../dialect';
import { DETAIL_SCHEMA, detailOf, isInvalid, type Problem } from '../problem';

/** Errors are `{detail}`: a list of broken rules for 422, otherwise a sentence. */
export function devinFailed(failure: Failure): VendorError {
  const { status, code, message, problems } = failure;
  if (isInvalid(failure) || code === 'BAD_REQUEST') {
    return { status: 422, body: { detail: problems.map(detailOf) } };
  }
  return { status, body: { detail: DETAILS[code] ?? message } };
}

const DETAILS: Readonly<Record<string, string>> = {
  FORBIDDEN: 'This needs the permission ManageOrgSecrets.',
  CONFLICT: 'This key is taken.',
};

/** Devin's words for rules of the gateway. */
export function devinSentence({ rule, field, message }: Problem): string | undefined {
  if (rule === 'cursor') return 'This is not the end_cursor of a page of this list.';
  return field[0] === 'key' ? message.replaceAll(/\bname\b/g, 'key') : undefined;
}

/** The OpenAPI schema of an error other than 422. */
export function detailText(description: string) {
  return { description, type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] };
}

/** The OpenAPI schemas of the errors that every route can return. */
export const DEVIN_ERRORS = {
  401: detailText('Not authenticated'),
  403: detailText('Forbidden'),
  404: detailText('Not found'),
  422: {
    description: 'Validation Error',
    title: 'HTTPValidationError',
    type: 'object',
    properties: { detail: DETAIL_SCHEMA },
  },
} as const;
