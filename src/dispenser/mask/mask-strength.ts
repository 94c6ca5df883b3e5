import { utf8Text } from '../../crypto/bytes';

/** A value of fewer bits may be a common word, and is masked as a whole word only. */
const STRONG_BITS = 40;

/**
 * Bits of a character, by what a text consists of. A word of a language has little more than two bits a letter (Shannon,
 * "Prediction and Entropy of Printed English", 1951).
 */
const KINDS: readonly (readonly [RegExp, number])[] = [
  [/^\d+$/, 3.3],
  [/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+)(?:[-_ ./:](?:[a-z]+|[A-Z]+|[A-Z][a-z]+))*$/, 2.5],
  [/^[a-z0-9]+$|^[A-Z0-9]+$/, 5.1],
];

/**
 * True for a value that could be an ordinary word or number, such as `test` or `5432`: inside other words it is more often
 * that word than the value.
 */
export function mayBeWord(value: Uint8Array): boolean {
  const text = utf8Text(value)?.trim();
  if (text === undefined) return false;
  const bits = KINDS.find(([kind]) => kind.test(text))?.[1] ?? 6;
  return bits * [...text].length < STRONG_BITS;
}
