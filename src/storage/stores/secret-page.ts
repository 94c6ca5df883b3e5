import type { Page, PageRequest } from '../../core/page';
import type { Secret } from '../../core/secret';
import { SECRETS } from '../entities/secret.entity';
import {
  direction,
  type KeysetList,
  type KeysetOrder,
  keysetPage,
  pageOf,
  withinCursors,
} from '../sql/keyset';
import type { StoredRow } from '../sql/projection';
import { rowsOf } from '../sql/query';
import { fixed, joined, type Sql, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

/** How many organizations one statement covers. SQLite accepts 500 parts in a compound statement. */
const PARTS = 200;

/**
 * One page of each organization's secrets, in one statement for each 200 organizations. Each organization is a part
 * with its own limit, so an organization with a million secrets costs no more than one with a few.
 *
 * @param wheres the predicate of each organization's list.
 * @throws BadUserInput rule `cursor`.
 */
export async function secretPages(
  on: Reading,
  wheres: ReadonlyMap<string, Sql>,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Map<string, Page<Secret>>> {
  const lists = [...wheres].map(([id, where]) => {
    return [id, { what: SECRETS, from: sql`secret`, where, order }] as const;
  });
  const [only] = lists;
  if (only !== undefined && lists.length === 1) {
    return new Map([[only[0], await keysetPage(on, only[1], request)]]);
  }
  const groups = new Map<string, Secret[]>(lists.map(([id]) => [id, []]));
  for (let from = 0; from < lists.length; from += PARTS) {
    const parts = lists.slice(from, from + PARTS).map(([, list]) => partOf(on, list, request));
    // A compound statement loses the order of its parts, so each part selects its ordering value.
    const all = direction({ ...order, column: 'page_value' }, request);
    const rows = await rowsOf<StoredRow & { readonly organization_id: string }>(
      on,
      sql`${joined(parts, ' UNION ALL ')} ORDER BY organization_id, ${all}`,
    );
    for (const row of rows) groups.get(row.organization_id)?.push(SECRETS.read(row));
  }
  return new Map([...groups].map(([id, rows]) => [id, pageOf(rows, request)]));
}

function partOf(on: Reading, list: KeysetList<Secret>, request: PageRequest): Sql {
  return sql`SELECT * FROM (SELECT ${list.what.columns(on)}, organization_id, id, ${fixed(list.order.column)} AS page_value FROM ${list.from} WHERE ${withinCursors(list, request)} ORDER BY ${direction(list.order, request)} LIMIT ${request.size + 1}) AS part`;
}
