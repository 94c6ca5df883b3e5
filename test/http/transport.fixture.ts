import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { ServedNames, TransportLimits } from '../../src/http/server-options';
import { transport } from '../../src/http/transport';
import { Log } from '../../src/log';

/** A server with the whole transport and the routes of a test. */
export interface Transport {
  readonly app: FastifyInstance;
  /** Every log line so far. */
  readonly lines: string[];
}

const LIMITS: TransportLimits = {
  anonymousBodyLimit: 1024,
  bodyLimit: 1024,
  maxConnections: 100,
  requestTimeoutMs: 30_000,
};

export async function newTransport(
  routes: (app: FastifyInstance) => void,
  options: {
    limits?: Partial<TransportLimits>;
    trustedProxies?: readonly string[];
    names?: ServedNames;
  } = {},
): Promise<Transport> {
  const lines: string[] = [];
  const log = new Log('debug', (line) => lines.push(line));
  const { limits, trustedProxies = [], names = { host: '0.0.0.0', hostNames: [] } } = options;
  const app = transport({ ...LIMITS, ...limits, ...names, trustedProxies }, { log });
  routes(app);
  await app.ready();
  return { app, lines };
}

/** Listens on a free port and returns it. */
export async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

/** Sends raw bytes and returns all that comes back until the server closes the connection. */
export function sendRaw(port: number, pieces: Iterable<string>, waitMs = 0): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (piece) => received.push(piece));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EPIPE' ? undefined : reject(error),
    );
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')));
    socket.on('connect', async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        socket.write(piece);
        await new Promise((next) => setTimeout(next, waitMs));
      }
    });
  });
}

/** A request over a real socket, with headers as given. */
export function sendHeaders(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path: '/echo', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
}
