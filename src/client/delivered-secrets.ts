import { type Plaintext, revealPlaintext } from '../core/plaintext';
import type { DeliveryItem } from '../crypto/seal-delivery';
import { ConsumerError } from './consumer.error';

/** What a consumer got. Prints and serializes without any value; a value comes out only where it is asked for by name. */
export class DeliveredSecrets {
  /** Changes when anything in it does. */
  readonly etag: string;
  /** Each secret with its value, which prints as the mask. */
  readonly items: readonly DeliveryItem[];

  constructor(items: readonly DeliveryItem[], etag: string) {
    this.items = items;
    this.etag = etag;
  }

  /** The names, as they are spelt. */
  get names(): readonly string[] {
    return this.items.map(({ name }) => name);
  }

  /** The value as text. @throws ConsumerError code `NOT_DELIVERED`, or `NOT_TEXT` when it is not UTF-8. */
  text(name: string): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(name));
    } catch (error) {
      if (error instanceof ConsumerError) throw error;
      throw new ConsumerError('NOT_TEXT', `the value of "${name}" is not text`);
    }
  }

  /** The value as bytes. @throws ConsumerError code `NOT_DELIVERED`, also when two secrets have the name. */
  bytes(name: string): Uint8Array {
    return Uint8Array.from(revealPlaintext(this.#one(name)));
  }

  #one(name: string): Plaintext {
    const found = this.items.filter((each) => each.name === name);
    const [item] = found;
    if (item !== undefined && found.length === 1) return item.plaintext;
    const why = found.length > 1 ? 'is the name of several secrets' : 'is not among what was delivered';
    throw new ConsumerError('NOT_DELIVERED', `"${name}" ${why}`);
  }
}
