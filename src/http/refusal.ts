/** The answer to a request that is refused before it reaches a use case. The message is always the same. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The refusals of the transport. */
export const REFUSALS = {
  badRequest: { status: 400, code: 'BAD_REQUEST', message: 'The request is malformed.' },
  notFound: { status: 404, code: 'NOT_FOUND', message: 'Not found.' },
  methodNotAllowed: { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'This path has other methods.' },
  timeout: { status: 408, code: 'REQUEST_TIMEOUT', message: 'The request took too long to arrive.' },
  bodyTooLarge: { status: 413, code: 'BODY_TOO_LARGE', message: 'The body is too large.' },
  pathTooLong: { status: 414, code: 'PATH_TOO_LONG', message: 'A part of the path is too long.' },
  mediaType: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send a body as application/json in UTF-8.',
  },
  contentEncoding: {
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'Send the body without a content encoding.',
  },
  otherHost: {
    status: 421,
    code: 'MISDIRECTED_REQUEST',
    message:
      'The Host header names another machine. SECRETS_GATEWAY_HOST_NAMES permits further names on loopback.',
  },
  connections: {
    status: 429,
    code: 'RATE_LIMITED',
    message: 'This address has too many connections. SECRETS_GATEWAY_LIMIT_CONNECTIONS is the limit.',
  },
  headersTooLarge: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The headers are too many or too large.',
  },
} as const satisfies Record<string, Refusal>;

/** Carries a {@link Refusal} to the error handler. */
export class RequestRefused extends Error {
  /** @param allow the methods of the path, for 405. */
  constructor(
    readonly refusal: Refusal,
    readonly allow: readonly string[] = [],
  ) {
    super(refusal.message);
    this.name = 'RequestRefused';
  }
}

/** The refusals for errors of the framework, by its codes. */
const FRAMEWORK: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: REFUSALS.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: REFUSALS.mediaType,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: REFUSALS.badRequest,
  FST_ERR_BAD_URL: REFUSALS.badRequest,
  // A request with the method QUERY, which no route has.
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: REFUSALS.badRequest,
  FST_ERR_MAX_PARAM_LENGTH: REFUSALS.pathTooLong,
  FST_ERR_NOT_FOUND: REFUSALS.notFound,
  // The client disconnected while it sent the body.
  ECONNRESET: REFUSALS.badRequest,
};

/** The refusal for an error; undefined if the error is not about a malformed request. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RequestRefused) return error.refusal;
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && Object.hasOwn(FRAMEWORK, code) ? FRAMEWORK[code] : undefined;
}
