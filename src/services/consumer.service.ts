import { CONSUMER_LIMITS, type Consumer, checkedAddressRanges, checkedIdentity } from '../core/consumer';
import { consumerScopeOf, isWithinConsumerScope } from '../core/consumer-scope';
import { BadUserInput, Conflict, LimitExceeded, NotFound } from '../core/errors';
import { requireFuture } from '../core/expiry';
import { newId, requireId } from '../core/id';
import { canonicalName } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { isOwn, requireOwner } from '../core/reach';
import { canonicalWaysOut, WAYS_OUT } from '../core/way-out';
import { checkedConsumerKey } from '../crypto/consumer-key';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import type { CreateConsumer, UpdateConsumer } from './consumer.command';
import { checkedUses, requireControl } from './consumer-uses';

const EXPIRES = 'A consumer expires in the future.';

/** Registers, changes and deletes the workloads that secrets are delivered to. */
export class ConsumerService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Registers a consumer. A personal one needs USE_SECRETS and a credential that nobody else made for the caller, one of
   * the organization MANAGE_CONSUMERS.
   *
   * @throws Conflict for a taken name, BadUserInput, Forbidden, NotFound, LimitExceeded.
   */
  async create(permit: Permit, command: CreateConsumer): Promise<Consumer> {
    const { organizationId, principal } = permit;
    return this.#trail.commit(permit, { action: 'consumer.create', subjectId: null }, async (unit, note) => {
      permit.require(command.isPersonal ? Permission.USE_SECRETS : Permission.MANAGE_CONSUMERS);
      const name = canonicalName(command.name, 'name');
      const ownerId = command.isPersonal ? requireOwner(permit.reach, Permission.USE_SECRETS) : null;
      const now = new Date();
      requireFuture(command.expiresAt, now, EXPIRES);
      const count = await this.#stores.consumers.countAll(unit, organizationId);
      if (count >= CONSUMER_LIMITS.perOrganization) {
        throw new LimitExceeded(`An organization has at most ${CONSUMER_LIMITS.perOrganization} consumers.`);
      }
      const consumer: Consumer = {
        id: newId('consumer'),
        organizationId,
        name: name.display,
        ownerId,
        publicKey: command.publicKey == null ? null : checkedConsumerKey(command.publicKey, 'publicKey'),
        identity: command.identity == null ? null : checkedIdentity(command.identity, 'identity'),
        uses: await checkedUses(this.#stores, unit, permit, command.uses, ownerId),
        addressRanges: checkedAddressRanges(command.addressRanges ?? [], 'addressRanges'),
        waysOut: canonicalWaysOut(command.waysOut ?? WAYS_OUT, 'waysOut'),
        createdAt: now,
        createdBy: principal.id,
        updatedAt: now,
        expiresAt: command.expiresAt ?? null,
      };
      requireCredential(consumer);
      await this.#stores.consumers.insert(unit, consumer, name.folded);
      note({ subjectId: consumer.id, detail: detailOf(consumer) });
      return consumer;
    });
  }

  /**
   * Changes a consumer.
   *
   * @throws Conflict for a taken name; BadUserInput; Forbidden; NotFound.
   */
  async update(permit: Permit, command: UpdateConsumer): Promise<Consumer> {
    const id = requireId(command.id, 'id', 'consumer');
    return this.#trail.commit(permit, { action: 'consumer.update', subjectId: id }, async (unit, note) => {
      const current = await this.#controlled(unit, permit, id);
      const name = canonicalName(command.name ?? current.name, 'name');
      const now = new Date();
      requireFuture(command.expiresAt, now, EXPIRES);
      const { identity, uses, addressRanges, waysOut, expiresAt } = command;
      const consumer: Consumer = {
        ...current,
        name: name.display,
        updatedAt: now,
        ...(identity !== undefined && {
          identity: identity === null ? null : checkedIdentity(identity, 'identity'),
        }),
        ...(uses != null && {
          uses: await checkedUses(this.#stores, unit, permit, uses, current.ownerId),
        }),
        ...(addressRanges !== undefined && {
          addressRanges: checkedAddressRanges(addressRanges ?? [], 'addressRanges'),
        }),
        ...(waysOut != null && { waysOut: canonicalWaysOut(waysOut, 'waysOut') }),
        ...(expiresAt !== undefined && { expiresAt }),
      };
      requireCredential(consumer);
      await this.#stores.consumers.update(unit, consumer, name.folded);
      note({ detail: detailOf(consumer) });
      return consumer;
    });
  }

  /**
   * Replaces the key of a consumer. Nothing new is sealed to the old key.
   *
   * @throws Conflict if this is the current key; BadUserInput; Forbidden; NotFound.
   */
  async rotateKey(permit: Permit, id: string, publicKey: string): Promise<Consumer> {
    const consumerId = requireId(id, 'id', 'consumer');
    return this.#trail.commit(
      permit,
      { action: 'consumer.rotate_key', subjectId: consumerId },
      async (unit, note) => {
        const current = await this.#controlled(unit, permit, consumerId);
        const key = checkedConsumerKey(publicKey, 'publicKey');
        if (key === current.publicKey) {
          throw new Conflict('This is the key that the consumer has now.', 'publicKey');
        }
        const consumer = { ...current, publicKey: key, updatedAt: new Date() };
        await this.#stores.consumers.update(unit, consumer, canonicalName(consumer.name, 'name').folded);
        note({ detail: { name: consumer.name } });
        return consumer;
      },
    );
  }

  /** Deletes a consumer, for its owner or with MANAGE_CONSUMERS. @throws Forbidden; NotFound. */
  async delete(permit: Permit, id: string): Promise<void> {
    const consumerId = requireId(id, 'id', 'consumer');
    await this.#trail.commit(
      permit,
      { action: 'consumer.delete', subjectId: consumerId },
      async (unit, note) => {
        const consumer = await this.#locked(unit, permit, consumerId);
        if (!isOwn(permit.reach, consumer.ownerId)) permit.require(Permission.MANAGE_CONSUMERS);
        await this.#stores.consumers.delete(unit, permit.organizationId, consumerId);
        note({ detail: { name: consumer.name } });
      },
    );
  }

  async #controlled(unit: UnitOfWork, permit: Permit, id: string): Promise<Consumer> {
    const consumer = await this.#locked(unit, permit, id);
    await requireControl(this.#stores, unit, permit, consumer);
    return consumer;
  }

  async #locked(unit: UnitOfWork, permit: Permit, id: string): Promise<Consumer> {
    const consumer = await this.#stores.consumers.lock(unit, permit.organizationId, id);
    if (consumer === undefined || !isWithinConsumerScope(consumerScopeOf(permit), consumer)) {
      throw new NotFound();
    }
    return consumer;
  }
}

function requireCredential({ publicKey, identity }: Consumer): void {
  if (publicKey !== null || identity !== null) return;
  throw BadUserInput.at('publicKey', 'required', 'A consumer has a public key, an identity or both.');
}

function detailOf({ name, ownerId, uses, waysOut, identity, publicKey }: Consumer) {
  return {
    name,
    isPersonal: ownerId !== null,
    hasKey: publicKey !== null,
    issuer: identity?.issuer ?? null,
    namedSecrets: uses.secretIds.length,
    namePrefix: uses.namePrefix,
    teamId: uses.teamId,
    repositoryId: uses.repositoryId,
    waysOut: waysOut.join(' '),
  };
}
