import type { AuditAction, AuditEvent, AuditOutcome } from '../core/audit-event';
import type { PrincipalKind } from '../core/principal';
import type { AuditEventRow } from './entities/audit-event.entity';

/**
 * The noun of a stored row. Somebody may have edited the file: text that is no time or no JSON becomes the epoch or an
 * empty detail, which breaks the chain at this event, instead of an error that would stop the verifier before it.
 */
export function toAuditEvent(row: AuditEventRow): AuditEvent {
  const at = new Date(row.at);
  return {
    id: row.id,
    organizationId: row.chain_id,
    sequence: row.sequence,
    at: Number.isNaN(at.getTime()) ? new Date(0) : at,
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
    return typeof detail === 'object' && detail !== null ? (detail as AuditEvent['detail']) : {};
  } catch {
    return {};
  }
}
