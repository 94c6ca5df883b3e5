import DataLoader from 'dataloader';
import type { Page, PageRequest } from '../../core/page';
import type { Permit } from '../../core/policy';

/** A page of one organization's list. Pages with the same `key`, which leaves out the organization, share a statement. */
export interface PageKey<Arguments = undefined> {
  readonly permit: Permit;
  readonly arguments: Arguments;
  readonly page: PageRequest;
  readonly key: string;
}

/** A count of one organization's rows. */
export type CountKey<Arguments = undefined> = Omit<PageKey<Arguments>, 'page'>;

/**
 * A loader of one value for each row.
 *
 * @param find reads the values of these rows; returns them by id of the row.
 * @param none the value of a row for which `find` returns none.
 */
export function valuesOf<Row extends { readonly id: string }, Value>(
  find: (rows: readonly Row[]) => Promise<ReadonlyMap<string, Value>>,
  none: Value,
) {
  return new DataLoader<Row, Value, string>(
    async (rows) => {
      const found = await find(rows);
      return rows.map(({ id }) => found.get(id) ?? none);
    },
    { cacheKeyFn: ({ id }) => id },
  );
}

const EMPTY_PAGE = { rows: [], hasNextPage: false, hasPreviousPage: false } as const;

/**
 * A loader of pages of a list that each organization has.
 *
 * @param find reads one page for each permit; returns the pages by organization id.
 */
export function pages<Arguments, Row>(
  find: (
    permits: readonly Permit[],
    given: Arguments,
    page: PageRequest,
  ) => Promise<ReadonlyMap<string, Page<Row>>>,
) {
  return perOrganization<PageKey<Arguments>, Page<Row>>(
    (permits, { arguments: given, page }) => find(permits, given, page),
    EMPTY_PAGE,
  );
}

/**
 * A loader of the length of such a list.
 *
 * @param find counts the rows for each permit; returns the counts by organization id.
 */
export function counts<Arguments = undefined>(
  find: (permits: readonly Permit[], given: Arguments) => Promise<ReadonlyMap<string, number>>,
) {
  return perOrganization<CountKey<Arguments>, number>(
    (permits, { arguments: given }) => find(permits, given),
    0,
  );
}

/** Calls `find` once for each distinct key, with the permits of all organizations that need it. */
function perOrganization<Key extends { readonly permit: Permit; readonly key: string }, Value>(
  find: (permits: readonly Permit[], key: Key) => Promise<ReadonlyMap<string, Value>>,
  none: Value,
) {
  return new DataLoader<Key, Value, string>(
    async (keys) => {
      const groups = new Map<string, Key[]>();
      for (const each of keys) {
        const group = groups.get(each.key);
        if (group === undefined) groups.set(each.key, [each]);
        else group.push(each);
      }
      const found = new Map<string, ReadonlyMap<string, Value>>();
      await Promise.all(
        [...groups].map(async ([key, group]) => {
          found.set(
            key,
            await find(
              group.map(({ permit }) => permit),
              group[0]!,
            ),
          );
        }),
      );
      return keys.map(({ permit, key }) => found.get(key)?.get(permit.organizationId) ?? none);
    },
    { cacheKeyFn: ({ permit, key }) => `${permit.organizationId} ${key}` },
  );
}
