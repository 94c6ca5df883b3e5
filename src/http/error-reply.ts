import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  BadUserInput,
  Conflict,
  type ErrorCode,
  GatewayError,
  RateLimited,
  StaleVersion,
  type Violation,
} from '../core/errors';
import { type Log, type LogFields, reportIncident } from '../log';
import { REFUSALS, RequestRefused, refusalOf } from './refusal';
import type { RouteMethods } from './route-methods';
import { MalformedBody } from './strict-json';
import { UnknownPaths } from './unknown-paths';

const STATUSES: Readonly<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  STALE_VERSION: 409,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 400,
  RATE_LIMITED: 429,
  KEY_UNAVAILABLE: 422,
  UNAVAILABLE: 503,
};

/** Seconds after which a client may try again if the database was unavailable. */
const UNAVAILABLE_RETRY_SECONDS = 1;

/** The HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return STATUSES[code];
}

/** What a client gets to know about an error, before it takes the shape of an API. Contains no submitted text. */
export interface ErrorReply {
  readonly status: number;
  /** Lower-case header names. */
  readonly headers: Readonly<Record<string, string>>;
  /** An {@link ErrorCode}, a code of the transport, or `INTERNAL_SERVER_ERROR`. */
  readonly code: string;
  readonly message: string;
  /** Only for `INTERNAL_SERVER_ERROR`: the id of the incident in the log. */
  readonly incidentId?: string;
  /** Only for `BAD_USER_INPUT`. */
  readonly violations?: readonly Violation[];
  /** Only for `CONFLICT`: the input field in conflict. */
  readonly path?: string;
  /** Only for `STALE_VERSION`. */
  readonly currentVersion?: number;
  /** Only for `RATE_LIMITED`: as in `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** The headers of an error: the challenge of RFC 9110 §11.6.1 and `Retry-After` of §10.2.3. */
export function headersOf(error: GatewayError): Readonly<Record<string, string>> {
  if (error.code === 'UNAUTHENTICATED') return { 'www-authenticate': 'Bearer' };
  if (error instanceof RateLimited) return { 'retry-after': String(Math.max(1, error.retryAfterSeconds)) };
  if (error.code === 'UNAVAILABLE') return { 'retry-after': String(UNAVAILABLE_RETRY_SECONDS) };
  return {};
}

/**
 * Maps anything that was thrown to a reply. An error that is not ours is logged under an incident id, and the client gets only
 * that id.
 */
export function replyFor(error: unknown, log: Log, fields: LogFields = {}): ErrorReply {
  if (error instanceof GatewayError) {
    return {
      status: statusOf(error.code),
      headers: headersOf(error),
      code: error.code,
      message: error.message,
      ...detailOf(error),
    };
  }
  if (error instanceof MalformedBody) {
    return { status: 400, headers: {}, code: REFUSALS.badRequest.code, message: error.message };
  }
  const refusal = refusalOf(error);
  if (refusal !== undefined) {
    const allow = error instanceof RequestRefused ? error.allow : [];
    return { ...refusal, headers: allow.length > 0 ? { allow: allow.join(', ') } : {} };
  }
  const incidentId = reportIncident(log, error, fields);
  return {
    status: 500,
    headers: {},
    code: 'INTERNAL_SERVER_ERROR',
    message: 'Internal error.',
    incidentId,
  };
}

function detailOf(
  error: GatewayError,
): Pick<ErrorReply, 'violations' | 'path' | 'currentVersion' | 'retryAfterSeconds'> {
  if (error instanceof BadUserInput) return { violations: error.violations };
  if (error instanceof StaleVersion) return { currentVersion: error.currentVersion };
  if (error instanceof RateLimited) return { retryAfterSeconds: error.retryAfterSeconds };
  if (error instanceof Conflict && error.path !== undefined) return { path: error.path };
  return {};
}

/** Makes the body of an error in the shape of an API. */
export type ErrorShape = (reply: ErrorReply) => unknown;

/** The default body: a GraphQL response without data, so that a client can read every error in the same way. */
export function graphqlShape({ status, headers, code, message, ...detail }: ErrorReply): unknown {
  return { errors: [{ message, extensions: { code, ...detail } }] };
}

/**
 * An error handler for an instance or an encapsulated prefix.
 *
 * @param shape makes the body; a dialect passes its vendor's.
 */
export function errorHandler(log: Log, shape: ErrorShape = graphqlShape) {
  return (error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { requestId, address } = request.origin;
    return sendError(reply, replyFor(error, log, { requestId, address }), shape);
  };
}

/** Answers with an error in the given shape. */
export function sendError(reply: FastifyReply, error: ErrorReply, shape: ErrorShape): FastifyReply {
  return reply
    .code(error.status)
    .headers(error.headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(shape(error)));
}

/**
 * Answers every error and every unknown path with JSON, with 405 if the path has other methods. Unknown paths below a
 * prefix in `unknownPaths` have the format of that prefix. The body of a request without a route is not read.
 */
export function registerErrorReplies(app: FastifyInstance, log: Log, methods: RouteMethods): void {
  const unknownPaths = new UnknownPaths();
  app.decorate('unknownPaths', unknownPaths);
  const answer = errorHandler(log);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const own = request.is404 ? unknownPaths.answerOf(request.url) : undefined;
    return (own ?? answer)(error, request, reply);
  });
  app.addHook('preParsing', async (request) => {
    if (!request.is404) return;
    await request.meter?.requireAllowed();
    throw notFound(methods, request);
  });
}

/** The refusal of a request without a route: 405 if the path has other methods, otherwise 404. */
function notFound(
  methods: RouteMethods,
  { url, method }: Pick<FastifyRequest, 'url' | 'method'>,
): RequestRefused {
  const allow = methods.of(url);
  // A route that throws 404 itself has the method of the request.
  return allow.length > 0 && !allow.includes(method)
    ? new RequestRefused(REFUSALS.methodNotAllowed, allow)
    : new RequestRefused(REFUSALS.notFound);
}
