import { BlockList, isIP } from 'node:net';

/** Addresses and ranges, made ready to be asked for every request. */
export class AddressRanges {
  readonly #ranges = new BlockList();
  /** Whether there are none. */
  readonly isEmpty: boolean;

  /** @param ranges such as `10.0.0.0/8` or `2001:db8::1`, as the configuration has them. */
  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#ranges.addAddress(address, family);
      else this.#ranges.addSubnet(address, Number(bits), family);
    }
  }

  /** Whether the address is in one of the ranges. What is no address is in none. */
  has(address: string): boolean {
    if (this.isEmpty) return false;
    const family = isIP(address);
    return family !== 0 && this.#ranges.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}
