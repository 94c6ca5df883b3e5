import {
  type AuditFact,
  AuditOutcome,
  canonicalAuditEvent,
  ENTERED,
  INSTANCE_CHAIN,
} from '../core/audit-event';
import { Forbidden, NotFound, Unauthenticated } from '../core/errors';
import type { Origin, Principal } from '../core/principal';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import type { Database, UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import { type AuditStore, type ChainHead, ChainMoved } from '../storage/stores/audit.store';

import { eventOf } from './new-audit-event';
import { RefusalShare } from './refusal-share';
import { StandingCheck } from './standing-check';

/** Who acts: the common part of a permit and an instance permit. */
export interface Actor {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** The start of an audit event, which is written whether the change is made or refused. */
export interface Attempt extends Pick<AuditFact, 'action' | 'subjectId'> {
  /** The chain that it belongs to; by default the chain of the permit's organization. */
  readonly chainId?: string;
  /**
   * Whether the event is the beginning or the end of its chain. It is then entered in the chain of the instance as well, with
   * the number and the link of the last event.
   */
  readonly isEntered?: boolean;
  /** Whether the change takes a grant or a credential away. Such changes of one organization take turns. */
  readonly takesRights?: boolean;
}

/** Completes the event of the attempt with the id of a new subject, details, or a more exact action. */
export type Note = (fact: Partial<AuditFact>) => void;

/** Attempts of one request that were refused, with the event about the first of them. */
export interface Refusal {
  readonly chainId: string;
  readonly fact: AuditFact;
  /** How many attempts the event is about. */
  readonly count: number;
}

/** The last event of a chain. */
type ChainEnd = Pick<ChainHead, 'sequence' | 'link'>;

const MAX_ENDS = 1_000;

/** Adds another event to the transaction. */
export type Also = (fact: AuditFact) => void;

/**
 * The audit log: an append-only chain of events for each organization, each event bound to the one before by a keyed hash.
 * Services write only through {@link AuditTrail.commit}, which commits a change and its events in one transaction.
 */
export class AuditTrail {
  readonly #database: Database;
  readonly #store: AuditStore;
  readonly #key: ChainKey;
  readonly #standing: StandingCheck;
  readonly #ends = new Map<string, ChainEnd>();
  readonly #shares = new RefusalShare();

  constructor(stores: Pick<Stores, 'database' | 'audit' | 'standings' | 'organizations'>, key: ChainKey) {
    this.#database = stores.database;
    this.#store = stores.audit;
    this.#key = key;
    this.#standing = new StandingCheck(stores);
  }

  /**
   * Runs `work` in one transaction and appends its events to the chain before the commit. A permit is checked again inside
   * the transaction, before the work. If the permit no longer holds, or the work throws Forbidden or NotFound, the refusal
   * is recorded instead, in a transaction of its own.
   *
   * @param work may run again after a deadlock.
   * @returns what the work returned.
   * @throws what the work threw; Unavailable if the database does not accept the transaction.
   */
  async commit<Result>(
    actor: Actor & { readonly organizationId?: string },
    attempt: Attempt,
    work: (unit: UnitOfWork, note: Note, also: Also) => Promise<Result>,
  ): Promise<Result> {
    const {
      chainId = actor.organizationId ?? INSTANCE_CHAIN,
      takesRights = false,
      isEntered = false,
      ...fact
    } = attempt;
    try {
      return await this.#database.unitOfWork(async (unit) => {
        // Inside, because a unit of work may run again after a deadlock.
        let main: AuditFact = fact;
        const further: AuditFact[] = [];
        await this.#standing.require(unit, actor, takesRights);
        const result = await work(
          unit,
          (completion) => {
            main = { ...main, ...completion };
          },
          (another) => further.push(another),
        );
        if (!isEntered) await this.#append(unit, actor, chainId, [main, ...further]);
        else await this.#appendEntered(unit, actor, chainId, main, further);
        return result;
      });
    } catch (error) {
      if (isRefusal(error)) await this.refuse(actor, chainId, fact);
      throw error;
    }
  }

  /**
   * Records an attempt that was refused and changed nothing. The events of one principal are limited by
   * {@link RefusalShare}.
   *
   * @param chainId the instance's chain if undefined.
   */
  async refuse(actor: Actor | Origin, chainId: string | undefined, fact: AuditFact): Promise<void> {
    await this.refuseAll(actor, [{ chainId: chainId ?? INSTANCE_CHAIN, fact, count: 1 }]);
  }

  /** Records the refusals of one request, with one event in each chain, in one transaction. */
  async refuseAll(actor: Actor | Origin, refusals: readonly Refusal[]): Promise<void> {
    const recorded = refusals.flatMap((each) => this.#limited(actor, each) ?? []);
    if (recorded.length === 0) return;
    // In one order, so that two units that lock the same chains cannot deadlock.
    recorded.sort((a, b) => (orderOf(a.chainId) < orderOf(b.chainId) ? -1 : 1));
    await this.#database.unitOfWork(async (unit) => {
      for (const { chainId, fact } of recorded) {
        await this.#append(unit, actor, chainId, [{ ...fact, outcome: AuditOutcome.REFUSED }]);
      }
    });
  }

  /** @returns undefined if the principal has had its share of events. */
  #limited(actor: Actor | Origin, { chainId, fact, count }: Refusal): Refusal | undefined {
    const principalId = 'principal' in actor ? actor.principal.id : undefined;
    // What callers without an identity can cause is limited where they are refused.
    const unrecorded =
      principalId === undefined ? 0 : this.#shares.admit(principalId, chainId, count, Date.now());
    if (unrecorded === undefined) return undefined;
    const detail = { ...fact.detail, ...(count > 1 && { count }), ...(unrecorded > 0 && { unrecorded }) };
    return { chainId, count, fact: { ...fact, detail } };
  }

  /** The order of locks is that of {@link orderOf}. */
  async #appendEntered(
    unit: UnitOfWork,
    actor: Actor,
    chainId: string,
    main: AuditFact,
    further: readonly AuditFact[],
  ): Promise<void> {
    const entered = { ...main, detail: { ...main.detail, [ENTERED]: true } };
    const { sequence, link } = await this.#append(unit, actor, chainId, [entered, ...further]);
    const detail = { ...main.detail, events: sequence, head: Buffer.from(link).toString('hex') };
    await this.#append(unit, actor, INSTANCE_CHAIN, [{ ...main, detail }]);
  }

  /**
   * Comes last in the transaction: the head of the chain is locked for the shortest time, and writers cannot deadlock.
   */
  async #append(
    unit: UnitOfWork,
    actor: Actor | Origin,
    chainId: string,
    facts: readonly AuditFact[],
  ): Promise<ChainEnd> {
    const remembered = this.#ends.get(chainId);
    const end =
      (remembered && (await this.#appendAt(unit, actor, chainId, remembered, facts))) ??
      (await this.#appendAfterHead(unit, actor, chainId, facts));
    if (unit.kind === 'sqlite') unit.afterCommit(() => this.#remember(chainId, end));
    return end;
  }

  async #appendAfterHead(
    unit: UnitOfWork,
    actor: Actor | Origin,
    chainId: string,
    facts: readonly AuditFact[],
  ): Promise<ChainEnd> {
    const head = (await this.#store.head(unit, chainId)) ?? { sequence: 0, link: GENESIS };
    return this.#appendAfter(unit, actor, chainId, head, facts);
  }

  /** @returns undefined if the chain no longer ends where we remember, because the dispenser has written to it. */
  async #appendAt(
    unit: UnitOfWork,
    actor: Actor | Origin,
    chainId: string,
    remembered: ChainEnd,
    facts: readonly AuditFact[],
  ): Promise<ChainEnd | undefined> {
    try {
      return await this.#appendAfter(unit, actor, chainId, remembered, facts);
    } catch (error) {
      if (error instanceof ChainMoved) return undefined;
      throw error;
    }
  }

  async #appendAfter(
    unit: UnitOfWork,
    actor: Actor | Origin,
    chainId: string,
    end: ChainEnd,
    facts: readonly AuditFact[],
  ): Promise<ChainEnd> {
    let { sequence, link } = end;
    for (const fact of facts) {
      sequence += 1;
      const event = eventOf(actor, chainId, sequence, fact);
      link = chainLink(this.#key, link, canonicalAuditEvent(event));
      await this.#store.append(unit, event, link, headMac(this.#key, chainId, sequence, link));
    }
    return { sequence, link };
  }

  /**
   * For SQLite only. Units of work run one after the other there, so the next one can mostly append without reading the head.
   * On PostgreSQL they run at the same time, and the remembered end would mostly be wrong.
   */
  #remember(chainId: string, end: ChainEnd): void {
    if (this.#ends.size >= MAX_ENDS) this.#ends.clear();
    this.#ends.set(chainId, end);
  }
}

/** The chain of the instance comes after all others. */
function orderOf(chainId: string): string {
  return chainId === INSTANCE_CHAIN ? '~' : chainId;
}

function isRefusal(error: unknown): boolean {
  return error instanceof Forbidden || error instanceof NotFound || error instanceof Unauthenticated;
}
