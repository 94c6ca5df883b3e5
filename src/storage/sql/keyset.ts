import { BadUserInput } from '../../core/errors';
import type { Page, PageRequest, SortKey } from '../../core/page';
import { type Projection, type StoredRow, selectAll } from './projection';
import { rowsOf } from './query';
import { fixed, joined, type Sql, sql } from './sql';
import type { Reading } from './unit-of-work';

/** The order of a list: a column, then the id (or another unique column) to make it total. */
export interface KeysetOrder {
  readonly column: string;
  readonly id: string;
  readonly descending: boolean;
  /** True when the column holds whole numbers. A cursor with other text is refused. */
  readonly numeric?: boolean;
}

/** What is paged: `SELECT what FROM from WHERE where`. */
export interface KeysetList<Row> {
  readonly what: Projection<Row>;
  readonly from: Sql;
  readonly where: Sql;
  readonly order: KeysetOrder;
}

/**
 * One page in keyset order: the rows after `after` and before `before`, at most `size`, always in the list's own order.
 * `hasNextPage` and `hasPreviousPage` follow the Relay specification: on the side of a cursor, its existence is the
 * answer.
 *
 * @throws BadUserInput rule `cursor` when a cursor holds an impossible position.
 */
export async function keysetPage<Row>(
  on: Reading,
  list: KeysetList<Row>,
  request: PageRequest,
): Promise<Page<Row>> {
  const rows = await selectAll(
    on,
    list.what,
    sql`FROM ${list.from} WHERE ${withinCursors(list, request)} ORDER BY ${direction(list.order, request)} LIMIT ${request.size + 1}`,
  );
  return pageOf(rows, request);
}

/**
 * The same for several partitions (organizations, teams) in one statement.
 *
 * @param partition a column that `what` selects, for example `organization_id`.
 * @param keys the partitions. Each gets a page, even without rows.
 */
export async function keysetPages<Row>(
  on: Reading,
  list: KeysetList<Row>,
  partition: string,
  keys: readonly string[],
  request: PageRequest,
): Promise<Map<string, Page<Row>>> {
  const [only] = keys;
  if (only !== undefined && keys.length === 1) {
    return new Map([[only, await keysetPage(on, list, request)]]);
  }
  const groups = new Map<string, Row[]>(keys.map((key) => [key, []]));
  if (keys.length > 0) {
    const order = direction(list.order, request);
    const rows = await rowsOf<StoredRow>(
      on,
      sql`SELECT * FROM (SELECT ${list.what.columns(on)}, ROW_NUMBER() OVER (PARTITION BY ${fixed(partition)} ORDER BY ${order}) AS page_position FROM ${list.from} WHERE ${withinCursors(list, request)}) AS ranked WHERE page_position <= ${request.size + 1} ORDER BY ${fixed(partition)}, page_position`,
    );
    for (const stored of rows) {
      groups.get(String(stored[partition]))?.push(list.what.read(stored));
    }
  }
  return new Map([...groups].map(([key, rows]) => [key, pageOf(rows, request)]));
}

/** The list's own predicate and the bounds that the cursors set. @throws BadUserInput rule `cursor` */
export function withinCursors(list: Pick<KeysetList<never>, 'where' | 'order'>, request: PageRequest): Sql {
  const { order } = list;
  const position = fixed(`(${order.column}, ${order.id})`);
  const bounds = [sql`(${list.where})`];
  const [following, preceding] = order.descending ? ['<', '>'] : ['>', '<'];
  for (const [key, side, path] of [
    [request.after, following, 'after'],
    [request.before, preceding, 'before'],
  ] as const) {
    if (key === undefined) continue;
    const [value, id] = checkedPosition(order, key, path);
    bounds.push(side === '<' ? sql`${position} < (${value}, ${id})` : sql`${position} > (${value}, ${id})`);
  }
  return joined(bounds, ' AND ');
}

/** The columns of `ORDER BY`, reversed when paging backward. */
export function direction(order: KeysetOrder, request: PageRequest): Sql {
  const word = order.descending !== request.backward ? 'DESC' : 'ASC';
  return fixed(`${order.column} ${word}, ${order.id} ${word}`);
}

/** The checksum of a cursor is not a signature: a client can make one with a position that no row can have. */
function checkedPosition(order: KeysetOrder, key: SortKey, path: string): [string | number, string] {
  const { value, id } = key;
  const isText = (text: unknown) =>
    typeof text === 'string' && text.isWellFormed() && !text.includes('\u0000');
  const isNumber = /^(?:0|[1-9]\d{0,9})$/.test(value) && Number(value) < 2 ** 31;
  if (!isText(value) || !isText(id) || (order.numeric === true && !isNumber)) {
    throw BadUserInput.at(path, 'cursor', 'This is not a cursor of this list.');
  }
  return [order.numeric === true ? Number(value) : value, id];
}

/** Makes a page of at most `size + 1` rows, which were read in {@link direction}. */
export function pageOf<Row>(found: readonly Row[], request: PageRequest): Page<Row> {
  const hasMore = found.length > request.size;
  const rows = found.slice(0, request.size);
  if (request.backward) {
    return { rows: rows.reverse(), hasPreviousPage: hasMore, hasNextPage: request.before !== undefined };
  }
  return { rows, hasNextPage: hasMore, hasPreviousPage: request.after !== undefined };
}
