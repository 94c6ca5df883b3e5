import { addressKey } from '../../core/rate';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import { RequestLimit } from '../consumer/request-limit';

const WINDOW_MS = 60_000;
/** As many consumers of one block of addresses can each use up their challenges. Every challenge costs a seal. */
const CONSUMERS = 10;

/**
 * Limits the requests for challenges, which anybody can send. Each count is of one block of addresses: what others send
 * from elsewhere, or for other consumers, or malformed, takes no challenge from a consumer.
 */
export class ChallengeLimit {
  readonly #malformed: RequestLimit;
  readonly #unknown: RequestLimit;
  readonly #consumers: RequestLimit;
  readonly #known: RequestLimit;

  /** @param most requests in a minute. */
  constructor(most: number) {
    this.#malformed = new RequestLimit(most, WINDOW_MS);
    this.#unknown = new RequestLimit(most, WINDOW_MS);
    this.#consumers = new RequestLimit(most, WINDOW_MS);
    this.#known = new RequestLimit(CONSUMERS * most, WINDOW_MS);
  }

  /** Reads the body. @throws RateLimited in place of what `read` throws, if too many bodies are malformed. */
  readable<Body>(address: string, read: () => Body): Body {
    try {
      return read();
    } catch (error) {
      this.#malformed.count(addressKey(address));
      throw error;
    }
  }

  /** Counts a request for a consumer that exists. @throws RateLimited */
  countKnown(address: string, consumerId: string): void {
    const block = addressKey(address);
    this.#consumers.count(`${consumerId} ${block}`);
    this.#known.count(block);
  }

  /** Counts a request that was refused, if there is no such consumer. @throws RateLimited in place of the refusal. */
  countRefused(address: string, error: unknown): void {
    if (!(error instanceof ConsumerRefused && error.reason === 'CONSUMER_UNKNOWN')) return;
    this.#unknown.count(addressKey(address));
  }
}
