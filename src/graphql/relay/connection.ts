import { foldCase } from '../../core/name';
import { encodeCursor, type ListKey, type Page, type SortKey } from '../../core/page';

/** How a {@link Connection} reads its parts. */
export interface ConnectionParts<Row> {
  /** Reads the page. Called at most once, and only if the client selects rows or page info. */
  readonly page: () => Promise<Page<Row>>;
  /** The organization for which the guard checks the connection's fields; undefined for lists of the caller. */
  readonly organizationId: string | undefined;
  readonly list: ListKey;
  readonly keyOf: (row: Row) => SortKey;
  readonly count: () => Promise<number> | number;
}

interface Edge<Row> {
  readonly organizationId: string | undefined;
  readonly node: Row;
  readonly cursor: () => string;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: () => string | null;
  readonly endCursor: () => string | null;
}

/**
 * A page as a Relay connection (GraphQL Cursor Connections Specification). Page, cursors and count are read only if the
 * client selects them.
 */
export class Connection<Row extends object> {
  readonly organizationId: string | undefined;
  readonly #parts: ConnectionParts<Row>;
  #page: Promise<Page<Row>> | undefined;

  constructor(parts: ConnectionParts<Row>) {
    this.organizationId = parts.organizationId;
    this.#parts = parts;
  }

  async nodes(): Promise<readonly Row[]> {
    return (await this.#read()).rows;
  }

  async edges(): Promise<readonly Edge<Row>[]> {
    const { organizationId } = this;
    const { rows } = await this.#read();
    return rows.map((node) => ({ organizationId, node, cursor: () => this.#cursor(node) }));
  }

  async pageInfo(): Promise<PageInfo> {
    const { rows, hasNextPage, hasPreviousPage } = await this.#read();
    const cursorOf = (row: Row | undefined) => (row === undefined ? null : this.#cursor(row));
    return {
      hasNextPage,
      hasPreviousPage,
      startCursor: () => cursorOf(rows[0]),
      endCursor: () => cursorOf(rows.at(-1)),
    };
  }

  totalCount(): Promise<number> | number {
    return this.#parts.count();
  }

  #read(): Promise<Page<Row>> {
    this.#page ??= this.#parts.page();
    return this.#page;
  }

  #cursor(row: Row): string {
    return encodeCursor(this.#parts.list, this.#parts.keyOf(row));
  }
}

/** The sort key of a list by name: the case-folded name. */
export function byName({ name, id }: { readonly name: string; readonly id: string }): SortKey {
  return { value: foldCase(name), id };
}

/** The sort key of a list by age: the time of creation. */
export function byCreation({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): SortKey {
  return { value: createdAt.toISOString(), id };
}
