import { readEscape } from './escape-syntax';
import { isSpace } from './mask-view';
import { IS_ESCAPE } from './special-bytes';

/**
 * Writes bytes with escapes resolved.
 *
 * @param first where to write.
 * @param most no more is written from this position on.
 * @returns the position after the last byte written.
 */
export function resolveEscapes(
  from: Uint8Array,
  start: number,
  end: number,
  to: Uint8Array,
  first: number,
  most: number,
): number {
  let last = first;
  for (let at = start; at < end && last < most; ) {
    const byte = from[at]!;
    const found = IS_ESCAPE[byte] === 1 ? readEscape(from, at, end, to, last) : 0;
    if (found === 0) to[last] = byte;
    last += found === 0 ? 1 : found & 7;
    at += found === 0 ? 1 : found >>> 3;
  }
  return last;
}

/** Moves the bytes that are no white space to the front. @returns the position after the last one. */
export function withoutSpaces(bytes: Uint8Array, first: number, end: number): number {
  let last = first;
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at]!;
    if (!isSpace(byte)) bytes[last++] = byte;
  }
  return last;
}
