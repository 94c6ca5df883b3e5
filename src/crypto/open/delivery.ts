import { Plaintext } from '../../core/plaintext';
import { OpenError } from '../crypto.error';
import {
  DELIVERY_INFO,
  deliveryBinding,
  parseDeliveryContent,
  type SealedDelivery,
} from '../delivery.format';
import type { DeliveryItem } from '../seal-delivery';
import { ConsumerKey } from './consumer-opening-key';

/** The properties that a consumer requires of the answer to its request. */
export interface ExpectedDelivery {
  readonly consumerId: string;
  /** The nonce of the request. */
  readonly nonce: string;
  readonly now: Date;
  /** HPKE's `info`, which separates the kinds of bundle; that of values when left out. */
  readonly info?: Uint8Array;
}

/** The clocks of two machines differ: a delivery still opens this long after it expires. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Opens a delivery on the consumer's machine.
 *
 * @throws OpenError, the same for every failure: a delivery to another consumer or for another request, an expired one,
 * a damaged one.
 */
export async function openDelivery(
  key: ConsumerKey,
  delivery: SealedDelivery,
  expected: ExpectedDelivery,
): Promise<readonly DeliveryItem[]> {
  const isOurs = delivery.consumerId === expected.consumerId && delivery.nonce === expected.nonce;
  const ends = Date.parse(delivery.expiresAt) + CLOCK_TOLERANCE_MS;
  if (!isOurs || !(ends > expected.now.getTime())) throw new OpenError();
  const aad = deliveryBinding(delivery);
  const content = await ConsumerKey.open(key, delivery, { info: expected.info ?? DELIVERY_INFO, aad });
  try {
    const { metadata, values } = parseDeliveryContent(content);
    return metadata.map((each, index) => {
      const { id, version } = delivery.secrets[index] ?? {};
      if (id !== each.id || version !== each.version) throw new OpenError();
      return { ...each, plaintext: Plaintext.ofBytes(values[index]!) };
    });
  } catch {
    throw new OpenError();
  } finally {
    content.fill(0);
  }
}
