import type { ServerResponse } from 'node:http';
import { RateLimited } from '../../core/errors';
import { WayOut } from '../../core/way-out';
import type { ChangeWatcher } from '../consumer/change-watcher';
import type { ConsumerAdmission } from '../consumer/consumer-admission';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import type { ConsumerState, ConsumerStates } from '../consumer/consumer-state';

/** Shorter than the idle timeout of common proxies. Expiries are noticed at this interval, too. */
const HEARTBEAT_MS = 15_000;
/** After this time, the consumer must authenticate again. */
const LIFETIME_MS = 15 * 60_000;
const RETRY_SECONDS = 5;

/** The most streams that are open at once. */
interface StreamLimits {
  readonly maxStreams: number;
  readonly maxOrganizationStreams: number;
  readonly maxConsumerStreams: number;
}

/** What the streams work with. */
export interface StreamParts {
  readonly limits: StreamLimits;
  readonly states: ConsumerStates;
  readonly admission: ConsumerAdmission;
  readonly watcher: ChangeWatcher;
}

/** The consumer that opens a stream, and how. */
export interface StreamRequest {
  readonly known: AuthenticatedConsumer;
  readonly address: string;
  /** Headers of the response, besides those of the stream itself. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Streams of server-sent events (HTML standard §9.2) that notify consumers as soon as a secret that they use changes.
 * An event carries the entity tag of the current selection, never a name or a value. The consumer then requests a
 * delivery.
 */
export class DeliveryStreams {
  readonly #parts: StreamParts;
  readonly #open = new Set<DeliveryStream>();
  /** How many streams each consumer and each organization has open, by id. */
  readonly #counts = new Map<string, number>();

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /**
   * Opens a stream.
   *
   * @throws RateLimited if there are too many streams in all, of the organization or of the consumer; nothing is written
   * then.
   */
  open(response: ServerResponse, request: StreamRequest): void {
    const { id, organizationId } = request.known.state.consumer;
    const { maxStreams, maxOrganizationStreams, maxConsumerStreams } = this.#parts.limits;
    const isFull =
      this.#open.size >= maxStreams ||
      this.#countOf(organizationId) >= maxOrganizationStreams ||
      this.#countOf(id) >= maxConsumerStreams;
    if (isFull) throw new RateLimited(RETRY_SECONDS);
    // A client that has left already closes nothing any more.
    if (response.closed || response.destroyed) return;
    const stream = new DeliveryStream(response, request, this.#parts);
    this.#open.add(stream);
    this.#count([id, organizationId], 1);
    response.once('close', () => {
      this.#open.delete(stream);
      this.#count([id, organizationId], -1);
      stream.end();
    });
    stream.start();
  }

  /** Ends all streams, so that the process can exit. */
  close(): void {
    for (const stream of this.#open) stream.end();
  }

  #countOf(id: string): number {
    return this.#counts.get(id) ?? 0;
  }

  #count(ids: readonly string[], change: 1 | -1): void {
    for (const id of ids) {
      const count = this.#countOf(id) + change;
      if (count === 0) this.#counts.delete(id);
      else this.#counts.set(id, count);
    }
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

  /** Checks run one after the other, so that events keep their order. */
  #check(): void {
    this.#checking = this.#checking.then(() => this.#notify()).catch(() => this.end());
  }

  async #notify(): Promise<void> {
    if (this.#response.writableEnded) return;
    const { known, address } = this.#request;
    const { id } = known.state.consumer;
    const now = new Date();
    const state = await admittedState(this.#parts.admission, id, address, now);
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

async function admittedState(
  admission: ConsumerAdmission,
  consumerId: string,
  address: string,
  now: Date,
): Promise<ConsumerState | undefined> {
  try {
    const state = await admission.admit(consumerId, address, now);
    return state.consumer.waysOut.includes(WayOut.DELIVER) ? state : undefined;
  } catch (error) {
    if (error instanceof ConsumerRefused) return undefined;
    throw error;
  }
}
