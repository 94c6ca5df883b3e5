import type { AuditAction, AuditEvent, AuditOutcome } from '../../core/audit-event';
import type { PrincipalKind } from '../../core/principal';
import { bytes, id, mapped, named, number, optional, reference, text } from '../sql/column';
import { table } from '../sql/table';

/**
 * An audit event, with its keyed hash over the one before it. There is no foreign key to the organization, because the
 * events outlive it. Triggers refuse changes.
 */
export const AUDIT_EVENT = table(
  'audit_event',
  {
    id: id(),
    organizationId: named('chain_id', reference()),
    sequence: number(),
    at: mapped({ type: 'time' }, readTime, (at: Date) => at),
    principalId: text(),
    principalKind: text<PrincipalKind | 'ANONYMOUS'>(),
    action: text<AuditAction>(),
    subjectId: optional(text()),
    outcome: text<AuditOutcome>(),
    requestId: text(),
    address: text(),
    detail: mapped(text(), readDetail, (detail: AuditEvent['detail']) => JSON.stringify(detail)),
    link: bytes(),
  },
  { idPrefix: 'event', uniques: { audit_event_sequence_unique: ['organizationId', 'sequence'] } },
);

/** The last link of a chain. Its keyed hash shows when the end of the chain was cut off. */
export const AUDIT_CHAIN = table('audit_chain', {
  chainId: id(),
  sequence: number(),
  link: bytes(),
  headMac: bytes(),
});

/** No event is written with this detail, so it breaks the chain at the event that has it. */
const UNREADABLE: AuditEvent['detail'] = { unreadable: true };

/** An edited time becomes the epoch, which breaks the chain at this event. */
function readTime(stored: string): Date {
  const at = new Date(stored);
  return !Number.isNaN(at.getTime()) && at.toISOString() === stored ? at : new Date(0);
}

/** An edited detail breaks the chain at this event. An error would stop the verifier before it. */
function readDetail(stored: string): AuditEvent['detail'] {
  try {
    const detail: unknown = JSON.parse(stored);
    const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    return isObject ? (detail as AuditEvent['detail']) : UNREADABLE;
  } catch {
    return UNREADABLE;
  }
}
