import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Server, type Socket } from 'node:net';
import { Plaintext } from '../../src/core/plaintext';
import type { UsePolicy } from '../../src/core/use-policy';
import { Injector } from '../../src/dispenser/injection.injector';
import { parseInjectionRequest } from '../../src/dispenser/injection.request';
import type { InjectableSecret, InjectionUse } from '../../src/dispenser/injection.secret';
import { UPSTREAM_LIMITS, Upstream, type UpstreamOptions } from '../../src/dispenser/upstream.client';
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

/** A policy that allows everything at one host, unless told otherwise. */
export function policyFor(host: string, more: Partial<UsePolicy> = {}): UsePolicy {
  return {
    hosts: [host],
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    pathPrefixes: ['/'],
    slots: ['authorization', 'cookie', 'x-api-key', 'query:api_key', 'body'],
    ...more,
  };
}

/** What is said of a secret in a test. */
export type GivenSecret = Partial<Omit<InjectableSecret, 'open'>> & { readonly value: string | Uint8Array };

/** Secrets by name, with an injector over them that notes what it does. */
export class InjectionBench {
  readonly injector: Injector;
  readonly opened: string[] = [];
  readonly asked: string[] = [];
  readonly admitted: InjectionUse[] = [];
  /** Set to refuse what policy allows, as a failing audit does. */
  admit: (use: InjectionUse) => Promise<void> = async () => {};

  constructor(
    readonly secrets: Readonly<Record<string, GivenSecret>>,
    upstream: Upstream = testUpstream(),
    now?: () => Date,
  ) {
    this.injector = new Injector({ upstream, ...(now && { now }) });
  }

  /** Performs a request as it comes over the wire. */
  async perform(wire: unknown) {
    return this.injector.perform(
      parseInjectionRequest(wire),
      async (name) => {
        this.asked.push(name);
        return this.#found(name);
      },
      async (use) => {
        await this.admit(use);
        this.admitted.push(use);
      },
    );
  }

  /** The failure, or what else went wrong; fails the test when nothing did. */
  async failure(wire: unknown): Promise<string> {
    try {
      await this.perform(wire);
    } catch (error) {
      const { failure, violations, message } = error as {
        failure?: string;
        violations?: { path: string; rule: string }[];
        message: string;
      };
      if (failure !== undefined) return failure;
      if (violations !== undefined) return violations.map(({ path, rule }) => `${path}:${rule}`).join();
      throw new Error(`neither refused nor failed, but: ${message}`);
    }
    throw new Error('the request was performed');
  }

  #found(name: string): InjectableSecret | undefined {
    const given = Object.hasOwn(this.secrets, name) ? this.secrets[name] : undefined;
    if (given === undefined) return undefined;
    const { value, ...more } = given;
    return {
      id: `secret-${name}`,
      name,
      version: 1,
      type: 'KEY_VALUE',
      isFile: false,
      policy: null,
      storedAt: new Date('2026-01-01T00:00:00Z'),
      ...more,
      open: async () => {
        this.opened.push(name);
        return typeof value === 'string' ? Plaintext.ofText(value) : Plaintext.ofBytes(value);
      },
    };
  }
}
