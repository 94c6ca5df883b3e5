import type { Database } from '../database';

/**
 * The statements of one noun. Every method takes first what it runs on: the database's reader, or a unit of work, which
 * sees its own uncommitted rows. Rows go in and come out as the nouns of core, never as rows.
 */
export abstract class Store {
  /** @param database what the readings and units passed to the methods must belong to. */
  constructor(protected readonly database: Database) {}
}
