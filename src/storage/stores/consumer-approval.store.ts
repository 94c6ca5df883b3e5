import type { ConsumerApproval } from '../../core/consumer';
import { CONSUMER_APPROVAL } from '../entities/consumer.entity';
import { projection, selectAll } from '../sql/projection';
import { changesOf, rowsOf, type StoredCount } from '../sql/query';
import { list, type Sql, sql } from '../sql/sql';
import { insertInto, setOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const APPROVALS = projection(CONSUMER_APPROVAL);

/** The statements of approvals. A stored approval proves nothing before its code is verified. */
export class ConsumerApprovalStore {
  /** The approvals of these consumers, in no order. */
  async find(on: Reading, consumerIds: readonly string[]): Promise<ConsumerApproval[]> {
    return consumerIds.length === 0 ? [] : select(on, sql`consumer_id IN (${list(consumerIds)})`);
  }

  /** How many approvals were made with each key generation. */
  async countByKey(on: Reading): Promise<Map<string, number>> {
    const rows = await rowsOf<{ key_id: string; count: StoredCount }>(
      on,
      sql`SELECT key_id, COUNT(*) AS count FROM consumer_approval GROUP BY key_id ORDER BY key_id`,
    );
    return new Map(rows.map(({ key_id, count }) => [key_id, Number(count)]));
  }

  /** At most `limit` approvals made with a key generation, by consumer id, after the id `after`. */
  madeWith(on: Reading, keyId: string, limit: number, after: string): Promise<ConsumerApproval[]> {
    return select(on, sql`key_id = ${keyId} AND consumer_id > ${after} ORDER BY consumer_id LIMIT ${limit}`);
  }

  /** Stores an approval, replacing an older one. @throws Conflict when the consumer is gone. */
  async put(unit: UnitOfWork, approval: ConsumerApproval): Promise<void> {
    await changesOf(
      unit,
      sql`${insertInto(CONSUMER_APPROVAL, approval)} ON CONFLICT (consumer_id) DO UPDATE SET key_id = excluded.key_id, mac = excluded.mac, approved_at = excluded.approved_at`,
    );
  }

  /** Replaces the code with one of another key generation. @returns false when the approval was changed or removed. */
  async replaceMac(
    unit: UnitOfWork,
    { consumerId, mac }: ConsumerApproval,
    { keyId, mac: newMac }: Pick<ConsumerApproval, 'keyId' | 'mac'>,
  ): Promise<boolean> {
    const changed = await changesOf(
      unit,
      sql`${setOf(CONSUMER_APPROVAL, { keyId, mac: newMac })} WHERE consumer_id = ${consumerId} AND mac = ${mac}`,
    );
    return changed === 1;
  }

  /** @returns false when there was none. */
  async delete(unit: UnitOfWork, consumerId: string): Promise<boolean> {
    return (
      (await changesOf(unit, sql`DELETE FROM consumer_approval WHERE consumer_id = ${consumerId}`)) === 1
    );
  }
}

function select(on: Reading, where: Sql): Promise<ConsumerApproval[]> {
  return selectAll(on, APPROVALS, sql`FROM consumer_approval WHERE ${where}`);
}
