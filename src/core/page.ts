import { createHash } from 'node:crypto';
import { BadUserInput } from './errors';
import { prefixOf } from './id';
import { isWellFormedText } from './plaintext';

/** The page size if the client gives none, and the largest that it may give. */
export const PAGE_SIZE = { default: 30, max: 200 } as const;

/** The arguments of a Relay connection, as a client gives them. */
export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A request for one page in keyset order. `after` and `before` have been checked to belong to the list. */
export interface PageRequest {
  readonly size: number;
  readonly backward: boolean;
  readonly after: SortKey | undefined;
  readonly before: SortKey | undefined;
}

/** The position of a row in its list: the value that the list is ordered by, and the id to make it unique. */
export interface SortKey {
  readonly value: string;
  readonly id: string;
}

/** One page of rows, in the list's order whatever the direction; the flags are those of the Relay specification. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

// A name has up to 255 characters, each folded to at most 6 bytes of UTF-8; a whole cursor is below 2,400 characters.
const CURSOR_PATTERN = /^[A-Za-z0-9_-]{8,2400}$/;

/**
 * The list that a cursor belongs to: noun, parent and order. A cursor of another organization, order or list is refused,
 * because its position has no meaning there.
 */
export type ListKey = string;

/**
 * An opaque cursor: base64url of a checksum over list and position, followed by the position. It contains no secret and
 * grants nothing.
 */
export function encodeCursor(list: ListKey, key: SortKey): string {
  const body = JSON.stringify([key.value, key.id]);
  return Buffer.from(checksum(list, body) + body, 'utf8').toString('base64url');
}

/**
 * The position in a cursor.
 *
 * @throws BadUserInput rule `cursor` at `path` for any text that {@link encodeCursor} did not make for this list.
 */
export function decodeCursor(list: ListKey, cursor: string, path: string): SortKey {
  const text = CURSOR_PATTERN.test(cursor) ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
  const body = text.slice(12);
  if (text.length > 12 && checksum(list, body) === text.slice(0, 12) && encodedAs(text) === cursor) {
    const key = sortKeyIn(body);
    if (key !== undefined) return key;
  }
  throw notACursor(path);
}

/**
 * The checksum is not keyed, so anybody can make a valid one. What it covers is therefore checked like any other input.
 */
function sortKeyIn(body: string): SortKey | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 2) return undefined;
  const [value, id] = parts as unknown[];
  if (typeof value !== 'string' || !isWellFormedText(value) || value.includes('\0')) return undefined;
  if (typeof id !== 'string' || prefixOf(id) === undefined) return undefined;
  return { value, id };
}

function notACursor(path: string): BadUserInput {
  return BadUserInput.at(
    path,
    'cursor',
    'This is not a cursor of this list; take it from endCursor or startCursor.',
  );
}

function encodedAs(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function checksum(list: ListKey, body: string): string {
  return createHash('sha256').update(`${list}\n${body}`).digest('base64url').slice(0, 12);
}

/**
 * Checks the arguments of a connection against the Relay specification and {@link PAGE_SIZE}.
 *
 * @param path where the arguments are in the input; the paths of errors begin with it.
 * @throws BadUserInput rules `range` (1..200 for first and last), `exclusive` (both first and last), `cursor`.
 */
export function pageRequest(list: ListKey, given: ConnectionArguments, path = ''): PageRequest {
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  const { first, last } = given;
  if (first != null && last != null) {
    throw BadUserInput.at(at('last'), 'exclusive', 'Give either first or last, not both.');
  }
  for (const [name, value] of [
    ['first', first],
    ['last', last],
  ] as const) {
    if (value != null && !(Number.isInteger(value) && value >= 1 && value <= PAGE_SIZE.max)) {
      throw BadUserInput.at(at(name), 'range', `Give a whole number from 1 to ${PAGE_SIZE.max}.`);
    }
  }
  return {
    size: first ?? last ?? PAGE_SIZE.default,
    backward: last != null,
    after: given.after == null ? undefined : decodeCursor(list, given.after, at('after')),
    before: given.before == null ? undefined : decodeCursor(list, given.before, at('before')),
  };
}
