import { AsyncLocalStorage } from 'node:async_hooks';
import { LimitExceeded, Unavailable } from './errors';

const current = new AsyncLocalStorage<OperationTime>();

/** How long the work for one request may go on: until a time, and no longer than its client waits for the answer. */
export class OperationTime {
  readonly #maximumMs: number;
  readonly #end: number;
  #isAbandoned = false;
  #isLifted = false;

  /** @param maximumMs milliseconds from now. */
  constructor(maximumMs: number) {
    this.#maximumMs = maximumMs;
    this.#end = performance.now() + maximumMs;
  }

  /** The client has left. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  /** The answer is there. What remains, such as the audit log and the rates, takes the time it needs. */
  lift(): void {
    this.#isLifted = true;
  }

  /** Runs the work and everything that it starts within this time. */
  run<Result>(work: () => Result): Result {
    return current.run(this, work);
  }

  /** @throws LimitExceeded after the end; Unavailable once the client has left, which nobody will read. */
  require(): void {
    if (this.#isLifted) return;
    if (this.#isAbandoned) throw new Unavailable();
    if (performance.now() < this.#end) return;
    throw new LimitExceeded(`The operation takes longer than ${this.#maximumMs} ms. Ask for less at once.`);
  }
}

/**
 * Ends work that has had its time. It is called before each read of the database, but not within a unit of work: a change
 * that has begun is finished. Does nothing outside of {@link OperationTime.run}.
 *
 * @throws like {@link OperationTime.require}.
 */
export function requireTime(): void {
  current.getStore()?.require();
}

/** Lifts the limit on the time of the work that calls it. */
export function liftTime(): void {
  current.getStore()?.lift();
}

/** Runs work that others wait for as well, such as counting rates, without a limit on its time. */
export function untimed<Result>(work: () => Result): Result {
  return current.exit(work);
}
