import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `consumer_approval`. */
export interface ConsumerApprovalRow {
  readonly consumer_id: string;
  readonly key_id: string;
  readonly mac: Uint8Array;
  readonly approved_at: string;
}

/** The table `consumer_approval`: what the dispenser's operator has approved. A row alone proves nothing, its code does. */
export function consumerApprovalEntity(types: ColumnTypes): EntitySchema<ConsumerApprovalRow> {
  return new EntitySchema<ConsumerApprovalRow>({
    name: 'consumer_approval',
    columns: {
      consumer_id: types.id,
      key_id: types.reference,
      mac: types.bytes,
      approved_at: types.time,
    },
    foreignKeys: [referenceTo('consumer', 'consumer_approval_consumer_fk', 'consumer_id')],
  });
}
