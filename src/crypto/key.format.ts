import { prefixOf } from '../core/id';
import { decodeBase64Url } from './base64';
import { KeyFormatError } from './crypto.error';

/** Length of a key id in bytes: `key-` and 26 characters. */
export const KEY_ID_BYTES = 30;

/** True for `key-` and 26 characters of lower-case Crockford base32. */
export function isKeyId(text: string): boolean {
  return text.length === KEY_ID_BYTES && prefixOf(text) === 'key';
}

/** One line of a key text: its 1-based number and the fields after the keyword. */
export interface KeyLine {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Splits a key text into lines of `keyword field …` with single spaces. Empty lines and lines that begin with `#` are
 * skipped. A comment after a key is refused, because it could hide that the key is cut short.
 *
 * @throws KeyFormatError rule `form`, or `empty` if there is no key.
 */
export function keyLines(text: string, keyword: string, fieldCount: number): readonly KeyLine[] {
  const lines = text
    .split(/\r?\n/)
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content !== '' && !content.startsWith('#'));
  if (lines.length === 0) throw new KeyFormatError('empty', `no ${keyword} line is there`);
  return lines.map(({ line, content }) => {
    const [found, ...fields] = content.split(' ');
    if (found !== keyword || fields.length !== fieldCount || fields.includes('')) {
      const syntax = `must be "${keyword}" and ${fieldCount} fields, one space between`;
      throw new KeyFormatError('form', syntax, line);
    }
    return { line, fields };
  });
}

/** Checks a key id. @throws KeyFormatError rule `keyId`. */
export function readKeyId(text: string, line: number): string {
  if (isKeyId(text)) return text;
  throw new KeyFormatError('keyId', 'key id: must be "key-" and 26 characters of base32', line);
}

/** Decodes unpadded base64url of exactly `length` bytes. @throws KeyFormatError rule `alphabet` or `length`. */
export function readBytes(text: string, length: number, field: string, line: number): Uint8Array {
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) {
    throw new KeyFormatError('alphabet', `${field}: must be base64url without padding`, line);
  }
  if (bytes.length !== length)
    throw new KeyFormatError('length', `${field}: must hold ${length} bytes`, line);
  return bytes;
}

/** Reads a UTC time with milliseconds, `2026-01-31T08:00:00.000Z`. @throws KeyFormatError rule `time`. */
export function readTime(text: string, line: number): Date {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime()) && time.toISOString() === text) return time;
  throw new KeyFormatError('time', 'created: must be a UTC time such as 2026-01-31T08:00:00.000Z', line);
}
