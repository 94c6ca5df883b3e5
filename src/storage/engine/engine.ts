import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';

/** What differs between the databases. All methods throw `Unavailable` or `StorageFault`, never an error of a driver. */
export interface Engine {
  readonly kind: DatabaseKind;
  readonly reader: DataSource;
  /** Runs the work in one transaction: commits when it ends well, rolls back and rethrows when it does not. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  /** Runs the migrations that have not run, one process at a time; their names. */
  migrate(): Promise<readonly string[]>;
  /** See `Database.scrub`. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}
