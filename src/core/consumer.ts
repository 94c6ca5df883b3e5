import { AddressRange, isLoopbackHost } from './address-range';
import { BadUserInput } from './errors';
import type { Permission } from './permission';
import { type PinnedClaim, partsOfPin, requirePossiblePin } from './pinned-claim';
import type { Reach } from './reach';
import type { WayOut } from './way-out';

/**
 * How a workload without a credential of ours proves who it is: by a signed token of the system it runs in (OpenID Connect,
 * as CI systems and clusters issue them). Issuer and audience must match exactly, and every claim named here as it is pinned.
 */
export interface WorkloadIdentity {
  /** An `https://` URL; its discovery document names the keys. */
  readonly issuer: string;
  readonly audience: string;
  /** At least one: an issuer signs tokens for everybody, so audience alone says nothing about which workload it is. */
  readonly claims: Readonly<Record<string, PinnedClaim>>;
}

/** Which secrets a consumer is meant for: those that match any of these. Whether it gets them is up to `consumption`. */
export interface ConsumerUses {
  /** Secrets named one by one. */
  readonly secretIds: readonly string[];
  /** Every secret whose name begins with this text, ignoring case; every secret if the text is empty. */
  readonly namePrefix: string | null;
  /** All secrets of a team. */
  readonly teamId: string | null;
  /** The organization's secrets that are visible to this repository. */
  readonly repositoryId: string | null;
}

/** A registered workload that secrets are delivered to, sealed to its own key. */
export interface Consumer {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  /**
   * The principal who owns it; null for a consumer of the organization. Personal secrets go to consumers of their owner
   * only.
   */
  readonly ownerId: string | null;
  /** X25519, 32 bytes as base64url. Null for a workload that makes a new key for each run; it needs an identity. */
  readonly publicKey: string | null;
  readonly identity: WorkloadIdentity | null;
  readonly uses: ConsumerUses;
  /** The addresses or ranges (`10.0.0.0/8`) that it may ask from; empty for any address. */
  readonly addressRanges: readonly string[];
  /** How values may leave for it, in canonical order. A secret may allow fewer ways. */
  readonly waysOut: readonly WayOut[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
}

/**
 * The approval of a consumer by whoever holds the opening key. Only the dispenser and its commands can make or verify the
 * authentication code.
 */
export interface ConsumerApproval {
  readonly consumerId: string;
  /** The key generation that the code was made with. */
  readonly keyId: string;
  /** HMAC-SHA256 over the consumer's identity and key: see `crypto/approval.format`. */
  readonly mac: Uint8Array;
  readonly approvedAt: Date;
}

/** What the owner of a consumer may do now. */
export interface OwnerGrant {
  readonly permissions: ReadonlySet<Permission>;
  readonly reach: Reach;
}

/** How many consumers an organization can have, and how much one consumer can list. */
export const CONSUMER_LIMITS = {
  perOrganization: 1000,
  secretIds: 200,
  addressRanges: 50,
  claims: 20,
} as const;

/** Length in characters of the issuer, the audience, and the name and value of a claim. */
const IDENTITY_TEXT = { min: 1, max: 500 } as const;

/**
 * Checks an identity: at least one claim, since the issuer signs tokens for other workloads too.
 *
 * @returns a copy.
 * @throws BadUserInput rules `https`, `length`, `required`, `limit`, `never`, `pattern` at `path`.
 */
export function checkedIdentity(identity: WorkloadIdentity, path: string): WorkloadIdentity {
  const { issuer, audience, claims } = identity;
  if (!isIssuer(issuer)) {
    throw BadUserInput.at(`${path}.issuer`, 'https', 'An issuer is an https:// address.');
  }
  requireText(audience, `${path}.audience`);
  const names = Object.keys(claims);
  if (names.length === 0) {
    throw BadUserInput.at(
      `${path}.claims`,
      'required',
      'Pin at least one claim, such as sub: the issuer signs tokens for other workloads too.',
    );
  }
  if (names.length > CONSUMER_LIMITS.claims) {
    throw BadUserInput.at(`${path}.claims`, 'limit', `Pin at most ${CONSUMER_LIMITS.claims} claims.`);
  }
  for (const name of names) {
    requireText(name, `${path}.claims`);
    const pin = claims[name] ?? '';
    requireText(partsOfPin(pin).expected, `${path}.claims`);
    requirePossiblePin(name, pin, identity, `${path}.claims`);
  }
  return { issuer, audience, claims: { ...claims } };
}

/**
 * The addresses and ranges that a consumer may ask from, such as `10.0.0.0/8` or `2001:db8::/32`, without duplicates.
 *
 * @throws BadUserInput rule `limit` at `path`, rule `address` at `path` and the index.
 */
export function checkedAddressRanges(ranges: readonly string[], path: string): readonly string[] {
  if (ranges.length > CONSUMER_LIMITS.addressRanges) {
    throw BadUserInput.at(path, 'limit', `Give at most ${CONSUMER_LIMITS.addressRanges} ranges.`);
  }
  const bad = ranges.findIndex((range) => AddressRange.parse(range) === undefined);
  if (bad >= 0) {
    throw BadUserInput.at(`${path}.${bad}`, 'address', 'Give an address or a range such as 10.0.0.0/8.');
  }
  return [...new Set(ranges)];
}

/** HTTPS, or HTTP on this machine. */
function isIssuer(text: string): boolean {
  if (text.length > IDENTITY_TEXT.max || !URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  return (
    (protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))) &&
    search === '' &&
    hash === '' &&
    username === ''
  );
}

function requireText(text: string, path: string): void {
  const length = [...text].length;
  if (length >= IDENTITY_TEXT.min && length <= IDENTITY_TEXT.max && !/[\p{Cc}\p{Cs}]/u.test(text)) return;
  throw BadUserInput.at(
    path,
    'length',
    `Give ${IDENTITY_TEXT.min} to ${IDENTITY_TEXT.max} characters without control characters.`,
  );
}
