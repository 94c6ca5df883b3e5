import { AddressRange, isLoopbackHost } from './address-range';
import { BadUserInput } from './errors';
import type { Permission } from './permission';
import type { Reach } from './reach';

/**
 * How a workload that holds no credential of ours shows who it is: by a signed token of the system it runs in (OpenID
 * Connect, as CI systems and clusters issue them). Issuer, audience and every claim named here must be equal.
 */
export interface WorkloadIdentity {
  /** An `https://` address; its discovery document names the keys. */
  readonly issuer: string;
  readonly audience: string;
  /** At least one: an issuer signs tokens for everybody, so audience alone says nothing about which workload it is. */
  readonly claims: Readonly<Record<string, string>>;
}

/** Which secrets a consumer is meant for: any of these. Whether it gets them is decided by `consumption`. */
export interface ConsumerUses {
  /** Named one by one. */
  readonly secretIds: readonly string[];
  /** Every secret whose name begins with it, whatever the case; the empty text is every name. */
  readonly namePrefix: string | null;
  /** All secrets of a team. */
  readonly teamId: string | null;
  /** What the visibility of the organization's secrets gives to this repository. */
  readonly repositoryId: string | null;
}

/** A registered workload that secrets are delivered to, sealed to its own key. */
export interface Consumer {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  /** Whose consumer it is. Only this principal's personal secrets can reach it; null for the organization's. */
  readonly ownerId: string | null;
  /** X25519, 32 bytes as base64url. Null for a workload that makes a key of its own for each run; it needs an identity. */
  readonly publicKey: string | null;
  readonly identity: WorkloadIdentity | null;
  readonly uses: ConsumerUses;
  /** Where it may ask from, as addresses or ranges (`10.0.0.0/8`); empty for anywhere. */
  readonly addressRanges: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
  readonly expiresAt: Date | null;
}

/**
 * That whoever holds the opening key has approved who a consumer is. Only the dispenser's side can make or check the code.
 */
export interface ConsumerApproval {
  readonly consumerId: string;
  /** The key generation that it was made with. */
  readonly keyId: string;
  /** HMAC-SHA256 over who receives, and where: see `crypto/approval.format`. */
  readonly mac: Uint8Array;
  readonly approvedAt: Date;
}

/** What the owner of a consumer may do now. */
export interface OwnerPowers {
  readonly permissions: ReadonlySet<Permission>;
  readonly reach: Reach;
}

/** Bounds of what one consumer, and one organization, can register. */
export const CONSUMER_LIMITS = {
  perOrganization: 1000,
  secretIds: 200,
  addressRanges: 50,
  claims: 20,
} as const;

/** Length in characters of issuer, audience, and of a claim's name and content. */
const IDENTITY_TEXT = { min: 1, max: 500 } as const;

/**
 * An identity that pins enough.
 *
 * @throws BadUserInput rules `https`, `length`, `required`, `limit` at `path`.
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
    requireText(claims[name] ?? '', `${path}.claims`);
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

/** HTTPS, or HTTP on this machine itself, where nobody is in between. */
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
