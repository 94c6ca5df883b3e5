import type { Backend } from '../../backend/backend';
import { INSTANCE_CHAIN } from '../../core/audit-event';
import type { Consumer, ConsumerApproval } from '../../core/consumer';
import { Conflict, NotFound } from '../../core/errors';
import type { Organization } from '../../core/organization';
import type { Permit } from '../../core/policy';
import { recipientDigest } from '../../crypto/approval.format';
import { ApprovalKeys } from '../../crypto/open/approval';
import type { OpeningKeyRing } from '../../crypto/open/opening-key';
import type { Actor } from '../../services/audit-trail';

/**
 * `changed`: the approval does not match the consumer as it is now, or the key generation that made it is not in the
 * ring.
 */
export type ApprovalState = 'approved' | 'not approved' | 'changed';

/** A consumer with the state of its approval, for the operator to review. */
export interface ConsumerReview {
  readonly organization: Organization;
  readonly consumer: Consumer;
  readonly state: ApprovalState;
  /** The digest that the operator repeats to approve exactly this; undefined for a row that cannot be approved. */
  readonly digest: string | undefined;
}

const BATCH = 200;

/**
 * Lets the operator of the dispenser review and approve consumers. Consumers are registered at the gateway; an attacker
 * may control the gateway and the database. A consumer receives secrets only with an approval made here, with a key
 * that is derived from the opening key.
 */
export class ConsumerApprover {
  readonly #backend: Backend;
  readonly #keys: ApprovalKeys;
  readonly #ring: OpeningKeyRing;

  constructor(parts: { backend: Backend; ring: OpeningKeyRing }) {
    this.#backend = parts.backend;
    this.#ring = parts.ring;
    this.#keys = new ApprovalKeys(parts.ring);
  }

  /** All consumers, by organization and name. */
  async list(): Promise<readonly ConsumerReview[]> {
    const { organizations, consumers, database } = this.#backend.stores;
    const reviews: ConsumerReview[] = [];
    for (const organization of await organizations.all(database.reader)) {
      const found = await consumers.ofOrganizations(database.reader, [organization.id]);
      reviews.push(...(await this.#reviews(organization, found)));
    }
    return reviews;
  }

  /** The consumer with this id; undefined if there is none. */
  async find(id: string): Promise<ConsumerReview | undefined> {
    const { organizations, consumers, database } = this.#backend.stores;
    const [consumer] = await consumers.find(database.reader, [id]);
    if (consumer === undefined) return undefined;
    const [organization] = await organizations.find(database.reader, [consumer.organizationId]);
    return organization && (await this.#reviews(organization, [consumer]))[0];
  }

  /**
   * Approves a consumer as reviewed.
   *
   * @param digest the digest of the reviewed consumer.
   * @throws NotFound; Conflict if the consumer has changed since the review.
   */
  async approve(permit: Permit, id: string, digest: string): Promise<void> {
    const { services, stores } = this.#backend;
    await services.trail.commit(permit, { action: 'consumer.approve', subjectId: id }, async (unit, note) => {
      // No lock is needed: the approval covers exactly these bytes, even if the row changes meanwhile.
      const [consumer] = await stores.consumers.find(unit, [id]);
      if (consumer?.organizationId !== permit.organizationId) throw new NotFound();
      const made = this.#keys.approve(consumer);
      if (made === undefined || recipientDigest(consumer) !== digest) {
        throw new Conflict('This is not the digest of the consumer as it is now.');
      }
      await stores.consumerApprovals.put(unit, { consumerId: id, ...made, approvedAt: new Date() });
      note({ detail: { name: consumer.name, digest, keyId: made.keyId } });
    });
  }

  /** Withdraws an approval with effect from the next request. @throws NotFound if there is no approval. */
  async disapprove(permit: Permit, { id, name, organizationId }: Consumer): Promise<void> {
    const { services, stores } = this.#backend;
    const attempt = { action: 'consumer.disapprove', subjectId: id } as const;
    await services.trail.commit(permit, attempt, async (unit, note) => {
      if (organizationId !== permit.organizationId) throw new NotFound();
      if (!(await stores.consumerApprovals.delete(unit, id))) throw new NotFound();
      note({ detail: { name } });
    });
  }

  /**
   * Renews the valid approvals of older key generations with the current one, so that the older ones can be retired.
   * Invalid approvals are left as they are. If a run is interrupted, the next one continues.
   *
   * @returns the number of renewed approvals for each older generation that had any.
   */
  async renew(actor: Actor): Promise<ReadonlyMap<string, number>> {
    const { consumerApprovals, database } = this.#backend.stores;
    const renewed = new Map<string, number>();
    for (const keyId of (await consumerApprovals.countByKey(database.reader)).keys()) {
      if (keyId === this.#ring.current.keyId || this.#ring.find(keyId) === undefined) continue;
      const count = await this.#renewAll(actor, keyId);
      if (count > 0) renewed.set(keyId, count);
    }
    return renewed;
  }

  async #renewAll(actor: Actor, keyId: string): Promise<number> {
    const { consumerApprovals, consumers, database } = this.#backend.stores;
    let count = 0;
    for (let after = ''; ; ) {
      const found = await consumerApprovals.madeWith(database.reader, keyId, BATCH, after);
      const last = found.at(-1);
      if (last === undefined) return count;
      after = last.consumerId;
      const ids = found.map(({ consumerId }) => consumerId);
      const known = new Map((await consumers.find(database.reader, ids)).map((each) => [each.id, each]));
      const valid = found.flatMap((approval) => {
        const consumer = known.get(approval.consumerId);
        const isValid = consumer !== undefined && this.#keys.isApproved(consumer, approval);
        return isValid ? [{ consumer, approval }] : [];
      });
      if (valid.length > 0) count += await this.#replace(actor, keyId, valid);
    }
  }

  #replace(
    actor: Actor,
    from: string,
    valid: readonly { readonly consumer: Consumer; readonly approval: ConsumerApproval }[],
  ): Promise<number> {
    const { services, stores } = this.#backend;
    const attempt = { action: 'key.reseal', subjectId: from, chainId: INSTANCE_CHAIN } as const;
    return services.trail.commit(actor, attempt, async (unit, note) => {
      let approvals = 0;
      for (const { consumer, approval } of valid) {
        // Covers the same object that the old code was verified for.
        const made = this.#keys.approve(consumer);
        if (made && (await stores.consumerApprovals.replaceMac(unit, approval, made))) approvals += 1;
      }
      note({ detail: { to: this.#ring.current.keyId, approvals } });
      return approvals;
    });
  }

  async #reviews(
    organization: Organization,
    consumers: readonly Consumer[],
  ): Promise<readonly ConsumerReview[]> {
    const { consumerApprovals, database } = this.#backend.stores;
    const ids = consumers.map(({ id }) => id);
    const found = await consumerApprovals.find(database.reader, ids);
    const approvals = new Map(found.map((approval) => [approval.consumerId, approval]));
    return consumers.map((consumer) => {
      const approval = approvals.get(consumer.id);
      const digest = recipientDigest(consumer);
      return { organization, consumer, digest, state: this.#stateOf(consumer, approval) };
    });
  }

  #stateOf(consumer: Consumer, approval: ConsumerApproval | undefined): ApprovalState {
    if (approval === undefined) return 'not approved';
    return this.#keys.isApproved(consumer, approval) ? 'approved' : 'changed';
  }
}
