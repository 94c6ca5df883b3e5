const LONGEST = 255;
/** Controls, bidirectional and zero-width characters, lone surrogates, and all that is drawn as nothing. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A claim as a short text that shows what it is. Identity providers let people choose their names, and a name appears
 * beside those of others: it is cleaned, not refused, because its owner must be able to log in.
 *
 * @returns at most 255 Unicode characters, normalized (UAX #15, form C); undefined for what is no text or leaves nothing.
 */
export function readableClaim(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const cleaned = claim
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  // By characters and not by UTF-16 units, which would leave half of one at the cut.
  const text = [...cleaned].slice(0, LONGEST).join('').trim();
  return text === '' ? undefined : text;
}
