import type { ServerResponse } from 'node:http';
import { RateLimited } from '../../core/errors';
import type { ChangeWatcher } from '../consumer/change-watcher';
import type { ConsumerAdmission } from '../consumer/consumer-admission';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import type { ConsumerState, ConsumerStates } from '../consumer/consumer-state';

/** Shorter than proxies wait for a silent connection; expiries are noticed at this pace. */
const HEARTBEAT_MS = 15_000;
/** Then the consumer shows anew who it is. */
const LIFETIME_MS = 15 * 60_000;
const MOST_STREAMS = 2_000;
const MOST_PER_CONSUMER = 10;
const RETRY_SECONDS = 5;

/** What the streams share. */
export interface StreamParts {
  readonly states: ConsumerStates;
  readonly admission: ConsumerAdmission;
  readonly watcher: ChangeWatcher;
}

/** Who listens, and how. */
export interface StreamRequest {
  readonly known: AuthenticatedConsumer;
  readonly address: string;
  /** Headers of the reply, besides those of the stream itself. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Streams of server-sent events (HTML standard §9.2) that tell consumers at once that something they use has changed. An
 * event carries the tag of what there is now, never a name or a value; the consumer then asks for a delivery.
 */
export class DeliveryStreams {
  readonly #parts: StreamParts;
  readonly #open = new Map<DeliveryStream, string>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** @throws RateLimited when there are too many; nothing is written then. */
  open(response: ServerResponse, request: StreamRequest): void {
    const consumerId = request.known.state.consumer.id;
    const own = [...this.#open.values()].filter((id) => id === consumerId).length;
    if (this.#open.size >= MOST_STREAMS || own >= MOST_PER_CONSUMER) throw new RateLimited(RETRY_SECONDS);
    const stream = new DeliveryStream(response, request, this.#parts);
    this.#open.set(stream, consumerId);
    response.once('close', () => {
      this.#open.delete(stream);
      stream.end();
    });
    stream.start();
  }

  /** Ends all streams, so that the process can end. */
  close(): void {
    for (const stream of this.#open.keys()) stream.end();
  }
}

class DeliveryStream {
  readonly #response: ServerResponse;
  readonly #request: StreamRequest;
  readonly #parts: StreamParts;
  readonly #timers: NodeJS.Timeout[] = [];
  #etag = '';
  #unlisten: () => void = () => undefined;
  #checking: Promise<void> = Promise.resolve();

  constructor(response: ServerResponse, request: StreamRequest, parts: StreamParts) {
    this.#response = response;
    this.#request = request;
    this.#parts = parts;
  }

  start(): void {
    const { headers, known } = this.#request;
    this.#response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#response.write(`retry: ${RETRY_SECONDS * 1000}\n\n`);
    this.#unlisten = this.#parts.watcher.listen(known.state.consumer.organizationId, () => this.#check());
    this.#timers.push(
      setInterval(() => {
        this.#response.write(': still here\n\n');
        this.#check();
      }, HEARTBEAT_MS).unref(),
      setTimeout(() => this.end(), LIFETIME_MS).unref(),
    );
    this.#check();
  }

  end(): void {
    this.#unlisten();
    for (const timer of this.#timers) clearTimeout(timer);
    if (!this.#response.writableEnded) this.#response.end();
  }

  /** One after the other, so that events are in the order of what happened. */
  #check(): void {
    this.#checking = this.#checking.then(() => this.#tell()).catch(() => this.end());
  }

  async #tell(): Promise<void> {
    if (this.#response.writableEnded) return;
    const { known, address } = this.#request;
    const { id } = known.state.consumer;
    const now = new Date();
    const state = await servedState(this.#parts.admission, id, address, now);
    if (state === undefined || (state.consumer.publicKey ?? known.publicKey) !== known.publicKey) {
      this.#response.write('event: refused\ndata: {}\n\n');
      this.end();
      return;
    }
    const { etag } = await this.#parts.states.select(state, undefined, now);
    if (etag === this.#etag || this.#response.writableEnded) return;
    this.#etag = etag;
    this.#response.write(`event: changed\nid: ${etag}\ndata: ${JSON.stringify({ etag })}\n\n`);
  }
}

async function servedState(
  admission: ConsumerAdmission,
  consumerId: string,
  address: string,
  now: Date,
): Promise<ConsumerState | undefined> {
  try {
    return await admission.admit(consumerId, address, now);
  } catch (error) {
    if (error instanceof ConsumerRefused) return undefined;
    throw error;
  }
}
