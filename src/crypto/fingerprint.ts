import { Plaintext, revealPlaintext } from '../core/plaintext';
import { lengthPrefixed } from './bytes';
import { type ChainKey, fingerprint } from './chain';

/**
 * The fingerprint of a command (32 bytes). Equal commands have equal fingerprints: the order of fields does not matter,
 * and a field that is `undefined` counts as absent. The bytes of a value are included, so only this layer can compute
 * it.
 *
 * @param command plain data: texts, numbers, booleans, null, dates, values, and lists and objects of these.
 * @throws TypeError for anything else; the message names the type only.
 */
export function commandFingerprint(
  key: ChainKey,
  idempotencyKey: string,
  action: string,
  command: object,
): Uint8Array {
  return fingerprint(key, idempotencyKey, lengthPrefixed(action, canonicalBytes(command)));
}

/** Type tag and length-prefixed content, so that different commands never give the same bytes. */
function canonicalBytes(value: unknown): Uint8Array {
  if (value === null) return lengthPrefixed('null');
  if (value instanceof Plaintext) return lengthPrefixed('value', revealPlaintext(value));
  if (value instanceof Date) return lengthPrefixed('date', value.toISOString());
  if (Array.isArray(value)) return lengthPrefixed('list', ...value.map(canonicalBytes));
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return lengthPrefixed(typeof value, String(value));
  }
  if (typeof value === 'object' && [Object.prototype, null].includes(Object.getPrototypeOf(value))) {
    const fields = Object.entries(value)
      .filter(([, content]) => content !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return lengthPrefixed('object', ...fields.flatMap(([name, content]) => [name, canonicalBytes(content)]));
  }
  throw new TypeError(`A command cannot hold a ${typeof value} of this class.`);
}
