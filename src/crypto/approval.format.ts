import { createHash } from 'node:crypto';
import type { Consumer } from '../core/consumer';
import { equalBytes, lengthPrefixed, uint32, uint64 } from './bytes';

const DOMAIN = 'secrets-gateway consumer approval 1';
const DIGEST_DOMAIN = 'secrets-gateway consumer digest 1';
const DIGEST_BYTES = 20;

/**
 * What an approval covers, as bytes: all that decides who receives values, and where. That is id, organization, owner,
 * public key, identity (claims sorted by name), address ranges and expiry; not the name, and not what the consumer may use.
 * Each part is length-prefixed, and what may be missing is a list of none or one, so that no two consumers that differ in
 * any of it give the same bytes.
 *
 * @param consumer as it was read from the database, whose rows somebody else may have written.
 * @returns undefined for a consumer that does not hold what its type says: it cannot be approved.
 */
export function recipientBytes(consumer: Consumer): Uint8Array | undefined {
  const { id, organizationId, ownerId, publicKey, identity, addressRanges, expiresAt } = consumer;
  if (identity !== null && (typeof identity.claims !== 'object' || identity.claims === null))
    return undefined;
  const claims = identity === null ? [] : sortedClaims(identity.claims);
  const pinned = identity === null ? [] : [identity.issuer, identity.audience];
  const expiry = expiresAt === null ? [] : [expiresAt.getTime()];
  const texts = [id, organizationId, ownerId ?? '', publicKey ?? '', ...pinned, ...claims.flat()];
  if (!(Array.isArray(addressRanges) && [...texts, ...addressRanges].every(isText))) return undefined;
  // A time that is none would compare as never over.
  if (!expiry.every((time) => Number.isSafeInteger(time) && time >= 0)) return undefined;
  return lengthPrefixed(
    DOMAIN,
    id,
    organizationId,
    listOf(ownerId === null ? [] : [ownerId]),
    listOf(publicKey === null ? [] : [publicKey]),
    listOf(pinned),
    listOf(claims.map(([name, expected]) => listOf([name, expected]))),
    listOf(addressRanges),
    listOf(expiry.map(uint64)),
  );
}

/**
 * Names everything that an approval covers in 40 characters, for people to compare: whoever approves says by it what they
 * saw. No secret. Undefined where {@link recipientBytes} is.
 */
export function recipientDigest(consumer: Consumer): string | undefined {
  const bytes = recipientBytes(consumer);
  if (bytes === undefined) return undefined;
  const digest = createHash('sha256').update(lengthPrefixed(DIGEST_DOMAIN, bytes)).digest();
  return digest.subarray(0, DIGEST_BYTES).toString('hex');
}

/** True when both are one consumer with the same of everything that an approval covers. */
export function isSameRecipient(one: Consumer, other: Consumer): boolean {
  const [a, b] = [recipientBytes(one), recipientBytes(other)];
  return a !== undefined && b !== undefined && equalBytes(a, b);
}

/** Sorted by code units, in which no two names are equal. */
function sortedClaims(claims: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Ill-formed text would lose its difference in UTF-8; JSON in a row may hold numbers or lists as well. */
function isText(text: unknown): boolean {
  return typeof text === 'string' && text.isWellFormed();
}

function listOf(parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
  return lengthPrefixed(uint32(parts.length), ...parts);
}
