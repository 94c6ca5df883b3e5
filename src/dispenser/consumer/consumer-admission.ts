import { AddressRanges } from '../../core/address-range';
import type { Consumer } from '../../core/consumer';
import { hasExpired } from '../../core/expiry';
import type { ApprovalKeys } from '../../crypto/open/approval';
import { ConsumerRefused } from './consumer-refusal';
import type { ConsumerState, ConsumerStates } from './consumer-state';

/**
 * Whether a consumer is there and may be served at all, before or after it has shown who it is. Everything that gives a
 * consumer anything asks here, and works with the state that it gets from here: the approval is verified each time over
 * that very object, so that nothing is ever sealed for a row that was changed behind the dispenser's back, however long
 * the state has been remembered.
 */
export class ConsumerAdmission {
  readonly #states: ConsumerStates;
  readonly #approvals: ApprovalKeys | undefined;

  /** @param parts `approvals`: undefined when consumers need none. */
  constructor(parts: { states: ConsumerStates; approvals: ApprovalKeys | undefined }) {
    this.#states = parts.states;
    this.#approvals = parts.approvals;
  }

  /**
   * The consumer as it is now.
   *
   * @param found told the consumer as soon as it is known which one is meant, for the audit event of a refusal.
   * @throws ConsumerRefused CONSUMER_UNKNOWN, NOT_APPROVED, CONSUMER_EXPIRED, ADDRESS.
   */
  async admit(
    consumerId: string,
    address: string,
    now: Date,
    found: (consumer: Consumer) => void = () => undefined,
  ): Promise<ConsumerState> {
    const state = await this.#states.read(consumerId);
    if (state === undefined) throw new ConsumerRefused('CONSUMER_UNKNOWN', consumerId);
    const { consumer } = state;
    found(consumer);
    // First: what else such a row says is not to be trusted.
    if (!this.#isApproved(state)) throw new ConsumerRefused('NOT_APPROVED');
    if (hasExpired(consumer, now)) throw new ConsumerRefused('CONSUMER_EXPIRED');
    const { addressRanges } = consumer;
    const isAllowed = addressRanges.length === 0 || new AddressRanges(addressRanges).has(address);
    if (!isAllowed) throw new ConsumerRefused('ADDRESS');
    return state;
  }

  #isApproved({ consumer, approval }: ConsumerState): boolean {
    if (this.#approvals === undefined) return true;
    return approval !== undefined && this.#approvals.isApproved(consumer, approval);
  }
}
