import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** RFC 4291 §2.2, without a zone. */
const IPV6 = /^(?<start>(?:[0-9a-f]{0,4}:)+(?:[0-9a-f]{1,4})?)(?<tail>(?<=:)\d+(?:\.\d+){3})?$/i;
const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED_BITS = 96;

/**
 * An address or a network, such as `192.0.2.1`, `10.0.0.0/8` or `2001:db8::/32`. IPv6 that maps IPv4 (RFC 4291 §2.5.5.2)
 * is that IPv4, in a range as in an address: `::ffff:10.0.0.0/104` is `10.0.0.0/8`.
 */
export class AddressRange {
  readonly #first: Address;
  readonly #length: number;

  private constructor(first: Address, length: number) {
    this.#first = first;
    this.#length = length;
  }

  /**
   * The range of a text.
   *
   * @returns undefined for an invalid text: a name, a zone, IPv4 in other than four decimal numbers, a prefix length
   * that is too long or has leading zeros.
   */
  static parse(text: string): AddressRange | undefined {
    const [addressText = '', lengthText, ...rest] = text.split('/');
    const written = parsed(addressText);
    if (written === undefined || rest.length > 0) return undefined;
    const longest = written.kind() === 'ipv4' ? 32 : 128;
    if (lengthText !== undefined && !PREFIX_LENGTH.test(lengthText)) return undefined;
    const length = lengthText === undefined ? longest : Number(lengthText);
    if (length > longest) return undefined;
    const isMapped = isMappedIpv4(written) && length >= MAPPED_BITS;
    return isMapped
      ? new AddressRange(written.toIPv4Address(), length - MAPPED_BITS)
      : new AddressRange(written, length);
  }

  /** Whether the address lies in the range. An address of the other family does not. */
  includes(address: Address): boolean {
    return address.kind() === this.#first.kind() && address.match(this.#first, this.#length);
  }
}

/** A list of ranges, parsed once and then asked for each request. */
export class AddressRanges {
  readonly #ranges: readonly AddressRange[];

  /** @param texts as {@link AddressRange.parse} reads them. A text that is no range matches no address. */
  constructor(texts: readonly string[]) {
    this.#ranges = texts.flatMap((text) => AddressRange.parse(text) ?? []);
  }

  /** Whether the address lies in one of the ranges. A text that is no address lies in none. */
  has(text: string): boolean {
    if (this.#ranges.length === 0) return false;
    const address = parseAddress(text);
    return address !== undefined && this.#ranges.some((range) => range.includes(address));
  }
}

/**
 * The address of a text: IPv4 in four decimal numbers, or IPv6. IPv6 that maps IPv4 becomes that IPv4.
 *
 * @returns undefined for every other text, and for an address with a zone.
 */
export function parseAddress(text: string): Address | undefined {
  const address = parsed(text);
  return address !== undefined && isMappedIpv4(address) ? address.toIPv4Address() : address;
}

/**
 * An address in the only form in which we store and compare it: IPv4 in four decimal numbers, IPv6 as RFC 5952 has it.
 *
 * @returns undefined for a text that is no address.
 */
export function canonicalAddress(text: string): string | undefined {
  return parseAddress(text)?.toString();
}

/** Loopback (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3), for {@link AddressRanges}. */
export const LOOPBACK_RANGES: readonly string[] = ['127.0.0.0/8', '::1'];

const loopback = new AddressRanges(LOOPBACK_RANGES);

/** Whether only this machine can reach the host: `localhost` or a loopback address, with or without brackets. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || loopback.has(/^\[(.*)\]$/.exec(host)?.[1] ?? host);
}

function parsed(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  const groups = IPV6.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const tail = groups.tail === undefined ? '' : hexadecimalTail(groups.tail);
  const written = `${groups.start}${tail}`;
  return tail !== undefined && ipaddr.IPv6.isValid(written) ? ipaddr.IPv6.parse(written) : undefined;
}

/** The last two groups of an IPv6 address that ends in IPv4. The library would read `::8.8.8.8` as `::ffff:8.8.8.8`. */
function hexadecimalTail(tail: string): string | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(tail)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function isMappedIpv4(address: Address): address is ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();
}
