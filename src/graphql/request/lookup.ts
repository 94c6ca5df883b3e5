import DataLoader from 'dataloader';

/** A row that is known already or will be; undefined when there is none. */
export type Eventually<Row> = Row | undefined | Promise<Row | undefined>;

/**
 * Rows by id for one request: what fields ask for in one tick is one statement, and what has been read is given without
 * a promise. A list of a hundred rows that each lead to a known row then costs no hundred promises.
 */
export class Lookup<Row extends { readonly id: string }> {
  readonly #known = new Map<string, Row | undefined>();
  readonly #loader: DataLoader<string, Row | undefined>;

  /** @param find reads the rows of these ids that exist and may be seen, in no particular order. */
  constructor(find: (ids: readonly string[]) => Promise<readonly Row[]>) {
    this.#loader = new DataLoader<string, Row | undefined>(async (ids) => {
      for (const row of await find(ids)) this.#known.set(row.id, row);
      return ids.map((id) => {
        const row = this.#known.get(id);
        this.#known.set(id, row);
        return row;
      });
    });
  }

  /** The row, at once when it has been read. */
  get(id: string): Eventually<Row> {
    return this.#known.has(id) ? this.#known.get(id) : this.#loader.load(id);
  }

  /** The row, if it has been read. */
  known(id: string): Row | undefined {
    return this.#known.get(id);
  }

  /** The row, always as a promise. */
  async load(id: string): Promise<Row | undefined> {
    return this.get(id);
  }

  /** Reads the rows that a list is about to ask for, if they are not known yet. */
  async warm(ids: Iterable<string>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    if (unknown.length > 0) await Promise.all(unknown.map((id) => this.#loader.load(id)));
  }

  /** Takes in a row that was read in another way. */
  prime(row: Row): void {
    this.#known.set(row.id, row);
  }
}
