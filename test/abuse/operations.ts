/** One text for each number from 0, with blanks between. */
export function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join(' ');
}

/** A document with this many lexical tokens; at least ten. Its operations are small and its first is `o0`. */
export function documentOf(tokens: number): string {
  const operations = Math.floor(tokens / 5) - 1;
  const rest = tokens - 5 * operations;
  return `${times(operations, (index) => `query o${index} { __typename }`)} query last { ${'__typename '.repeat(rest - 4)}}`;
}

const WAY_DOWN = ['organization(slug: "default")', 'secrets(first: 1)', 'nodes'];

/** An operation with this many levels of fields. */
export function nested(levels: number): string {
  const way = Array.from({ length: levels - 1 }, (_, level) =>
    level > 0 && level % 3 === 0 ? 'organization' : WAY_DOWN[level % 3],
  );
  return `{ ${way.map((field) => `${field} { `).join('')}__typename${' }'.repeat(levels)}`;
}

/** An operation of this cost: a page of 200 with as many fields as fit, and what is left beside it. */
export function costing(cost: number): string {
  const fields = Math.floor((cost - 2) / 200) - 1;
  const beside = cost - 2 - 200 * (fields + 1);
  return `{ organization(slug: "default") { ${'id '.repeat(beside)} secrets(first: 200) { nodes { ${'id '.repeat(fields)} } } } }`;
}

/** A document with this many parts, most of them in a fragment that many operations spread. Its first operation is `o0`. */
export function ofSize(parts: number): string {
  const operations = Math.floor((parts - 100) / 101);
  const rest = parts - 101 * operations;
  const viewer = (fields: number) =>
    `viewer { ${times(fields, (index) => (index % 2 === 0 ? 'id' : 'name'))} }`;
  return `${times(operations, (index) => `query o${index} { ...all }`)} query last { ${viewer(rest - 1)} } fragment all on Query { ${viewer(99)} }`;
}
