import type { AuditAction } from '../../core/audit-event';
import type { Consumer } from '../../core/consumer';
import type { Secret } from '../../core/secret';
import { AUDIT_CHAIN } from '../entities/audit-event.entity';
import { SECRETS } from '../entities/secret.entity';
import { projection, selectAll } from '../sql/projection';
import { countOf, firstOf } from '../sql/query';
import { joined, list, type Sql, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';
import { type SecretScope, withinScopes } from './secret-scope';
import { isUsable, type UseFacts } from './usable-secret';

const POSITIONS = projection(AUDIT_CHAIN, { only: ['chainId', 'sequence'] });

/** The secret after or before which a walk over candidates continues. */
export interface CandidatePosition {
  readonly folded: string;
  readonly id: string;
}

/** One batch of a walk over the secrets that a consumer may be allowed to use. */
export interface CandidateBatch {
  readonly after: CandidatePosition | undefined;
  readonly before?: CandidatePosition | undefined;
  readonly backward: boolean;
  readonly limit: number;
  /** Folded names; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** What somebody who looks may see of them; undefined for everything. */
  readonly scope?: SecretScope | undefined;
}

/** Events with these actions do not change who may use what. */
const IDLE_ACTIONS: readonly AuditAction[] = [
  'delivery.create',
  'delivery.refuse',
  'injection.create',
  'injection.refuse',
  'injection.fail',
  'code.create',
  'code.refuse',
  'secret.use',
  'secret.purge',
  'token.use',
  'token.create',
  'token.update',
  'token.revoke',
  'permission.refuse',
  'authentication.refuse',
  'key.generate',
  'key.promote',
  'key.reseal',
  'key.retire',
];

/** The statements that find and count what core's rule of consumption allows. Nothing here hands out anything. */
export class ConsumptionStore {
  /** The secrets that the rule allows the consumer, by folded name. The caller asks the rule for its reasons. */
  candidates(on: Reading, consumer: Consumer, facts: UseFacts, batch: CandidateBatch): Promise<Secret[]> {
    const order = batch.backward ? sql`name_folded DESC, id DESC` : sql`name_folded, id`;
    const where = joined([usable(on, consumer, facts, batch.scope), ...between(batch)], ' AND ');
    return selectAll(on, SECRETS, sql`FROM secret WHERE ${where} ORDER BY ${order} LIMIT ${batch.limit}`);
  }

  /** How many secrets the rule allows the consumer, of those within the scope. No row leaves the database. */
  count(on: Reading, consumer: Consumer, facts: UseFacts, scope: SecretScope): Promise<number> {
    return countOf(on, sql`SELECT COUNT(*) AS count FROM secret WHERE ${usable(on, consumer, facts, scope)}`);
  }

  /**
   * The positions of the organizations' audit chains. Every change in an organization moves its position. Organizations
   * without events are left out. One indexed read.
   */
  async positions(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await selectAll(
      on,
      POSITIONS,
      sql`FROM audit_chain WHERE chain_id IN (${list(organizationIds)})`,
    );
    return new Map(rows.map((row) => [row.chainId, row.sequence]));
  }

  /** Whether an event after this position may have changed who may use what. One indexed read. */
  async hasChangedSince(on: Reading, organizationId: string, position: number): Promise<boolean> {
    const row = await firstOf<{ sequence: number }>(
      on,
      sql`SELECT sequence FROM audit_event WHERE chain_id = ${organizationId} AND sequence > ${position} AND action NOT IN (${list(IDLE_ACTIONS)}) LIMIT 1`,
    );
    return row !== undefined;
  }
}

function usable({ kind }: Reading, consumer: Consumer, facts: UseFacts, scope: SecretScope | undefined): Sql {
  const allowed = isUsable(kind, consumer, facts);
  return scope === undefined ? allowed : sql`${allowed} AND ${withinScopes([scope])}`;
}

function between({ after, before, only }: CandidateBatch): Sql[] {
  const conditions: Sql[] = [];
  if (only !== undefined) conditions.push(sql`name_folded IN (${list(only)})`);
  if (after) conditions.push(sql`(name_folded, id) > (${after.folded}, ${after.id})`);
  if (before) conditions.push(sql`(name_folded, id) < (${before.folded}, ${before.id})`);
  return conditions;
}
