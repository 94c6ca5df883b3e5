import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log';
import { graphqlShape, replyFor } from './error-reply';
import { requestIdOf } from './origin';
import { REFUSALS, type Refusal, RequestRefused } from './refusal';
import { SECURITY_HEADERS } from './security-headers';

/** What the options are made from; the configuration has both. */
export interface TransportLimits {
  /** Bytes. */
  readonly bodyLimit: number;
  /** Milliseconds in which a whole request must arrive. */
  readonly requestTimeoutMs: number;
}

/** Bytes of request line and headers together. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Headers of a request; Node silently drops the ones beyond 2,000, so that this must be far below. */
const MAX_HEADERS = 100;
const MAX_PARAMETER_LENGTH = 512;
/** Longer than the 60 s that load balancers commonly keep a connection, so that they are the ones to close it. */
const KEEP_ALIVE_MS = 72_000;

/** Options of the HTTP server: every wait and every size has a bound, and nothing of a request is logged. */
export function serverOptions(
  { bodyLimit, requestTimeoutMs }: TransportLimits,
  log: Log,
): FastifyHttpOptions<Server> {
  return {
    logger: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    // A client that sends or reads nothing for this long is cut off.
    connectionTimeout: 2 * requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(15_000, requestTimeoutMs),
      // How late the two timeouts above may be noticed.
      connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs),
      // Checked by us: Node's own reply would have neither a body nor the headers of ours.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    genReqId: requestIdOf,
    // By us: see refuseWhenClosing.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => answerUnroutable(error, request, reply, log),
  };
}

/** Refuses requests with too many headers, without a host (RFC 9112 §3.2), or of HTTP before 1.0. */
export function registerHeaderLimit(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.rawHeaders.length > 2 * MAX_HEADERS) return done(new RequestRefused(REFUSALS.headersTooLarge));
    const needsHost = raw.httpVersion !== '1.0';
    const isKnown = raw.httpVersionMajor >= 1 && !(needsHost && raw.headers.host === undefined);
    done(isKnown ? undefined : new RequestRefused(REFUSALS.badRequest));
  });
  // An expectation that is not known may be ignored (RFC 9110 §10.1.1); Node would answer in a form of its own.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** Answers what is not HTTP, too slow or too large for the parser; the connection is closed in each case. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(rawReply(brokenRefusal(error.code)));
  socket.destroySoon();
}

function brokenRefusal(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return REFUSALS.timeout;
  return code === 'HPE_HEADER_OVERFLOW' ? REFUSALS.headersTooLarge : REFUSALS.badRequest;
}

function rawReply(refusal: Refusal): string {
  const body = JSON.stringify(graphqlShape({ ...refusal, headers: {} }));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`;
}

/** The framework's own message quotes the path; this runs before any hook, so that the headers are set here. */
function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const answer = replyFor(error, log, { requestId: request.id });
  reply
    .code(answer.status)
    .headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(graphqlShape(answer)));
}
