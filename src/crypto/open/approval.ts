import { createHmac, hkdfSync } from 'node:crypto';
import type { Consumer, ConsumerApproval } from '../../core/consumer';
import { showAsMask } from '../../core/plaintext';
import { recipientBytes } from '../approval.format';
import { equalBytes } from '../bytes';
import { OpeningKey, type OpeningKeyRing } from './opening-key';

/** What an approval is made of besides whose it is and when. */
export type ApprovalMac = Pick<ConsumerApproval, 'keyId' | 'mac'>;

/**
 * Approves consumers and recognizes approvals, with a key that is derived from the seed of each key generation and is
 * therefore only where values are opened. Whoever has the gateway and the database cannot make an approval, and none fits
 * a consumer that differs from the approved one in what {@link recipientBytes} covers.
 */
export class ApprovalKeys {
  static {
    showAsMask(ApprovalKeys);
  }

  readonly #keys = new Map<string, Uint8Array>();
  readonly #current: string;

  constructor(ring: OpeningKeyRing) {
    this.#current = ring.current.keyId;
    for (const key of ring.all) {
      // Salt and info are those of no other use of the seed, which makes the keys independent (RFC 5869 §3.2).
      const derived = hkdfSync(
        'sha256',
        OpeningKey.revealSeed(key),
        'secrets-gateway consumer approval 1',
        'mac',
        32,
      );
      this.#keys.set(key.keyId, new Uint8Array(derived));
    }
    Object.freeze(this);
  }

  /** An approval with the current generation; undefined for a consumer that {@link recipientBytes} refuses. */
  approve(consumer: Consumer): ApprovalMac | undefined {
    const mac = this.#macOf(consumer, this.#current);
    return mac && { keyId: this.#current, mac };
  }

  /** True when the approval was made, with a generation that is here, for this consumer as it is. In constant time. */
  isApproved(consumer: Consumer, { keyId, mac }: ApprovalMac): boolean {
    const expected = this.#macOf(consumer, keyId);
    return expected !== undefined && equalBytes(expected, mac);
  }

  #macOf(consumer: Consumer, keyId: string): Uint8Array | undefined {
    const key = this.#keys.get(keyId);
    const bytes = recipientBytes(consumer);
    if (key === undefined || bytes === undefined) return undefined;
    return new Uint8Array(createHmac('sha256', key).update(bytes).digest());
  }
}
