import type { GraphQLError, Source, SourceLocation } from 'graphql';

const LINE_END = /\r\n|[\n\r]/g;
/** Where each line begins, of the sources whose text was dropped. */
const linesOf = new WeakMap<Source, readonly number[]>();

/**
 * Drops the text of a parsed document and remembers where its lines begin. graphql-js reads the text from its start for each
 * node of each error, to find the line: a document with many lines and many errors would take seconds. Without the text it
 * finds line 1 at once, and {@link locationsOf} finds the real one. The document and its tokens stay as they are.
 */
export function dropText(source: Source): void {
  const lines = [0];
  for (const { index, 0: end } of source.body.matchAll(LINE_END)) lines.push(index + end.length);
  linesOf.set(source, lines);
  source.body = '';
}

/** The lines and columns of an error, from 1, as GraphQL §7.1.2 has them; undefined for an error without positions. */
export function locationsOf(error: GraphQLError): readonly SourceLocation[] | undefined {
  const { locations, source } = error;
  const lines = source && linesOf.get(source);
  if (locations === undefined || lines === undefined) return locations;
  return locations.map(({ column }) => locationAt(lines, column - 1));
}

function locationAt(lines: readonly number[], offset: number): SourceLocation {
  let [low, high] = [0, lines.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lines[middle]! <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - lines[low]! + 1 };
}
