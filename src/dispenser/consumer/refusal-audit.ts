import { type AuditEvent, INSTANCE_CHAIN } from '../../core/audit-event';
import type { Consumer } from '../../core/consumer';
import { type Origin, type Principal, PrincipalKind } from '../../core/principal';
import { type Secret, SecretAccess } from '../../core/secret';
import type { Services } from '../../services/services';
import type { ConsumerRefused } from './consumer-refusal';

/** The same refusal is written down once in this time, so that trying again and again cannot fill the log. */
const INTERVAL_MS = 10_000;
const MOST_REMEMBERED = 5_000;

/** What a consumer asked for that was refused. */
export type RefusalAction = 'delivery.refuse' | 'injection.refuse' | 'code.refuse';

/** Why: a reason, and where it is known the place in the request and the rule. Never submitted text. */
export type RefusalDetail = AuditEvent['detail'] & { readonly reason: string };

/** A consumer as the one who acts. */
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

/** What the audit log calls a secret. Who may read the log may not know the names of personal secrets: those are ids. */
export function auditName({ access, id, name }: Pick<Secret, 'access' | 'id' | 'name'>): string {
  return access === SecretAccess.PERSONAL ? id : name;
}

/** Writes down what was refused. */
export class RefusalAudit {
  readonly #services: Services;
  readonly #written = new Map<string, number>();

  constructor(services: Services) {
    this.#services = services;
  }

  /**
   * A consumer was not served, or was none: whoever sends this need not be who it claims to be.
   *
   * @param consumer the one that was meant; undefined when it is not known which.
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
    if (this.#written.size >= MOST_REMEMBERED) this.#written.clear();
    this.#written.set(key, now);
    const detail = { reason };
    if (consumer === undefined) {
      const fact = { action: 'authentication.refuse', subjectId: consumerId ?? null, detail } as const;
      await this.#services.trail.refuse(origin, INSTANCE_CHAIN, fact);
      return;
    }
    await this.write(consumer, origin, action, detail);
  }

  /** Something was refused to a consumer that has shown who it is. Every time is an event, as for what is allowed. */
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
