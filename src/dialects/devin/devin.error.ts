import type { Failure, VendorError } from '../dialect';
import { DETAIL_SCHEMA, detailOf, isInvalid } from '../problem';

/** Errors are `{detail}`: a list of broken rules for 422, a sentence for everything else. */
export function devinFailed(failure: Failure): VendorError {
  const { status, code, message, problems } = failure;
  if (isInvalid(failure) || code === 'BAD_REQUEST') {
    return { status: 422, body: { detail: problems.map(detailOf) } };
  }
  return { status, body: { detail: message } };
}

/** OpenAPI of an error other than 422. */
export function sentence(description: string) {
  return { description, type: 'object', properties: { detail: { type: 'string' } }, required: ['detail'] };
}

/** OpenAPI of the replies that every route can have. */
export const DEVIN_ERRORS = {
  401: sentence('Not authenticated'),
  403: sentence('Forbidden'),
  404: sentence('Not found'),
  422: {
    description: 'Validation Error',
    title: 'HTTPValidationError',
    type: 'object',
    properties: { detail: DETAIL_SCHEMA },
  },
} as const;
