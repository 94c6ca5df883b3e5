import type { AuditAction } from '../../core/audit-event';
import type { Consumer } from '../../core/consumer';
import { foldCase } from '../../core/name';
import { type Secret, SecretAccess } from '../../core/secret';
import { AUDIT_CHAIN } from '../entities/audit-event.entity';
import { SECRETS } from '../entities/secret.entity';
import { projection, selectAll } from '../sql/projection';
import { firstOf } from '../sql/query';
import { joined, list, type Sql, sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

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

/** The statements that find what core's rule of consumption decides about. Nothing here decides. */
export class ConsumptionStore {
  /**
   * The secrets that the consumer's uses may cover, by folded name: at least those that the rule allows.
   */
  candidates(on: Reading, consumer: Consumer, batch: CandidateBatch): Promise<Secret[]> {
    const word = batch.backward ? 'DESC' : 'ASC';
    const order = word === 'ASC' ? sql`name_folded, id` : sql`name_folded DESC, id DESC`;
    return selectAll(
      on,
      SECRETS,
      sql`FROM secret WHERE ${within(consumer, batch)} ORDER BY ${order} LIMIT ${batch.limit}`,
    );
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

function within({ id, organizationId, ownerId, uses }: Consumer, batch: CandidateBatch): Sql {
  const grants: Sql[] = [];
  if (uses.secretIds.length > 0) {
    grants.push(sql`id IN (SELECT secret_id FROM consumer_secret WHERE consumer_id = ${id})`);
  }
  if (uses.namePrefix !== null) {
    const from = foldCase(uses.namePrefix);
    const prefix = sql`name_folded >= ${from} AND name_folded < ${`${from}\u{10ffff}`}`;
    grants.push(sql`(${prefix} AND (access = ${SecretAccess.ORGANIZATION} OR ${ofOwner(ownerId)}))`);
  }
  if (uses.teamId !== null) grants.push(sql`team_id = ${uses.teamId}`);
  if (uses.repositoryId !== null) grants.push(sql`access = ${SecretAccess.ORGANIZATION}`);
  if (grants.length === 0) return sql`1 = 0`;
  const conditions = [sql`organization_id = ${organizationId}`, sql`(${joined(grants, ' OR ')})`];
  if (batch.only !== undefined) conditions.push(sql`name_folded IN (${list(batch.only)})`);
  const { after, before } = batch;
  if (after) conditions.push(sql`(name_folded, id) > (${after.folded}, ${after.id})`);
  if (before) conditions.push(sql`(name_folded, id) < (${before.folded}, ${before.id})`);
  return joined(conditions, ' AND ');
}

function ofOwner(ownerId: string | null): Sql {
  if (ownerId === null) return sql`1 = 0`;
  return sql`(access = ${SecretAccess.PERSONAL} AND owner_id = ${ownerId})`;
}
