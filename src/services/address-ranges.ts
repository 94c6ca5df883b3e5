import { BlockList, isIP } from 'node:net';
import { CONSUMER_LIMITS } from '../core/consumer';
import { BadUserInput } from '../core/errors';

/**
 * Addresses and ranges such as `10.0.0.0/8` or `2001:db8::/32`, without duplicates.
 *
 * @throws BadUserInput rules `address` and `limit` at `path`.
 */
export function checkedAddressRanges(ranges: readonly string[], path: string): readonly string[] {
  if (ranges.length > CONSUMER_LIMITS.addressRanges) {
    throw BadUserInput.at(path, 'limit', `Give at most ${CONSUMER_LIMITS.addressRanges} ranges.`);
  }
  for (const [index, range] of ranges.entries()) {
    if (isRange(range)) continue;
    throw BadUserInput.at(`${path}.${index}`, 'address', 'Give an address or a range such as 10.0.0.0/8.');
  }
  return [...new Set(ranges)];
}

/** True when the address is in one of the ranges, or there are none. */
export function isWithinRanges(ranges: readonly string[], address: string): boolean {
  if (ranges.length === 0) return true;
  const family = familyOf(address);
  if (family === undefined) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [start = '', bits] = range.split('/');
    const kind = familyOf(start);
    if (kind === undefined) continue;
    if (bits === undefined) list.addAddress(start, kind);
    else list.addSubnet(start, Number(bits), kind);
  }
  return list.check(address, family);
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = familyOf(address);
  if (family === undefined || rest.length > 0 || address.includes('%')) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv4' ? 32 : 128));
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
