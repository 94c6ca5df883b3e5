import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { InjectionError } from '../../../src/dispenser/upstream/injection.error';
import {
  UPSTREAM_LIMITS,
  Upstream,
  type UpstreamOptions,
  type UpstreamRequest,
} from '../../../src/dispenser/upstream/upstream-client';
import type { TestCertificate } from './certificate.fixture';

/** A request as an upstream server got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A server on the loopback interface that keeps what it gets. */
export interface TestUpstream {
  readonly port: number;
  /** `127.0.0.1:port`, as policies and URLs name it. */
  readonly host: string;
  readonly received: Received[];
  /** Connections, also those over which no request came. */
  connections(): number;
  /** What the next requests are answered with. */
  answer: (request: Received, response: ServerResponse) => void;
}

const started: { server: Server; sockets: Set<Socket> }[] = [];

/** Starts an HTTP server, or HTTPS with a certificate. {@link stopUpstreams} ends it. */
export async function startUpstream(certificate?: TestCertificate): Promise<TestUpstream> {
  const received: Received[] = [];
  const listener: RequestListener = (request, response) => {
    void readBody(request).then((body) => {
      const { method = '', url = '', headers, rawHeaders } = request;
      const seen = { method, url, headers, rawHeaders, body };
      received.push(seen);
      upstream.answer(seen, response);
    });
  };
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener);
  const { port, connections } = await listening(server);
  const upstream: TestUpstream = {
    port,
    host: `127.0.0.1:${port}`,
    received,
    connections,
    answer: (_request, response) => void response.end('{}'),
  };
  return upstream;
}

/** Starts a server that speaks no HTTP by itself. */
export async function startSocket(
  serve: (socket: Socket) => void,
): Promise<{ readonly host: string; readonly port: number }> {
  const { port } = await listening(createSocketServer(serve));
  return { host: `127.0.0.1:${port}`, port };
}

/** Ends every server with its connections. */
export async function stopUpstreams(): Promise<void> {
  for (const { server, sockets } of started.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function listening(server: Server): Promise<{ port: number; connections: () => number }> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.push({ server, sockets });
  return { port: (server.address() as AddressInfo).port, connections: () => count };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** An upstream client for tests: loopback is allowed, and every wait is short. */
export function testUpstream(more: Partial<UpstreamOptions> = {}): Upstream {
  return new Upstream({
    allowLoopback: true,
    allowedNetworks: [],
    limits: { ...UPSTREAM_LIMITS, totalMs: 5_000 },
    ...more,
  });
}

/** Limits that a test can wait for. */
export const SHORT_LIMITS = { ...UPSTREAM_LIMITS, connectMs: 500, totalMs: 500, bodyBytes: 64 * 1024 };
/** A request to a port of the loopback interface. */
export function to(port: number, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  return {
    scheme: 'http',
    host: '127.0.0.1',
    port,
    method: 'GET',
    target: '/',
    headers: [],
    body: undefined,
    ...more,
  };
}

/** Status and body, or the failure. */
export async function outcome(
  request: UpstreamRequest,
  options: Partial<UpstreamOptions> = {},
): Promise<string> {
  try {
    return await testUpstream(options).exchange(
      request,
      async ({ status, body }) => `${status} ${await text(body)}`,
    );
  } catch (error) {
    if (!(error instanceof InjectionError)) throw error;
    return error.failure;
  }
}
