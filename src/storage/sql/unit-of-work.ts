import type { EntityManager } from 'typeorm';
import { type FaultListener, StorageFault } from './fault';
import type { DatabaseKind } from './sql';

/** What queries run on: connections for reading, or one transaction. Opaque to services. */
export interface Reading {
  readonly kind: DatabaseKind;
  readonly manager: EntityManager;
  readonly onFault?: FaultListener | undefined;
}

/** One transaction. Others see all of its changes after the commit, or none. */
export interface UnitOfWork extends Reading {
  /** Runs the task after the commit; never after a rollback. */
  afterCommit(task: () => void): void;
}

/**
 * A unit that ends with its transaction. On SQLite the next unit uses the same connection, so a query that was not
 * awaited would otherwise become part of another transaction.
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

  /** @throws StorageFault `UNIT_IS_OVER` after the end of the unit. */
  get manager(): EntityManager {
    if (!this.#open) throw new StorageFault('UNIT_IS_OVER');
    return this.#manager;
  }

  afterCommit(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Refuses all further queries. */
  end(): void {
    this.#open = false;
  }

  /** Runs the tasks after the commit. A task that fails is only reported, because the unit has succeeded. */
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
