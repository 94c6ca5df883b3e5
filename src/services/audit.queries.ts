import { type AuditEvent, canonicalAuditEvent } from '../core/audit-event';
import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { equalBytes } from '../crypto/bytes';
import { type ChainKey, chainLink, GENESIS, headMac } from '../crypto/chain';
import type { Stores } from '../storage/stores';
import type { AuditFilter, ChainHead } from '../storage/stores/audit.store';

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
  readonly firstBad:
    | { readonly sequence: number; readonly reason: 'edited' | 'missing' | 'head' }
    | undefined;
}

export type { AuditFilter };

const BATCH_SIZE = 500;

/** Reads the audit log and checks its chains. */
export class AuditQueries {
  readonly #stores: Stores;
  readonly #key: ChainKey;

  constructor(parts: { stores: Stores; chainKey: ChainKey }) {
    this.#stores = parts.stores;
    this.#key = parts.chainKey;
  }

  /** One page of the organization's events, newest first. */
  async page(permit: Permit, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>> {
    const { organizationId } = permit.require(Permission.VIEW_AUDIT_LOG);
    return this.#stores.audit.page(this.#stores.database.reader, organizationId, filter, page);
  }

  /** How many events match the filter. */
  async count(permit: Permit, filter: AuditFilter): Promise<number> {
    const { organizationId } = permit.require(Permission.VIEW_AUDIT_LOG);
    return this.#stores.audit.count(this.#stores.database.reader, organizationId, filter);
  }

  /** The event with this id, if it belongs to the organization. */
  async find(permit: Permit, id: string): Promise<AuditEvent | undefined> {
    const { organizationId } = permit.require(Permission.VIEW_AUDIT_LOG);
    return this.#stores.audit.find(this.#stores.database.reader, organizationId, id);
  }

  /**
   * Checks every chain from its first event to its head, for the operator. Needs bounded memory and may run while others
   * append.
   */
  async verify(): Promise<readonly ChainVerdict[]> {
    const { audit, organizations, database } = this.#stores;
    const existing = await organizations.all(database.reader);
    const heads = await this.#heads();
    const chainIds = new Set([
      // An organization is created with its first event, so one without a chain has lost it.
      ...existing.map(({ id }) => id),
      ...heads.keys(),
      ...(await audit.chainIdsWithEvents(database.reader)),
    ]);
    const verdicts: ChainVerdict[] = [];
    for (const chainId of [...chainIds].sort()) {
      verdicts.push(
        await this.#verifyChain(chainId, heads.get(chainId) ?? (await this.#heads()).get(chainId)),
      );
    }
    return verdicts;
  }

  async #verifyChain(chainId: string, head: ChainHead | undefined): Promise<ChainVerdict> {
    let link: Uint8Array = GENESIS;
    let sequence = 0;
    const bad = (at: number, reason: 'edited' | 'missing' | 'head'): ChainVerdict => ({
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
        link = expected;
        sequence += 1;
      }
    }
    if (sequence < (head?.sequence ?? 1)) return bad(sequence + 1, 'missing');
    const isOurs =
      head?.sequence === sequence &&
      equalBytes(head.link, link) &&
      equalBytes(head.headMac, headMac(this.#key, chainId, sequence, link));
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
