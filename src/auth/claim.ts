const MAX_LENGTH = 255;
/** Control, bidirectional and zero-width characters, lone surrogates, and characters that render as nothing. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A claim as a short text without invisible characters. Identity providers let people choose their names, which appear beside
 * the names of others. A name is cleaned and not refused, because its owner must be able to log in.
 *
 * @returns at most 255 Unicode characters in normalization form C (UAX #15); undefined if the claim is no text or nothing is
 * left.
 */
export function readableClaim(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const cleaned = claim
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  // By characters: a cut between UTF-16 code units could leave half a character.
  const text = [...cleaned].slice(0, MAX_LENGTH).join('').trim();
  return text === '' ? undefined : text;
}
