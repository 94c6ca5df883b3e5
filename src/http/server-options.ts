import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackHost } from '../core/address-range';
import type { Log } from '../log';
import { graphqlShape, replyFor } from './error-reply';
import { requestIdOf } from './origin';
import { belowPublicUrl } from './public-url';
import { rawReply } from './raw-reply';
import { REFUSALS, type Refusal, RequestRefused } from './refusal';
import { SECURITY_HEADERS } from './security-headers';

/** The limits of the transport, from the configuration. */
export interface TransportLimits {
  /** The largest body in bytes. */
  readonly bodyLimit: number;
  /** The largest body in bytes of a request without a credential. */
  readonly anonymousBodyLimit: number;
  /** How many connections one block of addresses may have open. */
  readonly maxConnections: number;
  /** Milliseconds within which a whole request must arrive. */
  readonly requestTimeoutMs: number;
  /** Where clients reach the process, without a slash at its end. Its path may be in front of the paths of requests. */
  readonly publicUrl?: string | undefined;
}

/** The names under which requests are answered. */
export interface ServedNames {
  /** The address that the process listens on. On loopback, requests must name loopback or one of `hostNames`. */
  readonly host: string;
  /** Further names, in lower case, without ports. */
  readonly hostNames: readonly string[];
}

/** The most bytes of request line and headers together. */
const MAX_HEADER_BYTES = 16 * 1024;
/** The most headers of a request. Node silently drops those beyond 2,000, so the limit must be far below. */
const MAX_HEADERS = 100;
const MAX_PARAMETER_LENGTH = 512;
/** Longer than the 60 s for which load balancers commonly keep a connection, so that they close it and not we. */
const KEEP_ALIVE_MS = 72_000;

/** Options of the HTTP server. Every wait and every size has a limit, and the framework logs nothing. */
export function serverOptions(
  { bodyLimit, requestTimeoutMs, publicUrl }: TransportLimits,
  log: Log,
): FastifyHttpOptions<Server> {
  return {
    logger: false,
    bodyLimit,
    requestTimeout: requestTimeoutMs,
    // A client that sends or reads nothing for this long is disconnected.
    connectionTimeout: 2 * requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(15_000, requestTimeoutMs),
      // How late the two timeouts above may be detected.
      connectionsCheckingInterval: Math.min(5_000, requestTimeoutMs),
      // We check it ourselves: Node's own reply would have neither a body nor our headers.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    genReqId: requestIdOf,
    ...(publicUrl !== undefined && { rewriteUrl: belowPublicUrl(publicUrl) }),
    // We do this ourselves: see refuseWhenClosing.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => answerUnroutable(error, request, reply, log),
  };
}

/**
 * Refuses requests with too many headers, without a host or with several (RFC 9112 §3.2), or with HTTP below 1.0. On
 * loopback it also refuses names of other machines: a page whose name an attacker points at 127.0.0.1 (DNS rebinding)
 * would otherwise be of the same origin as the process.
 */
export function registerHeaderLimit(
  app: FastifyInstance,
  { host, hostNames, publicUrl }: ServedNames & Pick<TransportLimits, 'publicUrl'>,
): void {
  const publicNames = publicUrl === undefined ? [] : [new URL(publicUrl).hostname];
  const names = isLoopbackHost(host) ? new Set([...hostNames, ...publicNames]) : undefined;
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.rawHeaders.length > 2 * MAX_HEADERS) return done(new RequestRefused(REFUSALS.headersTooLarge));
    const hosts = raw.rawHeaders.filter((each, at) => at % 2 === 0 && each.toLowerCase() === 'host').length;
    const isHttp = raw.httpVersionMajor >= 1 && (hosts === 1 || (hosts === 0 && raw.httpVersion === '1.0'));
    if (!isHttp) return done(new RequestRefused(REFUSALS.badRequest));
    const isServed = names === undefined || hosts === 0 || isServedName(raw.headers.host ?? '', names);
    done(isServed ? undefined : new RequestRefused(REFUSALS.otherHost));
  });
  // An unknown expectation may be ignored (RFC 9110 §10.1.1). Node would send a reply of its own.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
}

/** @param header the text of a Host header, with or without a port. */
function isServedName(header: string, names: ReadonlySet<string>): boolean {
  const name = header.toLowerCase().replace(/:\d{0,5}$/, '');
  return isLoopbackHost(name) || names.has(name);
}

/** Answers a request that is not HTTP, too slow, or too large for the parser, and closes the connection. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(rawReply(brokenRefusal(error.code)));
  socket.destroySoon();
}

function brokenRefusal(code: string | undefined): Refusal {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return REFUSALS.timeout;
  return code === 'HPE_HEADER_OVERFLOW' ? REFUSALS.headersTooLarge : REFUSALS.badRequest;
}

/**
 * Answers a path that the router refuses. The framework's own message would quote it. No hook has run, so the headers
 * are set here.
 */
function answerUnroutable(error: Error, request: FastifyRequest, reply: FastifyReply, log: Log): void {
  const answer = replyFor(error, log, { requestId: request.id });
  reply
    .code(answer.status)
    .headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(graphqlShape(answer)));
}
