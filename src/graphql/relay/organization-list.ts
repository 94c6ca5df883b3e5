import type DataLoader from 'dataloader';
import { type ConnectionArguments, type Page, pageRequest, type SortKey } from '../../core/page';
import type { Permit } from '../../core/policy';
import type { CountKey, PageKey } from '../request/batches';
import { Connection } from './connection';

/** A list that every organization has one of, as the loaders read it. */
export interface OrganizationList<Row extends object, Arguments = undefined> {
  /** Names list and order; part of the cursor's list key. */
  readonly name: string;
  readonly pages: DataLoader<PageKey<Arguments>, Page<Row>, string>;
  readonly counts: DataLoader<CountKey<Arguments>, number, string>;
  readonly keyOf: (row: Row) => SortKey;
  /** Reads what the rows of a page lead to, before they ask for it one by one. */
  readonly warm?: (rows: readonly Row[]) => Promise<unknown>;
}

/**
 * One organization's list as a connection. Pages and counts of many organizations that ask alike are one statement.
 *
 * @param filterKey names the arguments, when there are any.
 */
export function organizationList<Row extends object, Arguments = undefined>(
  { name, pages, counts, keyOf, warm }: OrganizationList<Row, Arguments>,
  permit: Permit,
  given: ConnectionArguments,
  ...[filter, filterKey = '']: Arguments extends undefined ? [] : [Arguments, string]
): Connection<Row> {
  const { organizationId } = permit;
  const list = `${name}:${organizationId}`;
  const page = pageRequest(list, given);
  const key = `${name} ${filterKey}`;
  return new Connection({
    page: async () => {
      const pageKey = `${key} ${JSON.stringify(page)}`;
      const found = await pages.load({ permit, arguments: filter as Arguments, page, key: pageKey });
      if (warm !== undefined) await warm(found.rows);
      return found;
    },
    organizationId,
    list,
    keyOf,
    count: () => counts.load({ permit, arguments: filter as Arguments, key }),
  });
}
