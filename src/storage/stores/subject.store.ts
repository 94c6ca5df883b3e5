import { INSTANCE_CHAIN } from '../../core/audit-event';
import { type IdPrefix, prefixOf } from '../../core/id';
import { TABLES } from '../entities/entity-list';
import { rowsOf } from '../sql/query';
import { fixed, joined, list, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

/**
 * The table of each noun that belongs to an organization, by the prefix of its ids, and the column that says to which.
 */
const SUBJECTS: ReadonlyMap<string, { readonly table: string; readonly column: string }> = new Map(
  TABLES.flatMap(({ name: table, idPrefix, columns }) => {
    if (idPrefix === undefined) return [];
    const column = columns.find(({ key }) => key === 'organizationId')?.name ?? 'id';
    return [[idPrefix, { table, column }]];
  }),
);

/** Finds the organization of a subject of any noun, for the guard. */
export class SubjectStore {
  /**
   * The organization of each id, in one statement. Ids that do not exist, users and events of the instance have none.
   *
   * @param ids of any nouns; malformed ones are ignored.
   */
  async organizationOf(on: Reading, ids: readonly string[]): Promise<Map<string, string>> {
    const groups = new Map<IdPrefix, string[]>();
    for (const id of ids) {
      const prefix = prefixOf(id);
      if (prefix !== undefined && SUBJECTS.has(prefix)) {
        groups.set(prefix, [...(groups.get(prefix) ?? []), id]);
      }
    }
    if (groups.size === 0) return new Map();
    const parts = [...groups].map(([prefix, members]) => {
      const { table, column } = SUBJECTS.get(prefix)!;
      return sql`SELECT id, ${fixed(column)} AS organization_id FROM ${fixed(table)} WHERE id IN (${list(members)})`;
    });
    const rows = await rowsOf<{ id: string; organization_id: string }>(on, joined(parts, ' UNION ALL '));
    return new Map(
      rows
        .filter(({ organization_id }) => organization_id !== INSTANCE_CHAIN)
        .map(({ id, organization_id }) => [id, organization_id]),
    );
  }
}
