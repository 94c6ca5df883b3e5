import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../core/errors';
import { USED_PROOF } from './entities/consumer.entity';
import { meaningOf } from './sql/fault-code';
import { changesOf } from './sql/query';
import { sql } from './sql/sql';
import { insertInto } from './sql/table';
import type { UnitOfWork } from './sql/unit-of-work';

const LIMIT_MS = 2000;
const ROLL_BACK = Symbol('roll back');

type Units = <T>(work: (unit: UnitOfWork) => Promise<T>) => Promise<T>;

/**
 * Shows whether the database accepts writes. It inserts a row and rolls it back. A full disk may refuse only the commit, so
 * after a write that failed for that reason, the row is inserted, deleted and committed until that succeeds.
 */
export class Readiness {
  readonly #unitOfWork: Units;
  #isFull = false;
  #asking: Promise<boolean> | undefined;

  constructor(unitOfWork: Units) {
    this.#unitOfWork = unitOfWork;
  }

  /** Takes note of how a unit of work ended. @param failure undefined when it was committed. */
  ended(failure?: unknown): void {
    if (failure === undefined) this.#isFull = false;
    else if (failure instanceof Unavailable && meaningOf(failure.faultCode ?? '')?.isFull)
      this.#isFull = true;
  }

  /** Whether a write is possible, within two seconds. Simultaneous calls share one answer. */
  isReady(): Promise<boolean> {
    this.#asking ??= this.#answer().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #answer(): Promise<boolean> {
    const giveUp = new AbortController();
    try {
      return await Promise.race([
        this.#canWrite(),
        pause(LIMIT_MS, false, { signal: giveUp.signal, ref: false }),
      ]);
    } finally {
      giveUp.abort();
    }
  }

  async #canWrite(): Promise<boolean> {
    const digest = randomBytes(32);
    const row = insertInto(USED_PROOF, { digest, boundTo: 'readiness', expiresAt: new Date(0) });
    try {
      await this.#unitOfWork(async (unit) => {
        await changesOf(unit, row);
        if (!this.#isFull) throw ROLL_BACK;
        await changesOf(unit, sql`DELETE FROM used_proof WHERE digest = ${digest}`);
      });
      return true;
    } catch (error) {
      return error === ROLL_BACK;
    }
  }
}
