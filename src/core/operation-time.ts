import { AsyncLocalStorage } from 'node:async_hooks';
import { LimitExceeded, Unavailable } from './errors';

const current = new AsyncLocalStorage<OperationTime>();

/** How long the work for one request may go on: until a time, and no longer than its client waits for the answer. */
export class OperationTime {
  readonly #maximumMs: number;
  readonly #end: number;
  readonly #onAbandoned = new Set<() => void>();
  readonly #waiting: (() => void)[] = [];
  #reads = 0;
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
    if (!this.#isLifted) for (const end of this.#onAbandoned) end();
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

  /** Calls `end` when the time ends or the client leaves, until the returned function is called. */
  watch(end: () => void): () => void {
    if (this.#isLifted) return () => undefined;
    const timer = setTimeout(end, Math.max(0, this.#end - performance.now()));
    this.#onAbandoned.add(end);
    return () => {
      clearTimeout(timer);
      this.#onAbandoned.delete(end);
    };
  }

  /** Runs a read while fewer than `most` others of this operation run. */
  async inTurn<Result>(most: number, read: () => Promise<Result>): Promise<Result> {
    if (this.#reads < most) this.#reads += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await read();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed over without being free in between.
      if (next === undefined) this.#reads -= 1;
      else next();
    }
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

/** Calls `end` when the time of the work that calls it is over: see {@link OperationTime.watch}. */
export function whenTimeIsOver(end: () => void): () => void {
  return current.getStore()?.watch(end) ?? (() => undefined);
}

/**
 * Runs a read of the database while fewer than `most` others of the same operation run. An operation with a hundred reads
 * would otherwise be in front of everybody else a hundred times. Outside of {@link OperationTime.run} it runs at once.
 */
export function inTurn<Result>(most: number, read: () => Promise<Result>): Promise<Result> {
  const time = current.getStore();
  return time === undefined ? read() : time.inTurn(most, read);
}

/** Lifts the limit on the time of the work that calls it. */
export function liftTime(): void {
  current.getStore()?.lift();
}

/** Runs work that others wait for as well, such as counting rates, without a limit on its time. */
export function untimed<Result>(work: () => Result): Result {
  return current.exit(work);
}
