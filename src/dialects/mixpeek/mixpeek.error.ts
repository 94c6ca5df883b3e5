import type { Failure, VendorError } from '../dialect';
import { DETAIL_SCHEMA, detailOf, isInvalid, summaryOf } from '../problem';

const TYPES: Readonly<Record<number, string>> = {
  400: 'BadRequestError',
  401: 'UnauthorizedError',
  403: 'ForbiddenError',
  404: 'NotFoundError',
  409: 'AlreadyExistsError',
  422: 'ValidationError',
  429: 'TooManyRequestsError',
  500: 'InternalServerError',
};

const MESSAGES: Readonly<Record<string, string>> = {
  FORBIDDEN: 'Insufficient permissions: changing secrets needs ADMIN permission.',
};

/** Errors are `{success, status, error}`. A 422 also has the `detail` list of the vendor's OpenAPI document. */
export function mixpeekFailed(failure: Failure): VendorError {
  const { problems, incidentId } = failure;
  const invalid = isInvalid(failure);
  const status = invalid ? 422 : failure.status;
  const error = {
    message: invalid ? summaryOf(problems) : (MESSAGES[failure.code] ?? failure.message),
    type: TYPES[status] ?? (status < 500 ? 'BadRequestError' : 'InternalServerError'),
    ...(incidentId && { details: { incident_id: incidentId } }),
  };
  const body = { success: false, status, error };
  return { status, body: invalid ? { ...body, detail: problems.map(detailOf) } : body };
}

/** The OpenAPI schema of an error. */
export function errorReply(description: string, moreFields: Readonly<Record<string, unknown>> = {}) {
  return {
    description,
    title: 'ErrorResponse',
    type: 'object',
    properties: {
      success: { type: 'boolean', default: false, title: 'Success' },
      status: { type: 'integer', title: 'Status' },
      error: {
        type: 'object',
        title: 'ErrorDetail',
        properties: {
          message: { type: 'string', title: 'Message' },
          type: { type: 'string', title: 'Type' },
          code: { type: ['string', 'null'], title: 'Code' },
          details: { type: ['object', 'null'], additionalProperties: true, title: 'Details' },
        },
        required: ['message', 'type'],
      },
      ...moreFields,
    },
    required: ['status', 'error'],
  };
}

/** The OpenAPI schemas of the errors that every route can return. */
export const MIXPEEK_ERRORS = {
  400: errorReply('Bad Request'),
  401: errorReply('Unauthorized'),
  403: errorReply('Forbidden'),
  404: errorReply('Not Found'),
  422: errorReply('Validation Error', { detail: DETAIL_SCHEMA }),
  500: errorReply('Internal Server Error'),
} as const;
