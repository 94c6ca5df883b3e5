import { createHash } from 'node:crypto';
import type { Consumer } from '../core/consumer';
import { type PinnedClaim, partsOfPin } from '../core/pinned-claim';
import { isListOfWaysOut, WAYS_OUT, WayOut } from '../core/way-out';
import { equalBytes, lengthPrefixed, uint32, uint64 } from './bytes';

/** Format 1 has no ways out: it stands for {@link WAYS_OF_FORMAT_1}. Format 2 ends with them. */
const DOMAINS = {
  1: 'secrets-gateway consumer approval 1',
  2: 'secrets-gateway consumer approval 2',
} as const;
/** The ways there were before approvals had a second format. A way that is added later does not belong here. */
const WAYS_OF_FORMAT_1: readonly WayOut[] = [WayOut.DELIVER, WayOut.INJECT, WayOut.CODE];
const DIGEST_DOMAIN = 'secrets-gateway consumer digest 1';
const DIGEST_BYTES = 20;

/**
 * Encodes everything that an approval covers, which is everything that decides who receives values and where: id,
 * organization, owner, public key, identity (claims sorted by name, with the way of comparing unless it is exact), address
 * ranges, expiry and ways out. The name and the secrets that the consumer may use are not covered. Each part is length-
 * prefixed and an optional part is a list of zero or one, so that two consumers that differ in any part never have the same
 * bytes.
 *
 * Each consumer has one format: 1 with exactly the ways that every consumer had when that format was made, otherwise 2.
 * So older approvals hold for what they were made for, and for no consumer with other ways.
 *
 * @param consumer as read from the database; an attacker may have written the row.
 * @returns undefined for a row that does not match its type: it cannot be approved.
 */
export function recipientBytes(consumer: Consumer): Uint8Array | undefined {
  const { id, organizationId, ownerId, publicKey, identity, addressRanges, expiresAt, waysOut } = consumer;
  if (identity !== null && (typeof identity.claims !== 'object' || identity.claims === null))
    return undefined;
  const claims = identity === null ? [] : sortedClaims(identity.claims);
  const pinned = identity === null ? [] : [identity.issuer, identity.audience];
  const expiry = expiresAt === null ? [] : [expiresAt.getTime()];
  const texts = [id, organizationId, ownerId ?? '', publicKey ?? '', ...pinned, ...claims.flat()];
  if (!(Array.isArray(addressRanges) && [...texts, ...addressRanges].every(isText))) return undefined;
  // An invalid date would compare as never expired.
  if (!expiry.every((time) => Number.isSafeInteger(time) && time >= 0)) return undefined;
  if (!isListOfWaysOut(waysOut)) return undefined;
  const ways = WAYS_OUT.filter((way) => waysOut.includes(way));
  const isFormat1 = ways.join() === WAYS_OF_FORMAT_1.join();
  return lengthPrefixed(
    DOMAINS[isFormat1 ? 1 : 2],
    id,
    organizationId,
    listOf(ownerId === null ? [] : [ownerId]),
    listOf(publicKey === null ? [] : [publicKey]),
    listOf(pinned),
    // Only texts are left.
    listOf(claims.map((claim) => listOf(claim as string[]))),
    listOf(addressRanges),
    listOf(expiry.map(uint64)),
    ...(isFormat1 ? [] : [listOf(ways)]),
  );
}

/**
 * The digest of everything that an approval covers, for people to compare: the first 20 bytes of SHA-256 in hex. The
 * operator repeats it to confirm what was reviewed. It is not secret. Undefined where {@link recipientBytes} is
 * undefined.
 */
export function recipientDigest(consumer: Consumer): string | undefined {
  const bytes = recipientBytes(consumer);
  if (bytes === undefined) return undefined;
  const digest = createHash('sha256').update(lengthPrefixed(DIGEST_DOMAIN, bytes)).digest();
  return digest.subarray(0, DIGEST_BYTES).toString('hex');
}

/** True if everything that an approval covers is equal in both. */
export function isSameRecipient(one: Consumer, other: Consumer): boolean {
  const [a, b] = [recipientBytes(one), recipientBytes(other)];
  return a !== undefined && b !== undefined && equalBytes(a, b);
}

/** Sorted by UTF-16 code units, which gives one order on every machine. */
function sortedClaims(claims: Readonly<Record<string, PinnedClaim>>): readonly unknown[][] {
  return Object.entries(claims)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, pin]) => {
      // In a row of an attacker a pin can be anything, also an object with more than one way of comparing.
      if (typeof pin !== 'object' || pin === null) return [name, pin];
      const { match, expected } = partsOfPin(pin);
      return [name, expected, Object.keys(pin).length === 1 ? match : undefined];
    });
}

/**
 * Different lone surrogates have the same UTF-8 encoding, and JSON in a row may hold numbers or lists: both are
 * refused.
 */
function isText(text: unknown): boolean {
  return typeof text === 'string' && text.isWellFormed();
}

function listOf(parts: ReadonlyArray<Uint8Array | string>): Uint8Array {
  return lengthPrefixed(uint32(parts.length), ...parts);
}
