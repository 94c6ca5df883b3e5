import { inspect } from 'node:util';
import { MASK } from '../core/plaintext';

/**
 * A private key in memory: it prints, serializes, interpolates and inspects as the mask. What a subclass holds belongs
 * into `#` fields, which no spread, clone, `JSON.stringify`, `util.inspect` or template string can reach.
 */
export abstract class Masked {
  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
