import type { Page, PageRequest } from '../../core/page';
import {
  direction,
  type KeysetList,
  type KeysetOrder,
  keysetPage,
  pageOf,
  withinCursors,
} from '../sql/keyset';
import { rowsOf } from '../sql/query';
import { fixed, joined, type Sql, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';
import { type SecretRow, secretColumns } from './secret.row';

/** SQLite takes 500 parts of a compound statement; a page of organizations has at most 200. */
const PARTS = 200;

/**
 * One page of each organization's secrets, in one statement (for each 200 organizations). Every organization is a part
 * of its own that ends at its page, so that an organization with a million secrets costs no more than one with few.
 *
 * @param wheres the predicate of each organization's list.
 * @throws BadUserInput rule `cursor`.
 */
export async function secretPages(
  on: Reading,
  wheres: ReadonlyMap<string, Sql>,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Map<string, Page<SecretRow>>> {
  const lists = [...wheres].map(([id, where]) => {
    return [id, { columns: secretColumns(on), from: sql`secret`, where, order }] as const;
  });
  const [only] = lists;
  if (only !== undefined && lists.length === 1) {
    return new Map([[only[0], await keysetPage<SecretRow>(on, only[1], request)]]);
  }
  const groups = new Map<string, SecretRow[]>(lists.map(([id]) => [id, []]));
  for (let from = 0; from < lists.length; from += PARTS) {
    const parts = lists.slice(from, from + PARTS).map(([, list]) => partOf(list, request));
    // Rows of a compound have no order but the one it is given; each part gave its ordering value for it.
    const all = direction({ ...order, column: 'page_value' }, request);
    const rows = await rowsOf<SecretRow & { readonly organization_id: string }>(
      on,
      sql`${joined(parts, ' UNION ALL ')} ORDER BY organization_id, ${all}`,
    );
    for (const row of rows) groups.get(row.organization_id)?.push(row);
  }
  return new Map([...groups].map(([id, rows]) => [id, pageOf(rows, request)]));
}

function partOf(list: KeysetList, request: PageRequest): Sql {
  return sql`SELECT * FROM (SELECT ${list.columns}, organization_id, id, ${fixed(list.order.column)} AS page_value FROM ${list.from} WHERE ${withinCursors(list, request)} ORDER BY ${direction(list.order, request)} LIMIT ${request.size + 1}) AS part`;
}
