import { AddressRanges } from '../../core/address-range';
import type { Consumer } from '../../core/consumer';
import { hasExpired } from '../../core/expiry';
import type { ApprovalKeys } from '../../crypto/open/approval';
import { ConsumerRefused } from './consumer-refusal';
import type { ConsumerState, ConsumerStates } from './consumer-state';

/**
 * Decides whether a consumer exists and may be served at all. Every answer to a consumer depends on it and uses the
 * state that it returns. The approval is verified each time for that very object, so that nothing is ever sealed for a
 * row that an attacker has changed, however long the state has been cached.
 */
export class ConsumerAdmission {
  readonly #states: ConsumerStates;
  readonly #approvals: ApprovalKeys | undefined;

  /** @param parts `approvals` is undefined if consumers need no approval. */
  constructor(parts: { states: ConsumerStates; approvals: ApprovalKeys | undefined }) {
    this.#states = parts.states;
    this.#approvals = parts.approvals;
  }

  /**
   * Reads the consumer and checks that it may be served.
   *
   * @param address the address that the request came from.
   * @param found called with the consumer as soon as it is read, for the audit event of a refusal.
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
    // Checked first: the other fields of an unapproved row cannot be trusted.
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
