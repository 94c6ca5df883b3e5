import { INSTANCE_CHAIN } from '../../core/audit-event';
import { type IdPrefix, prefixOf } from '../../core/id';
import { rowsOf } from '../sql/query';
import { fixed, joined, list, sql } from '../sql/sql';
import type { Table } from '../sql/table';
import type { Reading } from '../sql/unit-of-work';

interface Subject {
  readonly table: string;
  /** The column with the id of the organization. */
  readonly column: string;
}

/** Finds the organization of a subject of any noun, for the guard. */
export class SubjectStore {
  /** The nouns that belong to an organization, by the prefix of their ids. */
  readonly #subjects: ReadonlyMap<string, Subject>;

  /** @param tables all tables; those without a prefix are left out. */
  constructor(tables: readonly Table[]) {
    this.#subjects = new Map(
      tables.flatMap(({ name: table, idPrefix, columns }) => {
        if (idPrefix === undefined) return [];
        const column = columns.find(({ key }) => key === 'organizationId')?.name ?? 'id';
        return [[idPrefix, { table, column }]];
      }),
    );
  }

  /**
   * The organization of each id, in one statement. Ids that do not exist, users and events of the instance have none.
   *
   * @param ids of any nouns; malformed ones are ignored.
   */
  async organizationOf(on: Reading, ids: readonly string[]): Promise<Map<string, string>> {
    const groups = new Map<IdPrefix, string[]>();
    for (const id of ids) {
      const prefix = prefixOf(id);
      if (prefix !== undefined && this.#subjects.has(prefix)) {
        groups.set(prefix, [...(groups.get(prefix) ?? []), id]);
      }
    }
    if (groups.size === 0) return new Map();
    const parts = [...groups].map(([prefix, members]) => {
      const { table, column } = this.#subjects.get(prefix)!;
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
