import type { Call } from '../route';

const PAGE = { size: 30, max: 100 } as const;

/** The OpenAPI schema of the paging parameters. Like GitHub, we cut a larger page to 100 instead of refusing it. */
export const pageQuery = {
  type: 'object',
  properties: {
    per_page: { type: 'integer', minimum: 1, default: PAGE.size },
    page: { type: 'integer', minimum: 1, default: 1 },
  },
};

/** The page that a request asks for. Pages count from 1. */
export interface PageRequest {
  readonly page: number;
  readonly limit: number;
  readonly offset: number;
}

export function pageRequestOf({ query }: Pick<Call, 'query'>): PageRequest {
  const { per_page, page } = query as { per_page: number; page: number };
  const limit = Math.min(per_page, PAGE.max);
  // Larger offsets would not be exact, and no list is that long.
  return { page, limit, offset: Math.min((page - 1) * limit, Number.MAX_SAFE_INTEGER) };
}

/** The `Link` header (RFC 8288) of a page; no header if everything fits on one page. */
export function linkHeader(call: Call, { page, limit }: PageRequest, total: number): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / limit));
  const links: string[] = [];
  const link = (relation: string, target: number) =>
    links.push(`<${call.origin}${call.url}?per_page=${limit}&page=${target}>; rel="${relation}"`);
  if (page > 1) link('prev', Math.min(page - 1, last));
  if (page < last) {
    link('next', page + 1);
    link('last', last);
  }
  if (page > 1) link('first', 1);
  return links.length > 0 ? { link: links.join(', ') } : {};
}
