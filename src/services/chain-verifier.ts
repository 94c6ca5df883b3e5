import {
  type AuditEvent,
  AuditOutcome,
  CHAIN_ENTRIES,
  canonicalAuditEvent,
  ENTERED,
  INSTANCE_CHAIN,
} from '../core/audit-event';
import { equalBytes } from '../crypto/bytes';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import type { Stores } from '../storage/stores';
import type { ChainHead } from '../storage/stores/audit.store';

/** How an event is not as it was written: `entry` is one that the chain of the instance names with another link. */
export type BadReason = 'edited' | 'missing' | 'head' | 'entry';

/** The result of checking one chain. */
export interface ChainVerdict {
  readonly chainId: string;
  /** How many events from the first on are sound. */
  readonly verified: number;
  /**
   * The head of a sound chain as `sequence:hash`. Only a copy kept elsewhere reveals a chain that was cut back together
   * with its head.
   */
  readonly head: string | undefined;
  /** The first event that is not as it was written; undefined for a sound chain. */
  readonly firstBad: { readonly sequence: number; readonly reason: BadReason } | undefined;
}

/** Gets each sound event of a chain with its link, in order. @returns a reason to stop at this event. */
type Look = (event: AuditEvent, link: Uint8Array) => BadReason | undefined;

/** The events of each chain that the chain of the instance names: sequence to link in hex. */
type Entries = Map<string, Map<number, string>>;

const BATCH_SIZE = 500;

/** Checks the audit log: each chain by itself, and that no chain is missing. */
export class ChainVerifier {
  readonly #stores: Stores;
  readonly #key: ChainKey;
  readonly #entries: Entries = new Map();
  /** Chains that say that they are entered. */
  readonly #entered = new Set<string>();

  constructor(stores: Stores, key: ChainKey) {
    this.#stores = stores;
    this.#key = key;
  }

  /**
   * Checks every chain from its first event to its head, for the operator. A chain is expected when there is its organization,
   * or when the chain of the instance has an entry of it; that of the instance, when another chain says that it is entered
   * there. Needs bounded memory for each chain and may run while others append.
   */
  async verify(): Promise<readonly ChainVerdict[]> {
    const { audit, organizations, database } = this.#stores;
    const existing = await organizations.all(database.reader);
    const heads = await this.#heads();
    const found = new Set([...heads.keys(), ...(await audit.chainIdsWithEvents(database.reader))]);
    const verdicts: ChainVerdict[] = [];
    const verify = async (chainId: string, look: Look) => {
      const head = heads.get(chainId) ?? (await this.#heads()).get(chainId);
      verdicts.push(await this.#verifyChain(chainId, head, look));
    };
    if (found.delete(INSTANCE_CHAIN)) await verify(INSTANCE_CHAIN, (event) => this.#takeEntry(event));
    // An organization is created with its first event, so one without a chain has lost it.
    const chainIds = new Set([...existing.map(({ id }) => id), ...found, ...this.#entries.keys()]);
    for (const chainId of [...chainIds].sort()) {
      await verify(chainId, (event, link) => this.#compareEntry(event, link));
    }
    return this.#withInstance(verdicts);
  }

  #takeEntry({ action, subjectId, outcome, detail }: AuditEvent): undefined {
    const isEntry = (CHAIN_ENTRIES as readonly string[]).includes(action) && outcome === AuditOutcome.ALLOWED;
    if (!isEntry || subjectId === null) return;
    const points = this.#entries.get(subjectId) ?? new Map<number, string>();
    this.#entries.set(subjectId, points.set(Number(detail.events), String(detail.head)));
  }

  #compareEntry({ organizationId, sequence, detail }: AuditEvent, link: Uint8Array): BadReason | undefined {
    if (detail[ENTERED] === true) this.#entered.add(organizationId);
    const named = this.#entries.get(organizationId)?.get(sequence);
    return named === undefined || named === Buffer.from(link).toString('hex') ? undefined : 'entry';
  }

  /** Adds what the other chains tell about that of the instance. */
  async #withInstance(verdicts: readonly ChainVerdict[]): Promise<readonly ChainVerdict[]> {
    const { audit, knownKeys, database } = this.#stores;
    const own = verdicts.find(({ chainId }) => chainId === INSTANCE_CHAIN);
    const others = verdicts.filter((each) => each !== own);
    let isMissing = false;
    for (const chainId of this.#entered) {
      // It may have been entered since we looked.
      if (!this.#entries.has(chainId) && !(await audit.hasEntry(database.reader, chainId))) isMissing = true;
    }
    // A gateway that records its keys goes on to create the first organization.
    if (verdicts.length === 0) isMissing = (await knownKeys.ids(database.reader, 'audit')).length > 0;
    if (!isMissing || own?.firstBad !== undefined) return own === undefined ? others : [own, ...others];
    const verified = own?.verified ?? 0;
    const firstBad = { sequence: verified + 1, reason: 'missing' } as const;
    return [{ chainId: INSTANCE_CHAIN, verified, head: undefined, firstBad }, ...others];
  }

  async #verifyChain(chainId: string, head: ChainHead | undefined, look: Look): Promise<ChainVerdict> {
    let link: Uint8Array = GENESIS;
    let sequence = 0;
    const bad = (at: number, reason: BadReason): ChainVerdict => ({
      chainId,
      verified: sequence,
      head: undefined,
      firstBad: { sequence: at, reason },
    });
    const next = (limit: number) =>
      this.#stores.audit.stream(this.#stores.database.reader, chainId, sequence + 1, limit);
    // Others may append meanwhile, so the check ends at the head. Without a head it ends at the last event.
    const end = head?.sequence ?? Number.POSITIVE_INFINITY;
    while (sequence < end) {
      const batch = await next(Math.min(BATCH_SIZE, end - sequence));
      if (batch.length === 0) break;
      for (const stored of batch) {
        if (stored.event.sequence !== sequence + 1) return bad(sequence + 1, 'missing');
        const expected = chainLink(this.#key, link, canonicalAuditEvent(stored.event));
        if (!equalBytes(expected, stored.link)) return bad(sequence + 1, 'edited');
        const reason = look(stored.event, expected);
        if (reason !== undefined) return bad(sequence + 1, reason);
        link = expected;
        sequence += 1;
      }
    }
    const named = Math.max(1, ...(this.#entries.get(chainId)?.keys() ?? []));
    if (sequence < (head?.sequence ?? named)) return bad(sequence + 1, 'missing');
    const isOurs =
      head?.sequence === sequence &&
      equalBytes(head.link, link) &&
      equalBytes(head.headMac, headMac(this.#key, chainId, sequence, link));
    if (isOurs && sequence < named) return bad(sequence + 1, 'missing');
    if (!isOurs) return bad(Math.max(sequence, 1), 'head');
    if ((await next(1)).length > 0 && !(await this.#hasMoved(chainId, sequence)))
      return bad(sequence + 1, 'head');
    return {
      chainId,
      verified: sequence,
      head: `${sequence}:${Buffer.from(link).toString('hex')}`,
      firstBad: undefined,
    };
  }

  /** Whether the events after the head were appended since it was read. Then there is a newer head now. */
  async #hasMoved(chainId: string, sequence: number): Promise<boolean> {
    const head = (await this.#heads()).get(chainId);
    return head !== undefined && head.sequence > sequence;
  }

  async #heads(): Promise<ReadonlyMap<string, ChainHead>> {
    const { audit, database } = this.#stores;
    return new Map((await audit.chains(database.reader)).map((head) => [head.chainId, head]));
  }
}
