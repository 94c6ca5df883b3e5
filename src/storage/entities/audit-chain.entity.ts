import { EntitySchema } from 'typeorm';
import type { ColumnTypes } from './column-types';

/** A row of `audit_chain`. */
export interface AuditChainRow {
  readonly chain_id: string;
  readonly sequence: number;
  readonly link: Uint8Array;
  readonly head_mac: Uint8Array;
}

/** The table `audit_chain`: the last link of each chain, so that a cut end is noticed. */
export function auditChainEntity(types: ColumnTypes): EntitySchema<AuditChainRow> {
  return new EntitySchema<AuditChainRow>({
    name: 'audit_chain',
    columns: {
      chain_id: types.id,
      sequence: types.number,
      link: types.bytes,
      head_mac: types.bytes,
    },
  });
}
