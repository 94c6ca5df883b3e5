import { RateLimited } from '../core/errors';
import { addressKey, principalKey, type RateCounter, type RateState, type RateUse } from '../core/rate';

/** Counts one request for its address and, once the caller is authenticated, for its principal. */
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

  /** Counts the request for its address. {@link requireAllowed} throws if no points were left. */
  async arrive(): Promise<void> {
    try {
      await this.#counter.consume({ keys: [this.#addressKey], operations: 1 });
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
      this.#refusal = error;
    }
  }

  /** @throws RateLimited if the address had no points left when the request arrived. */
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

  /** What the caller may still ask for. */
  state(): Promise<RateState> {
    return this.#counter.state(this.#keys());
  }

  /** Counts points for work that was done for the request. They count for later requests; this one is not refused. */
  async charge(work: number): Promise<void> {
    if (work > 0) await this.#countForLater({ work });
  }

  /**
   * Counts failures caused by the caller. They count for later requests; this one is not refused. Only the first call counts.
   *
   * @param count the number of failures; at most one for each root field is counted.
   */
  async fail(count: number): Promise<void> {
    if (this.#hasFailed || count <= 0) return;
    this.#hasFailed = true;
    await this.#countForLater({ failures: Math.min(count, this.#rootFields) });
  }

  async #countForLater(use: Omit<RateUse, 'keys'>): Promise<void> {
    try {
      await this.#counter.consume({ ...use, keys: this.#keys() });
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
    }
  }

  #keys(): readonly string[] {
    return this.#principalKey === undefined ? [this.#addressKey] : [this.#addressKey, this.#principalKey];
  }
}
