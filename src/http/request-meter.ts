import { RateLimited } from '../core/errors';
import { addressKey, principalKey, type RateCounter, type RateState, type RateUse } from '../core/rate';

/** The credential of a request. */
export interface ClaimedCredential {
  /** Whether it has authenticated a request lately. */
  readonly isKnown: () => boolean;
  /** Whether it is valid now. */
  readonly isRecognized: () => Promise<boolean>;
  /** Called when it has authenticated this request. */
  readonly onIdentified: () => void;
}

/** Counts one request for its address and, once the caller is authenticated, for its principal. */
export class RequestMeter {
  readonly #counter: RateCounter;
  readonly #addressKey: string;
  readonly #credential: ClaimedCredential | undefined;
  #principalKey: string | undefined;
  #refusal: RateLimited | undefined;
  #rootFields = 1;
  #hasFailed = false;

  constructor(counter: RateCounter, address: string, credential?: ClaimedCredential) {
    this.#credential = credential;
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

  /** @throws RateLimited if the address had no points left when the request arrived, unless its credential is valid. */
  async requireAllowed(): Promise<void> {
    if (this.#refusal === undefined) return;
    if (!(await this.#isRecognized())) throw this.#refusal;
    this.#refusal = undefined;
  }

  /** Counts the request for its principal. @throws RateLimited */
  async identify(principalId: string): Promise<void> {
    this.#principalKey = principalKey(principalId);
    this.#credential?.onIdentified();
    await this.#counter.consume({ keys: [this.#principalKey], operations: 1 });
  }

  /**
   * Counts the root fields of the request's operation.
   *
   * @throws RateLimited if the principal or, without one, the address has not enough points left.
   */
  async countRootFields(count: number): Promise<void> {
    this.#rootFields = Math.max(1, count);
    if (count <= 1) return;
    const use = { rootFields: count - 1 };
    if (this.#principalKey !== undefined) await this.#countForLater(use, [this.#addressKey]);
    await this.#counter.consume({ ...use, keys: [this.#principalKey ?? this.#addressKey] });
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

  /** Credentials that are looked up have points of their own, so that nobody makes us look up any number of them. */
  async #isRecognized(): Promise<boolean> {
    if (this.#credential === undefined) return false;
    if (this.#credential.isKnown()) return true;
    try {
      await this.#counter.consume({ keys: [`credentials of ${this.#addressKey}`], operations: 1 });
    } catch (error) {
      if (error instanceof RateLimited) return false;
      throw error;
    }
    return this.#credential.isRecognized();
  }

  async #countForLater(use: Omit<RateUse, 'keys'>, keys = this.#keys()): Promise<void> {
    try {
      await this.#counter.consume({ ...use, keys });
    } catch (error) {
      if (!(error instanceof RateLimited)) throw error;
    }
  }

  #keys(): readonly string[] {
    return this.#principalKey === undefined ? [this.#addressKey] : [this.#addressKey, this.#principalKey];
  }
}
