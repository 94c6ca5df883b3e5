import { createHmac, hkdfSync } from 'node:crypto';
import type { Consumer, ConsumerApproval } from '../../core/consumer';
import { showAsMask } from '../../core/plaintext';
import { recipientBytes } from '../approval.format';
import { equalBytes } from '../bytes';
import { OpeningKey, type OpeningKeyRing } from './opening-key';

/** The proof in an approval: a code, and the id of the key generation that made it. */
export type ApprovalMac = Pick<ConsumerApproval, 'keyId' | 'mac'>;

/**
 * Makes and verifies approvals of consumers. The keys are derived from the seeds of the key generations, so they exist
 * only where values are opened: someone who controls the gateway and the database cannot make an approval. An approval
 * is valid only for a consumer that equals the approved one in everything that {@link recipientBytes} covers.
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
      // No other use of the seed has this salt and info, which makes the derived keys independent (RFC 5869 §3.2).
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

  /** Approves with the current generation; undefined for a consumer that {@link recipientBytes} refuses. */
  approve(consumer: Consumer): ApprovalMac | undefined {
    const mac = this.#macOf(consumer, this.#current);
    return mac && { keyId: this.#current, mac };
  }

  /** True if a generation in the ring made the approval for the consumer as it is now. Takes constant time. */
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
