import {
  type AuditAction,
  type AuditEvent,
  AuditOutcome,
  CHAIN_ENTRIES,
  INSTANCE_CHAIN,
} from '../../core/audit-event';
import type { Page, PageRequest } from '../../core/page';
import { AUDIT_CHAIN, AUDIT_EVENT } from '../entities/audit-event.entity';
import { StorageFault } from '../sql/fault';
import { keysetPage } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countOf, rowsOf } from '../sql/query';
import { forUpdate, joined, list, type Sql, sql } from '../sql/sql';
import { insertInto } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const EVENTS = projection(AUDIT_EVENT, { except: ['link'] });
const LINKS = projection(AUDIT_EVENT);
const HEADS = projection(AUDIT_CHAIN, { except: ['chainId'] });
const CHAINS = projection(AUDIT_CHAIN);

const ENTRIES = sql`SELECT id, subject_id FROM audit_event WHERE chain_id = ${INSTANCE_CHAIN} AND action IN (${list([...CHAIN_ENTRIES])}) AND outcome = ${AuditOutcome.ALLOWED} AND subject_id IS NOT NULL`;

/** The end of a chain. */
export interface ChainHead {
  readonly sequence: number;
  readonly link: Uint8Array;
  /** Keyed hash over the head itself, which shows when the end of the chain was cut off. */
  readonly headMac: Uint8Array;
}

/** Which events of a chain to return; every given condition must hold. */
export interface AuditFilter {
  readonly actions?: readonly AuditAction[];
  readonly principalId?: string;
  readonly subjectId?: string;
  readonly outcome?: AuditOutcome;
  /** At or after this time. */
  readonly since?: Date;
  /** Before this time. */
  readonly until?: Date;
}

/** An event has a sequence that does not follow the head of its chain. */
export class ChainMoved extends StorageFault {
  constructor() {
    super('CHAIN_MOVED');
  }
}

/** The statements of audit events and the heads of their chains. Nothing here changes or deletes an event. */
export class AuditStore {
  /**
   * The head of the chain, locked until the unit ends; undefined for a chain without events. Even then only one unit at
   * a time gets an answer, so two first events do not get the same sequence.
   */
  async head(unit: UnitOfWork, chainId: string): Promise<ChainHead | undefined> {
    const locked = sql`FROM audit_chain WHERE chain_id = ${chainId}${forUpdate(unit)}`;
    const head = await selectFirst(unit, HEADS, locked);
    if (head !== undefined || unit.kind === 'sqlite') return head;
    // There is no row to lock yet. The lock is on a hash of the chain's id: two chains with the same hash only wait.
    await rowsOf(unit, sql`SELECT pg_advisory_xact_lock(hashtextextended(${chainId}, 0))`);
    return selectFirst(unit, HEADS, locked);
  }

  /**
   * Moves the head and appends an event.
   *
   * @throws ChainMoved when the head is not at the previous event. Then nothing is written, and the unit can continue.
   */
  async append(unit: UnitOfWork, event: AuditEvent, link: Uint8Array, headMac: Uint8Array): Promise<void> {
    const { organizationId: chainId, sequence } = event;
    const moved = await changesOf(
      unit,
      sql`${insertInto(AUDIT_CHAIN, { chainId, sequence, link, headMac })} ON CONFLICT (chain_id) DO UPDATE SET sequence = excluded.sequence, link = excluded.link, head_mac = excluded.head_mac WHERE audit_chain.sequence = excluded.sequence - 1`,
    );
    if (moved === 0) throw new ChainMoved();
    await changesOf(unit, insertInto(AUDIT_EVENT, { ...event, link }));
  }

  /** The event with this id, if it is in the chain. */
  find(on: Reading, chainId: string, id: string): Promise<AuditEvent | undefined> {
    return selectFirst(on, EVENTS, sql`FROM audit_event WHERE chain_id = ${chainId} AND id = ${id}`);
  }

  /** A page of events, newest first. The sort key is the sequence as decimal text, then the id. */
  page(on: Reading, chainId: string, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> {
    const events = {
      what: EVENTS,
      from: sql`audit_event`,
      where: listed(chainId, filter),
      order: { column: 'sequence', id: 'id', descending: true, numeric: true },
    };
    return keysetPage(on, events, page);
  }

  /** How many events of the chain match the filter. */
  count(on: Reading, chainId: string, filter: AuditFilter): Promise<number> {
    return countOf(on, sql`SELECT COUNT(*) AS count FROM audit_event WHERE ${listed(chainId, filter)}`);
  }

  /** At most `limit` events with their links from a sequence on, oldest first, for the verifier. */
  async stream(
    on: Reading,
    chainId: string,
    fromSequence: number,
    limit: number,
  ): Promise<{ event: AuditEvent; link: Uint8Array }[]> {
    const rows = await selectAll(
      on,
      LINKS,
      sql`FROM audit_event WHERE chain_id = ${chainId} AND sequence >= ${fromSequence} ORDER BY sequence LIMIT ${limit}`,
    );
    return rows.map(({ link, ...event }) => ({ event, link }));
  }

  /** The head of every chain, by chain id. */
  chains(on: Reading): Promise<({ readonly chainId: string } & ChainHead)[]> {
    return selectAll(on, CHAINS, sql`FROM audit_chain ORDER BY chain_id`);
  }

  /** Whether the chain of the instance has an entry of a chain. */
  async hasEntry(on: Reading, chainId: string): Promise<boolean> {
    const rows = await rowsOf(
      on,
      sql`SELECT id FROM (${ENTRIES}) entry WHERE subject_id = ${chainId} LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** The ids of all chains without an entry in the chain of the instance, in order. */
  async chainIdsWithoutEntry(on: Reading): Promise<string[]> {
    const rows = await rowsOf<{ readonly chain_id: string }>(
      on,
      sql`SELECT chain_id FROM audit_chain WHERE chain_id <> ${INSTANCE_CHAIN} AND chain_id NOT IN (SELECT subject_id FROM (${ENTRIES}) entry) ORDER BY chain_id`,
    );
    return rows.map(({ chain_id }) => chain_id);
  }

  /** The events of a chain that may say that it is entered: the first one, and adoptions. */
  enteredEvents(on: Reading, chainId: string): Promise<AuditEvent[]> {
    return selectAll(
      on,
      EVENTS,
      sql`FROM audit_event WHERE chain_id = ${chainId} AND (sequence = 1 OR action = ${'organization.adopt'}) ORDER BY sequence`,
    );
  }

  /** The ids of all chains that have events, with or without a head, in order. */
  async chainIdsWithEvents(on: Reading): Promise<string[]> {
    const rows = await rowsOf<{ readonly chain_id: string }>(
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
