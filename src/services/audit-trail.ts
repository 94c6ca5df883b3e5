import {
  type AuditEvent,
  type AuditFact,
  AuditOutcome,
  canonicalAuditEvent,
  INSTANCE_CHAIN,
} from '../core/audit-event';
import { Forbidden, NotFound } from '../core/errors';
import { newId } from '../core/id';
import type { Origin, Principal } from '../core/principal';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import type { Database, UnitOfWork } from '../storage/database';
import { type AuditStore, type ChainHead, ChainMoved } from '../storage/stores/audit.store';

/** Who acts: what a permit and an instance permit have in common. */
export interface Actor {
  readonly principal: Principal;
  readonly origin: Origin;
}

/** What somebody is about to do: the event that is written whether it is done or refused. */
export interface Attempt extends Pick<AuditFact, 'action' | 'subjectId'> {
  /** Whose chain it belongs to: by default that of the permit's organization. */
  readonly chainId?: string;
}

/** Completes the event of the attempt: a new subject's id, details, or a more exact action. */
export type Note = (fact: Partial<AuditFact>) => void;

/** Where a chain ends. */
type ChainEnd = Pick<ChainHead, 'sequence' | 'link'>;

const MOST_ENDS = 1_000;

/** Adds one more event to the transaction. */
export type Also = (fact: AuditFact) => void;

/**
 * The audit log: an append-only chain of events for each organization, each event bound to the one before by a keyed
 * hash. It is also the only way by which services write: {@link AuditTrail.commit} runs the change and its events in
 * one transaction, so neither is ever there without the other.
 */
export class AuditTrail {
  readonly #database: Database;
  readonly #store: AuditStore;
  readonly #key: ChainKey;
  readonly #ends = new Map<string, ChainEnd>();

  constructor(database: Database, store: AuditStore, key: ChainKey) {
    this.#database = database;
    this.#store = store;
    this.#key = key;
  }

  /**
   * Runs `work` in one transaction and appends the event of the attempt, and any further ones that the work noted, to
   * the chain before the commit. When policy refuses inside the work, the refusal is written instead.
   *
   * @throws Unavailable when the storage does not accept the transaction; nothing is written then.
   */
  async commit<Result>(
    actor: Actor & { readonly organizationId?: string },
    attempt: Attempt,
    work: (unit: UnitOfWork, note: Note, also: Also) => Promise<Result>,
  ): Promise<Result> {
    const { chainId = actor.organizationId ?? INSTANCE_CHAIN, ...fact } = attempt;
    try {
      return await this.#database.unitOfWork(async (unit) => {
        // Made anew in every run: a unit of work may be repeated after a deadlock.
        let main: AuditFact = fact;
        const further: AuditFact[] = [];
        const result = await work(
          unit,
          (completion) => {
            main = { ...main, ...completion };
          },
          (another) => further.push(another),
        );
        await this.#append(unit, actor, chainId, [main, ...further]);
        return result;
      });
    } catch (error) {
      if (error instanceof Forbidden || error instanceof NotFound) await this.refuse(actor, chainId, fact);
      throw error;
    }
  }

  /** Writes down an attempt that was refused. The attempt itself changed nothing. */
  async refuse(actor: Actor | Origin, chainId: string | undefined, fact: AuditFact): Promise<void> {
    await this.#database.unitOfWork((unit) =>
      this.#append(unit, actor, chainId ?? INSTANCE_CHAIN, [{ ...fact, outcome: AuditOutcome.REFUSED }]),
    );
  }

  /** The head of the chain is locked last and for the shortest time, so that writers cannot block each other in a ring. */
  async #append(
    unit: UnitOfWork,
    actor: Actor | Origin,
    chainId: string,
    facts: readonly AuditFact[],
  ): Promise<void> {
    const remembered = this.#ends.get(chainId);
    const end =
      (remembered && (await this.#appendAt(unit, actor, chainId, remembered, facts))) ??
      (await this.#appendAfterHead(unit, actor, chainId, facts));
    if (unit.kind === 'sqlite') unit.afterCommit(() => this.#remember(chainId, end));
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

  /** Undefined when the remembered end is not the end any more: the dispenser writes, too. */
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
   * Where units take turns, the end of the last one is mostly the head that the next one would read. Where they do not,
   * writers at the same chain would only learn that it has moved.
   */
  #remember(chainId: string, end: ChainEnd): void {
    if (this.#ends.size >= MOST_ENDS) this.#ends.clear();
    this.#ends.set(chainId, end);
  }
}

function eventOf(actor: Actor | Origin, chainId: string, sequence: number, fact: AuditFact): AuditEvent {
  const principal = 'principal' in actor ? actor.principal : undefined;
  const { requestId, address } = 'principal' in actor ? actor.origin : actor;
  return {
    id: newId('event'),
    organizationId: chainId,
    sequence,
    at: new Date(),
    principalId: principal?.id ?? 'anonymous',
    principalKind: principal?.kind ?? 'ANONYMOUS',
    action: fact.action,
    subjectId: fact.subjectId,
    outcome: fact.outcome ?? AuditOutcome.ALLOWED,
    requestId,
    address,
    detail: fact.detail ?? {},
  };
}
