import { BadUserInput } from './errors';
import { isWellFormedText } from './plaintext';

/** A name for display, and its folded form for uniqueness and look-up. */
export interface CanonicalName {
  /** As the client spelled it, in NFC. */
  readonly display: string;
  /** Case-folded: two names that differ only in case are the same name. */
  readonly folded: string;
}

/** Length of a name in Unicode characters (code points). */
export const NAME_LENGTH = { min: 1, max: 255 } as const;

// Control, format (zero-width, bidirectional), private-use and unassigned characters, separators other than the plain
// space, characters that render as nothing (variation selectors, fillers), and the blank Braille pattern.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;
const LATIN = /\p{Script=Latin}/u;
const LOOKS_LATIN =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}\p{Script=Osage}]/u;

/**
 * The canonical form of a name. Everything that stores or looks up a name calls this function.
 *
 * The result is in Unicode normalization form C (UAX #15). Refused: control, zero-width and bidirectional characters, unusual spaces,
 * spaces at the ends, characters that only imitate others (those that change under NFKC), and Latin letters mixed with
 * look-alike scripts (based on the restriction levels of UTS #39).
 *
 * @throws BadUserInput rules `length`, `unicode`, `invisible`, `space`, `lookalike` at `path`.
 */
export function canonicalName(text: string, path: string): CanonicalName {
  if (!isWellFormedText(text)) {
    throw BadUserInput.at(path, 'unicode', 'A name must be well-formed Unicode.');
  }
  const display = text.normalize('NFC');
  const length = [...display].length;
  if (length < NAME_LENGTH.min || length > NAME_LENGTH.max) {
    throw BadUserInput.at(path, 'length', `A name has ${NAME_LENGTH.min} to ${NAME_LENGTH.max} characters.`);
  }
  if (INVISIBLE.test(display)) {
    throw BadUserInput.at(path, 'invisible', 'A name has no control, invisible or unusual space characters.');
  }
  if (display.trim() !== display) {
    throw BadUserInput.at(path, 'space', 'A name neither begins nor ends with a space.');
  }
  if (display.normalize('NFKC') !== display || (LATIN.test(display) && LOOKS_LATIN.test(display))) {
    throw BadUserInput.at(
      path,
      'lookalike',
      'A name has no characters that imitate others and does not mix look-alike scripts.',
    );
  }
  return { display, folded: foldCase(display) };
}

/** The folded form of a name to look up; undefined if no secret can have that name. */
export function lookedUpName(text: string): string | undefined {
  try {
    return canonicalName(text, '').folded;
  } catch (error) {
    if (error instanceof BadUserInput) return undefined;
    throw error;
  }
}

const ASCII = /^[\x20-\x7e]*$/;

/**
 * Case folding for comparison. Lower, upper and lower case again covers characters with several forms (ß and ẞ both become
 * `ss`). The final sigma becomes the plain one, so that a prefix folds to a prefix. Folding twice changes nothing.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFC');
}

const SLUG = /^[a-z0-9](?:-?[a-z0-9]){0,38}$/;

/**
 * A slug in lower case: 1 to 39 ASCII letters, digits, and single hyphens between them.
 *
 * @throws BadUserInput rule `slug` at `path`.
 */
export function canonicalSlug(text: string, path: string): string {
  const slug = text.toLowerCase();
  if (slug.length > 39 || !SLUG.test(slug)) {
    throw BadUserInput.at(path, 'slug', 'A slug has 1 to 39 letters, digits or single hyphens between them.');
  }
  return slug;
}

/**
 * Checks free text, such as a note: well-formed Unicode without control characters other than tabs and line breaks.
 *
 * @param max length in Unicode characters (code points).
 * @returns the text.
 * @throws BadUserInput rules `unicode`, `length`, `control` at `path`.
 */
export function checkedText(text: string, path: string, max: number): string {
  if (!isWellFormedText(text))
    throw BadUserInput.at(path, 'unicode', 'The text must be well-formed Unicode.');
  if ([...text].length > max)
    throw BadUserInput.at(path, 'length', `The text has at most ${max} characters.`);
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)) {
    throw BadUserInput.at(path, 'control', 'The text has no control characters.');
  }
  return text;
}
