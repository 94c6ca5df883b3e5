import type DataLoader from 'dataloader';
import { type ConnectionArguments, type Page, pageRequest, type SortKey } from '../../core/page';
import type { Permit } from '../../core/policy';
import type { CountKey, PageKey } from '../request/batches';
import { Connection } from './connection';

/** How to read a list that each organization has. */
export interface OrganizationList<Row extends object, Arguments = undefined> {
  /** Identifies the list and its order; a cursor is valid only for the same name. */
  readonly name: string;
  readonly pages: DataLoader<PageKey<Arguments>, Page<Row>, string>;
  readonly counts: DataLoader<CountKey<Arguments>, number, string>;
  readonly keyOf: (row: Row) => SortKey;
  /** Reads what the fields of a page's rows will ask for, in one statement for all rows. */
  readonly prefetch?: (rows: readonly Row[]) => Promise<unknown>;
  /** Adds the cost of a list that looks at more rows than it returns, before it is read. */
  readonly addCost?: (() => Promise<void>) | undefined;
}

/**
 * One organization's list as a connection. If a request selects the same page of several organizations, all are read in
 * one statement.
 *
 * @param filterKey a text that is equal for equal arguments.
 * @throws BadUserInput for invalid page arguments or a cursor of another list.
 */
export function organizationList<Row extends object, Arguments = undefined>(
  { name, pages, counts, keyOf, prefetch, addCost }: OrganizationList<Row, Arguments>,
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
      await addCost?.();
      const pageKey = `${key} ${JSON.stringify(page)}`;
      const found = await pages.load({ permit, arguments: filter as Arguments, page, key: pageKey });
      if (prefetch !== undefined) await prefetch(found.rows);
      return found;
    },
    organizationId,
    list,
    keyOf,
    count: async () => {
      await addCost?.();
      return counts.load({ permit, arguments: filter as Arguments, key });
    },
  });
}
