import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { canonicalAddress } from '../core/address-range';
import { RateLimited } from '../core/errors';
import { addressKey } from '../core/rate';
import { TrustedProxies } from './origin';
import { rawReply } from './raw-reply';
import { REFUSALS } from './refusal';

/** Counts what is open for each block of addresses. */
class OpenCounts {
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns a function to call when it closes; undefined if as many are open as may be. */
  open(address: string): (() => void) | undefined {
    const block = addressKey(canonicalAddress(address) ?? 'unknown');
    const count = this.#counts.get(block) ?? 0;
    if (count >= this.#most) return undefined;
    this.#counts.set(block, count + 1);
    return () => {
      const rest = (this.#counts.get(block) ?? 1) - 1;
      if (rest === 0) this.#counts.delete(block);
      else this.#counts.set(block, rest);
    };
  }
}

/**
 * Limits the connections of each address (for IPv6, of its first 64 bits), so that one cannot take all files and memory of
 * the process. The connections of a trusted proxy are those of many callers: there, the requests in progress are counted
 * instead, for the address that the proxy names.
 *
 * @param most connections, or requests in progress.
 */
export function limitConnections(
  app: FastifyInstance,
  trustedProxies: readonly string[],
  most: number,
): void {
  const proxies = new TrustedProxies(trustedProxies);
  const connections = new OpenCounts(most);
  const requests = new OpenCounts(most);
  app.server.prependListener('connection', (socket: Socket) => {
    if (proxies.isProxied({ socket })) return;
    const close = connections.open(socket.remoteAddress ?? '');
    if (close !== undefined) socket.once('close', close);
    else {
      socket.on('error', () => undefined);
      socket.write(rawReply(REFUSALS.connections));
      socket.destroySoon();
    }
  });
  app.addHook('onRequest', (request, reply, done) => {
    if (!proxies.isProxied(request.raw)) return done();
    const close = requests.open(request.origin.address);
    if (close === undefined) return done(new RateLimited(1));
    reply.raw.once('close', close);
    done();
  });
}
