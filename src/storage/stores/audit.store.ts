import type { AuditAction, AuditEvent, AuditOutcome } from '../../core/audit-event';
import type { Page, PageRequest } from '../../core/page';
import type { AuditChainRow } from '../entities/audit-chain.entity';
import type { AuditEventRow } from '../entities/audit-event.entity';
import { StorageFault } from '../sql/fault';
import { keysetPage, mapPage } from '../sql/keyset';
import { changesOf, countOf, firstOf, rowsOf } from '../sql/query';
import { forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';
import { toAuditEvent } from './audit.row';

const COLUMNS = sql`id, chain_id, sequence, at, principal_id, principal_kind, action, subject_id, outcome, request_id, address, detail`;

/** The end of a chain. */
export interface ChainHead {
  readonly sequence: number;
  readonly link: Uint8Array;
  /** Keyed hash over the head itself, so that a cut chain is noticed. */
  readonly headMac: Uint8Array;
}

/** Which events of a chain are listed; all that are given must hold. */
export interface AuditFilter {
  readonly actions?: readonly AuditAction[];
  readonly principalId?: string;
  readonly subjectId?: string;
  readonly outcome?: AuditOutcome;
  /** Not before. */
  readonly since?: Date;
  /** Before, not at. */
  readonly until?: Date;
}

/** An event was to take a place that is not the next one. */
export class ChainMoved extends StorageFault {
  constructor() {
    super('CHAIN_MOVED');
  }
}

/** Persistence of audit events and of the heads of their chains. Nothing here changes or deletes an event. */
export class AuditStore {
  /**
   * The head of the chain, locked until the unit ends; undefined for a chain without events. Also then only one unit at
   * a time gets an answer, so that two first events queue up instead of taking the same place.
   */
  async head(unit: UnitOfWork, chainId: string): Promise<ChainHead | undefined> {
    const statement = sql`SELECT sequence, link, head_mac FROM audit_chain WHERE chain_id = ${chainId}${forUpdate(unit)}`;
    const row = await firstOf<AuditChainRow>(unit, statement);
    if (row !== undefined || unit.kind === 'sqlite') return row && toHead(row);
    // There is no row to lock yet. The lock is on a hash of the chain's name: two chains that share it only wait.
    await rowsOf(unit, sql`SELECT pg_advisory_xact_lock(hashtextextended(${chainId}, 0))`);
    const after = await firstOf<AuditChainRow>(unit, statement);
    return after && toHead(after);
  }

  /**
   * Moves the head and appends an event.
   *
   * @throws ChainMoved when the head is not at the event before; nothing is written then, and the unit can go on.
   */
  async append(unit: UnitOfWork, event: AuditEvent, link: Uint8Array, headMac: Uint8Array): Promise<void> {
    const { id, organizationId: chainId, sequence, at, principalId, principalKind, action } = event;
    const { subjectId, outcome, requestId, address } = event;
    const detail = JSON.stringify(event.detail);
    const moved = await changesOf(
      unit,
      sql`INSERT INTO audit_chain (chain_id, sequence, link, head_mac) VALUES (${chainId}, ${sequence}, ${link}, ${headMac}) ON CONFLICT (chain_id) DO UPDATE SET sequence = excluded.sequence, link = excluded.link, head_mac = excluded.head_mac WHERE audit_chain.sequence = excluded.sequence - 1`,
    );
    if (moved === 0) throw new ChainMoved();
    await changesOf(
      unit,
      sql`INSERT INTO audit_event (${COLUMNS}, link) VALUES (${id}, ${chainId}, ${sequence}, ${at}, ${principalId}, ${principalKind}, ${action}, ${subjectId}, ${outcome}, ${requestId}, ${address}, ${detail}, ${link})`,
    );
  }

  /** The event of this id, if it is in the chain. */
  async find(on: Reading, chainId: string, id: string): Promise<AuditEvent | undefined> {
    const row = await firstOf<AuditEventRow>(
      on,
      sql`SELECT ${COLUMNS} FROM audit_event WHERE chain_id = ${chainId} AND id = ${id}`,
    );
    return row && toAuditEvent(row);
  }

  /** A page of events, newest first. The sort key is the sequence as decimal text, then the id. */
  async page(
    on: Reading,
    chainId: string,
    filter: AuditFilter,
    page: PageRequest,
  ): Promise<Page<AuditEvent>> {
    const events = {
      columns: COLUMNS,
      from: sql`audit_event`,
      where: listed(chainId, filter),
      order: { column: 'sequence', id: 'id', descending: true, numeric: true },
    };
    return mapPage(await keysetPage<AuditEventRow>(on, events, page), toAuditEvent);
  }

  /** How many events {@link page} has in all. */
  count(on: Reading, chainId: string, filter: AuditFilter): Promise<number> {
    return countOf(on, sql`SELECT COUNT(*) AS count FROM audit_event WHERE ${listed(chainId, filter)}`);
  }

  /** Events with their links from a position on, oldest first, for the verifier. */
  async stream(
    on: Reading,
    chainId: string,
    fromSequence: number,
    limit: number,
  ): Promise<{ event: AuditEvent; link: Uint8Array }[]> {
    const rows = await rowsOf<AuditEventRow>(
      on,
      sql`SELECT ${COLUMNS}, link FROM audit_event WHERE chain_id = ${chainId} AND sequence >= ${fromSequence} ORDER BY sequence LIMIT ${limit}`,
    );
    return rows.map((row) => ({ event: toAuditEvent(row), link: row.link }));
  }

  /** The head of every chain, in order of its id. */
  async chains(on: Reading): Promise<({ readonly chainId: string } & ChainHead)[]> {
    const rows = await rowsOf<AuditChainRow>(
      on,
      sql`SELECT chain_id, sequence, link, head_mac FROM audit_chain ORDER BY chain_id`,
    );
    return rows.map((row) => ({ chainId: row.chain_id, ...toHead(row) }));
  }

  /** Every chain that has events, with or without a head, in order of its id. */
  async chainIdsWithEvents(on: Reading): Promise<string[]> {
    const rows = await rowsOf<Pick<AuditEventRow, 'chain_id'>>(
      on,
      sql`SELECT DISTINCT chain_id FROM audit_event ORDER BY chain_id`,
    );
    return rows.map(({ chain_id }) => chain_id);
  }
}

function listed(chainId: string, filter: AuditFilter): Sql {
  const conditions = [sql`chain_id = ${chainId}`];
  if (filter.actions !== undefined) conditions.push(sql`action IN (${list(filter.actions)})`);
  if (filter.principalId !== undefined) conditions.push(sql`principal_id = ${filter.principalId}`);
  if (filter.subjectId !== undefined) conditions.push(sql`subject_id = ${filter.subjectId}`);
  if (filter.outcome !== undefined) conditions.push(sql`outcome = ${filter.outcome}`);
  if (filter.since !== undefined) conditions.push(sql`at >= ${filter.since}`);
  if (filter.until !== undefined) conditions.push(sql`at < ${filter.until}`);
  return joined(conditions, ' AND ');
}

function toHead(row: AuditChainRow): ChainHead {
  return { sequence: row.sequence, link: row.link, headMac: row.head_mac };
}
