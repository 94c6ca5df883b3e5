import { AddressRange, AddressRanges, LOOPBACK_RANGES, parseAddress } from '../../core/address-range';

/** Which addresses may be reached besides the public ones. */
export interface AddressRuleOptions {
  /** 127.0.0.0/8 and ::1. */
  readonly allowLoopback: boolean;
  /**
   * Networks in CIDR notation, such as `10.1.0.0/16` or `fd12::/48`. They may be reached although a list below refuses
   * them.
   */
  readonly allowedNetworks: readonly string[];
}

/**
 * IPv4 that is not globally reachable (IANA special-purpose registry, RFC 6890), multicast and reserved space, and the
 * addresses of cloud metadata that look public. 169.254.169.254 and 100.100.100.200 are within their ranges.
 */
const REFUSED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** All global unicast addresses (RFC 4291 §2.4). Loopback, unique local, link-local and multicast are outside. */
const GLOBAL_IPV6 = ['2000::/3'];

/** Refused within global unicast: protocol assignments with Teredo and ORCHID, documentation, 6to4. */
const REFUSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** IPv6 that a translator sends to the IPv4 address in its last four bytes (NAT64, RFC 6052 §2.1). */
const NAT64_IPV6 = ['64:ff9b::/96'];

const refused = new AddressRanges([...REFUSED_IPV4, ...REFUSED_IPV6]);
const global = new AddressRanges(GLOBAL_IPV6);
const nat64 = new AddressRanges(NAT64_IPV6);
const loopback = new AddressRanges(LOOPBACK_RANGES);

/** A configured network is not in CIDR notation. The message names the rule only. */
export class NetworkFormatError extends Error {
  override readonly name = 'NetworkFormatError';

  constructor() {
    super('a network is an address, a slash and the length of the prefix, such as 10.1.0.0/16');
  }
}

/** Decides which addresses may be connected to. An address that is on no list is refused. */
export class AddressRule {
  readonly #allowed: AddressRanges;

  /** @throws NetworkFormatError */
  constructor({ allowLoopback, allowedNetworks }: AddressRuleOptions) {
    if (!allowedNetworks.every(isNetwork)) throw new NetworkFormatError();
    this.#allowed = new AddressRanges([...allowedNetworks, ...(allowLoopback ? LOOPBACK_RANGES : [])]);
  }

  /** Whether this address, in any spelling, may be connected to. */
  allows(address: string): boolean {
    const reached = reachedAddress(address);
    if (reached === undefined) return false;
    if (this.#allowed.has(reached)) return true;
    if (refused.has(reached)) return false;
    return !reached.includes(':') || global.has(reached);
  }
}

/** True for an address of this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  const reached = reachedAddress(address);
  return reached !== undefined && loopback.has(reached);
}

/**
 * The address that a connection reaches: IPv6 that carries IPv4 reaches the latter. Undefined for a text that is no
 * address or has a zone.
 */
function reachedAddress(text: string): string | undefined {
  const address = parseAddress(text);
  const canonical = address?.toString();
  if (address === undefined || canonical === undefined || !nat64.has(canonical)) return canonical;
  return address.toByteArray().slice(-4).join('.');
}

function isNetwork(text: string): boolean {
  return text.includes('/') && AddressRange.parse(text) !== undefined;
}
