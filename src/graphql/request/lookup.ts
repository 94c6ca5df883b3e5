import DataLoader from 'dataloader';

/** A row, or a promise of it while it has not been read; undefined if there is no such row. */
export type Eventually<Row> = Row | undefined | Promise<Row | undefined>;

/**
 * Rows by id for one request. Rows that fields ask for in the same tick are read in one statement. A row that has been read
 * is returned without a promise: a list of a hundred rows that refer to the same row would otherwise cost a hundred
 * promises.
 */
export class Lookup<Row extends { readonly id: string }> {
  readonly #known = new Map<string, Row | undefined>();
  readonly #find: (ids: readonly string[]) => Promise<readonly Row[]>;
  #batch: DataLoader<string, Row | undefined> | undefined;

  /** @param find reads the rows with these ids that exist and that the caller may see, in any order. */
  constructor(find: (ids: readonly string[]) => Promise<readonly Row[]>) {
    this.#find = find;
  }

  /** The row, or a promise of it if it has not been read. */
  get(id: string): Eventually<Row> {
    return this.#known.has(id) ? this.#known.get(id) : this.#load(id);
  }

  /** The row if it has been read; undefined otherwise. */
  known(id: string): Row | undefined {
    return this.#known.get(id);
  }

  /** The row as a promise. */
  async load(id: string): Promise<Row | undefined> {
    return this.get(id);
  }

  /** Reads the rows that a list is about to ask for, except those that have been read. */
  async prefetch(ids: Iterable<string>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id));
    if (unknown.length > 0) await Promise.all(unknown.map((id) => this.#load(id)));
  }

  /** Remembers a row that was read elsewhere. */
  prime(row: Row): void {
    this.#known.set(row.id, row);
  }

  /** Creates the batch for the first row that has to be read, because many lookups never read one. */
  #load(id: string): Promise<Row | undefined> {
    this.#batch ??= new DataLoader(async (ids) => {
      for (const row of await this.#find(ids)) this.#known.set(row.id, row);
      return ids.map((each) => {
        const row = this.#known.get(each);
        this.#known.set(each, row);
        return row;
      });
    });
    return this.#batch.load(id);
  }
}
