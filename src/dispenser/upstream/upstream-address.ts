import { BlockList, isIP } from 'node:net';

/** Which addresses may be reached besides the public ones. */
export interface AddressRuleOptions {
  /** 127.0.0.0/8 and ::1. */
  readonly allowLoopback: boolean;
  /** Networks in CIDR notation, such as `10.1.0.0/16` or `fd12::/48`; they win over everything that is refused. */
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

/** All global unicast there is (RFC 4291 §2.4). Loopback, unique local, link-local and multicast are outside. */
const GLOBAL_IPV6 = ['2000::/3'];

/** Within it: protocol assignments with Teredo and ORCHID, documentation, 6to4. */
const REFUSED_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** IPv6 that stands for the IPv4 in its last four bytes: mapped (RFC 4291 §2.5.5.2) and NAT64 (RFC 6052 §2.1). */
const EMBEDDING_IPV6 = ['::ffff:0:0/96', '64:ff9b::/96'];

const refused = networks([...REFUSED_IPV4, ...REFUSED_IPV6]);
const global = networks(GLOBAL_IPV6);
const embedding = networks(EMBEDDING_IPV6);
const loopback = networks(['127.0.0.0/8', '::1/128']);

/** A network of the configuration that is none. The message names the rule only. */
export class NetworkFormatError extends Error {
  override readonly name = 'NetworkFormatError';

  constructor() {
    super('a network is an address, a slash and the length of the prefix, such as 10.1.0.0/16');
  }
}

/** Decides which addresses may be connected to. What it does not know is refused. */
export class AddressRule {
  readonly #allowed: BlockList;

  /** @throws NetworkFormatError */
  constructor({ allowLoopback, allowedNetworks }: AddressRuleOptions) {
    this.#allowed = networks([...allowedNetworks, ...(allowLoopback ? ['127.0.0.0/8', '::1/128'] : [])]);
  }

  /** Whether this address, in any spelling, may be connected to. */
  allows(address: string): boolean {
    const plain = plainAddress(address);
    if (plain === undefined) return false;
    if (isWithin(this.#allowed, plain)) return true;
    if (isWithin(refused, plain)) return false;
    return isIP(plain) === 4 || isWithin(global, plain);
  }
}

/** True for an address of this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  const plain = plainAddress(address);
  return plain !== undefined && isWithin(loopback, plain);
}

/** The address that is really meant: IPv6 that carries IPv4 becomes that. Undefined for what is none or has a zone. */
function plainAddress(address: string): string | undefined {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return undefined;
  if (family === 4 || !isWithin(embedding, address)) return address;
  // The URL parser writes IPv6 in hexadecimal only, so that the last two groups are the four bytes.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':');
  const [high, low] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16)) as [number, number];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function isWithin(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', length = ''] = text.split('/');
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    if (family === 0 || address.includes('%') || !/^\d{1,3}$/.test(length) || Number(length) > bits) {
      throw new NetworkFormatError();
    }
    list.addSubnet(address, Number(length), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}
