import sqlite3, { type RunResult, type Statement } from 'sqlite3';

/** How many prepared statements a connection keeps. The program has few more. */
const KEPT = 200;

type Callback = (this: RunResult & Statement, error: Error | null, rows?: unknown[]) => void;

/**
 * A SQLite connection that keeps its prepared statements. The driver prepares every statement anew, which is most of
 * the cost of a short query.
 *
 * A statement is kept after its first success. Until then each call has its own, because the driver never answers calls
 * that wait for a statement whose preparation failed.
 */
export class PreparingDatabase extends sqlite3.Database {
  readonly #kept = new Map<string, Statement>();

  override all(text: string, ...given: unknown[]): this {
    return this.#through('all', text, given);
  }

  override run(text: string, ...given: unknown[]): this {
    return this.#through('run', text, given);
  }

  /** Finalizes all statements first: SQLite refuses to close a connection that has any. */
  override close(callback?: (error: Error | null) => void): void {
    for (const statement of this.#kept.values()) statement.finalize();
    this.#kept.clear();
    super.close(callback);
  }

  #through(method: 'all' | 'run', text: string, given: readonly unknown[]): this {
    const callback = given.at(-1) as Callback;
    const parameters = given.length > 1 ? (given[0] ?? []) : [];
    const kept = this.#kept.get(text);
    if (kept !== undefined) {
      // The most recently used one is kept longest.
      this.#kept.delete(text);
      this.#kept.set(text, kept);
      kept[method](parameters, callback);
      return this;
    }
    const statement = this.prepare(text, (error: Error | null) => {
      if (error !== null) callback.call(statement as RunResult & Statement, error);
    });
    const keep = (error: Error | null) => this.#keepOrEnd(text, statement, error);
    statement[method](
      parameters,
      function (this: RunResult & Statement, error: Error | null, rows?: unknown[]) {
        keep(error);
        callback.call(this, error, rows);
      },
    );
    return this;
  }

  #keepOrEnd(text: string, statement: Statement, error: Error | null): void {
    if (error !== null || this.#kept.has(text)) {
      statement.finalize();
      return;
    }
    this.#kept.set(text, statement);
    const [oldest] = this.#kept;
    if (this.#kept.size > KEPT && oldest !== undefined) {
      this.#kept.delete(oldest[0]);
      oldest[1].finalize();
    }
  }
}
