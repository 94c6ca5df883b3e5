const MAX_PAGE = 100;

/** A page of an in-memory list as a Relay connection. A cursor is the id of a row. */
export function page(rows, { first, after }) {
  const start = after == null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  const size = Math.min(Math.max(first, 0), MAX_PAGE);
  const nodes = rows.slice(start, start + size);
  return {
    nodes,
    edges: nodes.map((node) => ({ cursor: node.id, node })),
    totalCount: rows.length,
    pageInfo: {
      hasNextPage: start + size < rows.length,
      hasPreviousPage: start > 0,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    },
  };
}
