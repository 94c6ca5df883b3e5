import type { AuditAction, AuditEvent, AuditOutcome } from '../../core/audit-event';
import type { PrincipalKind } from '../../core/principal';
import type { AuditEventRow } from '../entities/audit-event.entity';

/** No event is written with it, so that it breaks the chain where it stands, also in place of an empty detail. */
const UNREADABLE: AuditEvent['detail'] = { unreadable: true };

/**
 * The noun of a stored row. Somebody may have edited the file: a time that is not as we write it becomes the epoch, and a
 * detail that is no JSON object becomes one that no event has. That breaks the chain at this event, instead of an error
 * that would stop the verifier before it.
 */
export function toAuditEvent(row: AuditEventRow): AuditEvent {
  const at = new Date(row.at);
  return {
    id: row.id,
    organizationId: row.chain_id,
    sequence: row.sequence,
    at: !Number.isNaN(at.getTime()) && at.toISOString() === row.at ? at : new Date(0),
    principalId: row.principal_id,
    principalKind: row.principal_kind as PrincipalKind | 'ANONYMOUS',
    action: row.action as AuditAction,
    subjectId: row.subject_id,
    outcome: row.outcome as AuditOutcome,
    requestId: row.request_id,
    address: row.address,
    detail: detailOf(row.detail),
  };
}

function detailOf(text: string): AuditEvent['detail'] {
  try {
    const detail: unknown = JSON.parse(text);
    const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    return isObject ? (detail as AuditEvent['detail']) : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
