import { RateLimited } from '../core/errors';
import { addressKey, principalKey, type RateCounter } from '../core/rate';

/** Counts what one request asks for, for its address at first and for its principal once that is known. */
export class RequestMeter {
  readonly #counter: RateCounter;
  readonly #addressKey: string;
  #principalKey: string | undefined;
  #refusal: RateLimited | undefined;
  #rootFields = 1;
  #hasFailed = false;

  constructor(counter: RateCounter, address: string) {
    this.#counter = counter;
    this.#addressKey = addressKey(address);
  }

  /** Counts the request. A refusal is kept until {@link requireAllowed}. */
  async arrive(): Promise<void> {
    try {
      await this.#counter.consume({ keys: [this.#addressKey], operations: 1 });
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      this.#refusal = error;
    }
  }

  /** @throws RateLimited when the address had nothing left. */
  requireAllowed(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Counts the request for its principal. @throws RateLimited */
  async identify(principalId: string): Promise<void> {
    this.#principalKey = principalKey(principalId);
    await this.#counter.consume({ keys: [this.#principalKey], operations: 1 });
  }

  /** Counts the root fields of the request's operation. @throws RateLimited */
  async countRootFields(count: number): Promise<void> {
    this.#rootFields = Math.max(1, count);
    if (count > 1) await this.#counter.consume({ keys: this.#keys(), rootFields: count - 1 });
  }

  /**
   * Counts answers that are the caller's own failures. What they cost is owed: it is never this request that is refused
   * for it. Only the first call counts.
   *
   * @param count at most one for each root field counts.
   */
  async fail(count: number): Promise<void> {
    if (this.#hasFailed || count <= 0) return;
    this.#hasFailed = true;
    try {
      await this.#counter.consume({ keys: this.#keys(), failures: Math.min(count, this.#rootFields) });
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
    }
  }

  #keys(): readonly string[] {
    return this.#principalKey === undefined ? [this.#addressKey] : [this.#addressKey, this.#principalKey];
  }
}
