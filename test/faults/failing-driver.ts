import type sqlite3 from 'sqlite3';

/** What a write of SQLite can meet. */
export type DiskFault = 'SQLITE_FULL' | 'SQLITE_IOERR';

type Callback = (this: unknown, error: Error | null, rows?: unknown[]) => void;

/**
 * A plan for the driver: the n-th write from now on fails, and so do all after it until the disk is mended. Writes are the
 * statements of one transaction that change something, its end included.
 */
export class DiskPlan {
  #failAt = Number.POSITIVE_INFINITY;
  #fault: DiskFault = 'SQLITE_FULL';
  #rollsBack = false;
  #writes = 0;

  /** @param rollsBack as SQLite does by itself after some faults, so that the transaction is gone already. */
  failAt(write: number, fault: DiskFault, rollsBack: boolean): void {
    this.#failAt = write;
    this.#fault = fault;
    this.#rollsBack = rollsBack;
    this.#writes = 0;
  }

  /** @returns how many writes were tried since {@link failAt}. */
  mend(): number {
    this.#failAt = Number.POSITIVE_INFINITY;
    return this.#writes;
  }

  /** Counts a statement. @returns the error that it has to fail with, if it has. */
  next(text: string): { readonly error: Error; readonly rollsBack: boolean } | undefined {
    if (!/^\s*(?:INSERT|UPDATE|DELETE|COMMIT)\b/i.test(text)) return undefined;
    this.#writes += 1;
    if (this.#writes < this.#failAt) return undefined;
    const told = this.#fault === 'SQLITE_FULL' ? 'database or disk is full' : 'disk I/O error';
    const error = Object.assign(new Error(`${this.#fault}: ${told}`), { code: this.#fault });
    return { error, rollsBack: this.#rollsBack };
  }
}

/** The driver, with a disk that fails as planned. A double of what is below the storage layer; all above it is real. */
export function failingSqlite<Driver extends { Database: typeof sqlite3.Database; verbose(): unknown }>(
  driver: Driver,
  plan: DiskPlan,
): Driver {
  class FailingDatabase extends driver.Database {
    override all(text: string, ...given: never[]): this {
      return this.#unless(text, given, () => super.all(text, ...given));
    }

    override run(text: string, ...given: never[]): this {
      return this.#unless(text, given, () => super.run(text, ...given));
    }

    #unless(text: string, given: readonly unknown[], go: () => unknown): this {
      const failure = plan.next(text);
      if (failure === undefined) {
        go();
        return this;
      }
      const callback = given.at(-1) as Callback;
      const fail = () => callback.call(this, failure.error);
      if (failure.rollsBack) super.run('ROLLBACK', [], fail);
      else setImmediate(fail);
      return this;
    }
  }
  const failing = { ...driver, Database: FailingDatabase, verbose: () => failing } as Driver;
  return failing;
}
