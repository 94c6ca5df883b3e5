import { EntitySchema } from 'typeorm';
import { type ColumnTypes, optional } from './column-types';

/** A row of `audit_event`. `detail` is JSON, `link` the event's keyed hash over the one before it. */
export interface AuditEventRow {
  readonly id: string;
  readonly chain_id: string;
  readonly sequence: number;
  readonly at: string;
  readonly principal_id: string;
  readonly principal_kind: string;
  readonly action: string;
  readonly subject_id: string | null;
  readonly outcome: string;
  readonly request_id: string;
  readonly address: string;
  readonly detail: string;
  readonly link: Uint8Array;
}

/** The table `audit_event`. It has no reference to the organization, whose end it outlives. Triggers refuse changes. */
export function auditEventEntity(types: ColumnTypes): EntitySchema<AuditEventRow> {
  return new EntitySchema<AuditEventRow>({
    name: 'audit_event',
    columns: {
      id: types.id,
      chain_id: types.reference,
      sequence: types.number,
      at: types.time,
      principal_id: types.text,
      principal_kind: types.text,
      action: types.text,
      subject_id: optional(types.text),
      outcome: types.text,
      request_id: types.text,
      address: types.text,
      detail: types.text,
      link: types.bytes,
    },
    uniques: [{ name: 'audit_event_sequence_unique', columns: ['chain_id', 'sequence'] }],
  });
}
