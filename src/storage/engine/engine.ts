import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';

/**
 * The differences between the databases. All methods throw `Unavailable` or `StorageFault`, never an error of a driver.
 */
export interface Engine {
  readonly kind: DatabaseKind;
  readonly reader: DataSource;
  /** Runs the work in one transaction. Commits when it succeeds; rolls back and rethrows when it fails. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /**
   * Runs the pending migrations, one process at a time. Refuses a database with foreign tables before anything is
   * written, unless the options allow it.
   *
   * @returns their names.
   */
  migrate(): Promise<readonly string[]>;
  /** See `Database.scrub`. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}
