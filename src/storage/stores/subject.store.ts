import { INSTANCE_CHAIN } from '../../core/audit-event';
import { type IdPrefix, prefixOf } from '../../core/id';
import { rowsOf } from '../sql/query';
import { fixed, joined, list, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

/** Where an id of each noun is found, and the column with its organization. Other nouns belong to none. */
const PLACES: Partial<Readonly<Record<IdPrefix, { readonly table: string; readonly column: string }>>> = {
  org: { table: 'organization', column: 'id' },
  secret: { table: 'secret', column: 'organization_id' },
  version: { table: 'secret_version', column: 'organization_id' },
  team: { table: 'team', column: 'organization_id' },
  member: { table: 'membership', column: 'organization_id' },
  role: { table: 'role', column: 'organization_id' },
  svc: { table: 'service_user', column: 'organization_id' },
  token: { table: 'token', column: 'organization_id' },
  repo: { table: 'repository', column: 'organization_id' },
  consumer: { table: 'consumer', column: 'organization_id' },
  event: { table: 'audit_event', column: 'chain_id' },
};

/** Finds the organization that a subject of any noun belongs to, which the guard must know before it can decide. */
export class SubjectStore {
  /**
   * The organization of each id that exists and has one; one statement. Users, and events of the instance, have none.
   *
   * @param ids of any nouns, mixed; malformed ones are passed over.
   */
  async organizationOf(on: Reading, ids: readonly string[]): Promise<Map<string, string>> {
    const groups = new Map<IdPrefix, string[]>();
    for (const id of ids) {
      const prefix = prefixOf(id);
      if (prefix !== undefined && PLACES[prefix] !== undefined) {
        groups.set(prefix, [...(groups.get(prefix) ?? []), id]);
      }
    }
    if (groups.size === 0) return new Map();
    const parts = [...groups].map(([prefix, members]) => {
      const { table, column } = PLACES[prefix]!;
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
