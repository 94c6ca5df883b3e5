import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { utf8Text } from '../crypto/bytes';
import type { DeliveryItem } from '../crypto/seal-delivery';
import { ConsumerError } from './consumer.error';

/**
 * The secrets of one delivery. Prints and serializes without values; {@link text} and {@link bytes} give a value by
 * name.
 */
export class DeliveredSecrets {
  /** The entity tag of the delivery: it changes whenever a secret does. */
  readonly etag: string;
  /** Each secret with its value. The value prints as the mask. */
  readonly items: readonly DeliveryItem[];

  /** Secrets that the consumer may use but that do not open with the keys of the dispenser: they have no value here. */
  readonly unopened: readonly DeliveryItem[];

  /** @param items those with a failure have no value. */
  constructor(items: readonly DeliveryItem[], etag: string) {
    this.items = items.filter(({ failure }) => failure === undefined);
    this.unopened = items.filter(({ failure }) => failure !== undefined);
    this.etag = etag;
  }

  /** The names of the secrets, as stored. */
  get names(): readonly string[] {
    return this.items.map(({ name }) => name);
  }

  /** A value as text. @throws ConsumerError code `NOT_DELIVERED`, or `NOT_TEXT` if it is not UTF-8. */
  text(name: string): string {
    const text = utf8Text(revealPlaintext(this.#one(name)));
    if (text === undefined) throw new ConsumerError('NOT_TEXT', `the value of "${name}" is not text`);
    return text;
  }

  /** A copy of a value. @throws ConsumerError code `NOT_DELIVERED` for no secret of the name, and for several. */
  bytes(name: string): Uint8Array {
    return Uint8Array.from(revealPlaintext(this.#one(name)));
  }

  #one(name: string): Plaintext {
    const found = this.items.filter((each) => each.name === name);
    const [item] = found;
    if (item !== undefined && found.length === 1) return item.plaintext;
    const isUnopened = this.unopened.some((each) => each.name === name);
    const missing = isUnopened
      ? 'does not open with the keys of the dispenser'
      : 'is not among what was delivered';
    const why = found.length > 1 ? 'is the name of several secrets' : missing;
    throw new ConsumerError('NOT_DELIVERED', `"${name}" ${why}`);
  }
}
