import { createHash } from 'node:crypto';
import { BadUserInput } from '../core/errors';
import { decodeBase64Url, encodeBase64Url } from './base64';
import { SUITE } from './hpke-suite';
import { isUsablePublicKey, X25519_BYTES } from './x25519';

const MAX_CACHED_KEYS = 1000;
const FINGERPRINT_DOMAIN = 'secrets-gateway consumer key 1\0';

/**
 * Checks the public key of a consumer as clients send it: 32 bytes of X25519 in base64url without padding.
 *
 * @throws BadUserInput rules `base64url`, `length`, `point` at `path`.
 */
export function checkedConsumerKey(text: string, path: string): string {
  const raw = text.length <= 64 ? decodeBase64Url(text) : undefined;
  if (raw === undefined) {
    throw BadUserInput.at(path, 'base64url', 'A public key is base64url without padding.');
  }
  if (raw.length !== X25519_BYTES) {
    throw BadUserInput.at(path, 'length', `A public key has ${X25519_BYTES} bytes.`);
  }
  if (!isUsablePublicKey(raw))
    throw BadUserInput.at(path, 'point', 'This is not a usable X25519 public key.');
  return text;
}

/** A short name for a public key: 16 bytes of SHA-256 in base64url. */
export const consumerKeyFingerprint: (publicKey: string) => string = cachedByKey((publicKey) =>
  createHash('sha256')
    .update(FINGERPRINT_DOMAIN)
    .update(publicKey)
    .digest()
    .subarray(0, 16)
    .toString('base64url'),
);

/** Seals bytes to a consumer's key (HPKE, base mode). @param publicKey checked by {@link checkedConsumerKey}. */
export async function sealToConsumer(
  publicKey: string,
  bytes: Uint8Array,
  context: { readonly info: Uint8Array; readonly aad: Uint8Array },
): Promise<{ readonly enc: string; readonly ciphertext: string }> {
  const { encapsulatedSecret, ciphertext } = await SUITE.Seal(await imported(publicKey), bytes, context);
  return { enc: encodeBase64Url(encapsulatedSecret), ciphertext: encodeBase64Url(ciphertext) };
}

/** Importing a key costs about a tenth of the time of sealing. */
const imported = cachedByKey((publicKey) =>
  SUITE.DeserializePublicKey(decodeBase64Url(publicKey) ?? new Uint8Array()),
);

/** Caches what is computed from a public key: requests come from the same consumers again and again. */
function cachedByKey<Made>(make: (publicKey: string) => Made): (publicKey: string) => Made {
  const cache = new Map<string, Made>();
  return (publicKey) => {
    const known = cache.get(publicKey);
    if (known !== undefined) return known;
    if (cache.size >= MAX_CACHED_KEYS) cache.clear();
    const made = make(publicKey);
    cache.set(publicKey, made);
    return made;
  };
}
