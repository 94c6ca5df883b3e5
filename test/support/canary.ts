import { randomInt } from 'node:crypto';
import { formsOf } from './canary-forms';
import { FormIndex } from './canary-search';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 32;

/** A random text that stands for a secret value: wherever it turns up, a value would have. */
export interface Canary {
  /** 32 base62 characters, new for every canary. */
  readonly text: string;
}

/** One place in a haystack where a canary, or at least 12 characters of it, was seen. Never holds those characters. */
export interface Finding {
  /** How it was written: `raw`, `base64`, `hex`, … */
  readonly encoding: string;
  /** Position of the first byte in the haystack (of its UTF-8 form for a string). */
  readonly offset: number;
  /** Number of bytes that match. */
  readonly length: number;
  /** Whether the whole canary is there, or only a part. */
  readonly whole: boolean;
}

const made: Canary[] = [];
const indexes = new WeakMap<Canary, FormIndex>();

/** Makes a canary and remembers it for {@link expectNoCanary}. */
export function newCanary(): Canary {
  const text = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const canary = Object.freeze({ text });
  made.push(canary);
  return canary;
}

/**
 * Searches for a canary raw, in base64 and base64url (every alignment), hex, URL-, JSON-, JavaScript- and HTML-escaped,
 * as a list of bytes and in UTF-16LE, and for every part of 12 characters of these. 50 MB take about a tenth of a
 * second.
 */
export function findCanary(haystack: Uint8Array | string, canary: Canary): Finding[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack;
  let index = indexes.get(canary);
  if (!index) {
    index = new FormIndex(formsOf(canary.text));
    indexes.set(canary, index);
  }
  return index.search(bytes).map(({ form, start, end }) => ({
    encoding: form.encoding,
    offset: start,
    length: end - start,
    whole: end - start === form.bytes.length,
  }));
}

/**
 * Fails when a canary is in the haystack; `location` says in the message what the haystack is. Without `canaries` it looks
 * for each one made in this test file, and fails when there is none, as it would prove nothing.
 */
export function expectNoCanary(
  location: string,
  haystack: Uint8Array | string,
  canaries: readonly Canary[] = made,
): void {
  if (canaries.length === 0) throw new Error('no canary was made, so that none can be found');
  const findings = canaries.flatMap((canary) => findCanary(haystack, canary));
  if (findings.length > 0) throw new Error(describeFindings(location, findings));
}

/** A report of one line for each finding, without a character of the canary. */
export function describeFindings(location: string, findings: readonly Finding[]): string {
  const lines = findings.slice(0, 20).map(({ encoding, offset, length, whole }) => {
    return `  ${whole ? 'whole' : 'part'}, ${encoding}, ${length} bytes at offset ${offset}`;
  });
  return [`canary seen in ${location}:`, ...lines].join('\n');
}
