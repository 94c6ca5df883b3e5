import { type AuditEvent, INSTANCE_CHAIN } from '../../core/audit-event';
import type { Consumer } from '../../core/consumer';
import { type Origin, type Principal, PrincipalKind } from '../../core/principal';
import { addressKey } from '../../core/rate';
import { type Secret, SecretAccess } from '../../core/secret';
import type { Services } from '../../services/services';
import type { ConsumerRefused } from './consumer-refusal';
import { RefusalLimit } from './refusal-limit';

/** The kind of request that was refused. */
export type RefusalAction = 'delivery.refuse' | 'injection.refuse' | 'code.refuse';

/** The reason and, if known, the path in the request and the rule. Never submitted text. */
export type RefusalDetail = AuditEvent['detail'] & { readonly reason: string };

/** A consumer as the principal of an audit event. */
export function principalOf({ id, name, organizationId }: Consumer, origin: Origin): Principal {
  return {
    id,
    kind: PrincipalKind.CONSUMER,
    name,
    homeOrganizationId: organizationId,
    tokenId: undefined,
    credentialExpiresAt: null,
    mayCreateOrganizations: false,
    grants: new Map(),
    origin,
  };
}

/**
 * The name of a secret in the audit log. Readers of the log must not learn the names of personal secrets, so those get
 * ids.
 */
export function auditName({ access, id, name }: Pick<Secret, 'access' | 'id' | 'name'>): string {
  return access === SecretAccess.PERSONAL ? id : name;
}

/** Records refusals in the audit log. */
export class RefusalAudit {
  readonly #services: Services;
  readonly #ofKnown = new RefusalLimit();
  readonly #ofUnknown = new RefusalLimit();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Records that a caller was refused. It has not proven its identity, so the events are limited by {@link RefusalLimit}:
   * one for each action, reason, block of addresses and existing consumer. The id of a consumer that does not exist is the
   * caller's choice and does not count. Unknown and known consumers have limits of their own, so that an attack with
   * random ids does not hide one on a consumer.
   *
   * @param consumer the consumer that the request claims to come from; undefined if it is unknown.
   * @param now milliseconds since 1970.
   */
  async refused(
    { reason, consumerId }: ConsumerRefused,
    consumer: Consumer | undefined,
    origin: Origin,
    action: RefusalAction,
    now: number = Date.now(),
  ): Promise<void> {
    const limit = consumer === undefined ? this.#ofUnknown : this.#ofKnown;
    const key = `${action} ${reason} ${consumer?.id ?? ''} ${addressKey(origin.address)}`;
    const unrecorded = limit.admit(key, now);
    if (unrecorded === undefined) return;
    if (consumer === undefined) {
      // Only here: in the chain of an organization the count would tell of the callers of others.
      const detail = unrecorded === 0 ? { reason } : { reason, unrecorded };
      const fact = { action: 'authentication.refuse', subjectId: consumerId ?? null, detail } as const;
      await this.#services.trail.refuse(origin, INSTANCE_CHAIN, fact);
      return;
    }
    await this.write(consumer, origin, action, { reason });
  }

  /** Records a refusal to an authenticated consumer: one event each time, as for allowed requests. */
  async write(
    consumer: Consumer,
    origin: Origin,
    action: RefusalAction,
    detail: RefusalDetail,
  ): Promise<void> {
    const actor = { principal: principalOf(consumer, origin), origin };
    const fact = { action, subjectId: consumer.id, detail };
    await this.#services.trail.refuse(actor, consumer.organizationId, fact);
  }
}
