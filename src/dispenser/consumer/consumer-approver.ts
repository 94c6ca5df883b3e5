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

/** `changed`: there is an approval, and it is not for the consumer as it is now, or of a key generation that is not here. */
export type ApprovalState = 'approved' | 'not approved' | 'changed';

/** A consumer as the dispenser's operator sees it. */
export interface ConsumerReview {
  readonly organization: Organization;
  readonly consumer: Consumer;
  readonly state: ApprovalState;
  /** What the operator repeats to approve just this; undefined for a row that cannot be approved. */
  readonly digest: string | undefined;
}

const BATCH = 200;

/**
 * What the operator of the dispenser does about consumers. Consumers are registered at the gateway, which may have been
 * taken over, as may the database; only an approval that is made here, with a key that is derived from the opening key,
 * has anything delivered to them.
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

  /** Every consumer, by organization and name. */
  async list(): Promise<readonly ConsumerReview[]> {
    const { organizations, consumers, database } = this.#backend.stores;
    const standings: ConsumerReview[] = [];
    for (const organization of await organizations.all(database.reader)) {
      const found = await consumers.ofOrganizations(database.reader, [organization.id]);
      standings.push(...(await this.#standings(organization, found)));
    }
    return standings;
  }

  /** One consumer; undefined when there is none with this id. */
  async find(id: string): Promise<ConsumerReview | undefined> {
    const { organizations, consumers, database } = this.#backend.stores;
    const [consumer] = await consumers.find(database.reader, [id]);
    if (consumer === undefined) return undefined;
    const [organization] = await organizations.find(database.reader, [consumer.organizationId]);
    return organization && (await this.#standings(organization, [consumer]))[0];
  }

  /**
   * Approves a consumer as it was seen.
   *
   * @param digest of what was seen.
   * @throws NotFound; Conflict when the consumer is another one now.
   */
  async approve(permit: Permit, id: string, digest: string): Promise<void> {
    const { services, stores } = this.#backend;
    await services.trail.commit(permit, { action: 'consumer.approve', subjectId: id }, async (unit, note) => {
      // Not locked: the approval is for these bytes, whatever somebody makes of the row meanwhile.
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

  /** From the next request on the consumer gets nothing. @throws NotFound when there is no approval. */
  async disapprove(permit: Permit, { id, name }: Consumer): Promise<void> {
    const { services, stores } = this.#backend;
    const attempt = { action: 'consumer.disapprove', subjectId: id } as const;
    await services.trail.commit(permit, attempt, async (unit, note) => {
      if (!(await stores.consumerApprovals.delete(unit, id))) throw new NotFound();
      note({ detail: { name } });
    });
  }

  /**
   * Makes the approvals of older key generations anew with the current one, so that those can be retired: each that still
   * holds, and no other. A run that was interrupted is taken up by the next one.
   *
   * @returns how many were made anew, for each older generation that had any.
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
      const holding = found.flatMap((approval) => {
        const consumer = known.get(approval.consumerId);
        const holds = consumer !== undefined && this.#keys.isApproved(consumer, approval);
        return holds ? [{ consumer, approval }] : [];
      });
      if (holding.length > 0) count += await this.#replace(actor, keyId, holding);
    }
  }

  #replace(
    actor: Actor,
    from: string,
    holding: readonly { readonly consumer: Consumer; readonly approval: ConsumerApproval }[],
  ): Promise<number> {
    const { services, stores } = this.#backend;
    const attempt = { action: 'key.reseal', subjectId: from, chainId: INSTANCE_CHAIN } as const;
    return services.trail.commit(actor, attempt, async (unit, note) => {
      let approvals = 0;
      for (const { consumer, approval } of holding) {
        // For the very object that the old code was verified over.
        const made = this.#keys.approve(consumer);
        if (made && (await stores.consumerApprovals.replaceMac(unit, approval, made))) approvals += 1;
      }
      note({ detail: { to: this.#ring.current.keyId, approvals } });
      return approvals;
    });
  }

  async #standings(
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
