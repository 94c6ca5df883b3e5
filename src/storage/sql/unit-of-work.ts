import type { EntityManager } from 'typeorm';
import { type FaultListener, StorageFault } from './fault';
import type { DatabaseKind } from './sql';

/** Something queries can run on: the readers' connections, or one transaction. Opaque to services. */
export interface Reading {
  readonly kind: DatabaseKind;
  readonly manager: EntityManager;
  readonly onFault?: FaultListener | undefined;
}

/** One transaction. What it writes is seen by others after it has ended well, all of it or nothing. */
export interface UnitOfWork extends Reading {
  /** Runs the task after the commit; never after a rollback. */
  afterCommit(task: () => void): void;
}

/**
 * The unit that a piece of work is given. It dies with its transaction: on SQLite the next unit uses the same
 * connection, and a query that was not awaited would otherwise become part of somebody else's transaction.
 */
export class OpenUnit implements UnitOfWork {
  readonly #tasks: (() => void)[] = [];
  readonly #manager: EntityManager;
  #open = true;

  constructor(
    readonly kind: DatabaseKind,
    manager: EntityManager,
    readonly onFault: FaultListener | undefined,
  ) {
    this.#manager = manager;
  }

  /** @throws StorageFault `UNIT_IS_OVER` after the unit's end. */
  get manager(): EntityManager {
    if (!this.#open) throw new StorageFault('UNIT_IS_OVER');
    return this.#manager;
  }

  afterCommit(task: () => void): void {
    this.#tasks.push(task);
  }

  /** No query may follow. */
  end(): void {
    this.#open = false;
  }

  /** The unit is committed, so a task that fails must not make it look failed: the failure is reported only. */
  runTasks(): void {
    for (const task of this.#tasks) {
      try {
        task();
      } catch {
        this.onFault?.({ code: 'AFTER_COMMIT' });
      }
    }
  }
}
