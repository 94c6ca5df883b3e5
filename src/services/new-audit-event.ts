import { type AuditEvent, type AuditFact, AuditOutcome } from '../core/audit-event';
import { newId } from '../core/id';
import type { Origin, Principal } from '../core/principal';

/**
 * A new event of a chain.
 *
 * @param actor who acts, or only where a request came from.
 * @param sequence its place in the chain.
 */
export function eventOf(
  actor: { readonly principal: Principal; readonly origin: Origin } | Origin,
  chainId: string,
  sequence: number,
  fact: AuditFact,
): AuditEvent {
  const principal = 'principal' in actor ? actor.principal : undefined;
  const { requestId, address } = 'principal' in actor ? actor.origin : actor;
  return {
    id: newId('event'),
    organizationId: chainId,
    sequence,
    at: new Date(),
    principalId: principal?.id ?? 'anonymous',
    principalKind: principal?.kind ?? 'ANONYMOUS',
    action: fact.action,
    subjectId: fact.subjectId,
    outcome: fact.outcome ?? AuditOutcome.ALLOWED,
    requestId,
    address,
    detail: fact.detail ?? {},
  };
}
