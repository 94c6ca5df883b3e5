import { InvalidArgumentError } from 'commander';

/** A page of a list, as GraphQL answers it. */
export interface Page<Row> {
  readonly nodes: readonly Row[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
}

/** Which page to ask for. */
export interface PageRequest {
  readonly first: number;
  readonly after: string | undefined;
}

const PAGE_SIZE = 100;

/**
 * The rows of a list, page by page.
 *
 * @param limit the most rows; all when left out.
 * @param load gives a page; undefined if the list does not exist for the caller.
 */
export async function rowsOf<Row>(
  load: (request: PageRequest) => Promise<Page<Row> | null | undefined>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | undefined;
  while (rows.length < limit) {
    const page = await load({ first: Math.min(PAGE_SIZE, limit - rows.length), after });
    if (!page) break;
    rows.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor ?? undefined;
  }
  return rows;
}

/** Reads a whole number from 1. For Commander. */
export function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1.');
}
