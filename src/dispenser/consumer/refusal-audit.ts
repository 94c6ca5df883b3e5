import { type AuditEvent, INSTANCE_CHAIN } from '../../core/audit-event';
import type { Consumer } from '../../core/consumer';
import { type Origin, type Principal, PrincipalKind } from '../../core/principal';
import { type Secret, SecretAccess } from '../../core/secret';
import type { Services } from '../../services/services';
import type { ConsumerRefused } from './consumer-refusal';

/** The same refusal is recorded once in this time, so that repeated attempts cannot fill the log. */
const INTERVAL_MS = 10_000;
const MAX_REMEMBERED = 5_000;

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
  readonly #written = new Map<string, number>();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * Records that a consumer was refused. The request is not authenticated, so the same refusal is recorded once in 10
   * seconds.
   *
   * @param consumer the consumer that the request claims to come from; undefined if it is unknown.
   */
  async refused(
    { reason, consumerId }: ConsumerRefused,
    consumer: Consumer | undefined,
    origin: Origin,
    action: RefusalAction,
  ): Promise<void> {
    const key = `${action} ${reason} ${consumer?.id ?? consumerId ?? ''} ${origin.address}`;
    const now = Date.now();
    if (now - (this.#written.get(key) ?? Number.NEGATIVE_INFINITY) < INTERVAL_MS) return;
    if (this.#written.size >= MAX_REMEMBERED) this.#written.clear();
    this.#written.set(key, now);
    const detail = { reason };
    if (consumer === undefined) {
      const fact = { action: 'authentication.refuse', subjectId: consumerId ?? null, detail } as const;
      await this.#services.trail.refuse(origin, INSTANCE_CHAIN, fact);
      return;
    }
    await this.write(consumer, origin, action, detail);
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
