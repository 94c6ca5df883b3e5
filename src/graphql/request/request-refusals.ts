import { INSTANCE_CHAIN } from '../../core/audit-event';
import type { Permission } from '../../core/permission';
import type { Refusal } from '../../services/audit-trail';

/** The most chains of organizations that one request writes refusals to. Those of all others are in the instance's chain. */
const MAX_CHAINS = 10;

/**
 * The refusals of one request: one event a chain, about the first refusal in it, with their number. A caller who asks for
 * thousands of ids writes no more than one who asks for one.
 */
export class RequestRefusals {
  #byChain = new Map<string, Refusal>();
  /** Fields of rows that were refused: a page of rows is refused once for each permission. */
  #fields = new Set<string>();

  /** @param subjectId what the caller named; undefined for the field of an object that it may see. */
  add(
    permission: Permission,
    field: string,
    organizationId: string | undefined,
    subjectId: string | undefined,
  ): void {
    const chainId = this.#chainOf(organizationId);
    const known = this.#byChain.get(chainId);
    if (subjectId === undefined) {
      const key = `${permission} ${chainId}`;
      if (this.#fields.has(key)) return;
      this.#fields.add(key);
    }
    const fact = {
      action: 'permission.refuse',
      subjectId: subjectId ?? null,
      detail: { permission, field },
    } as const;
    this.#byChain.set(chainId, known ? { ...known, count: known.count + 1 } : { chainId, fact, count: 1 });
  }

  /** What was added since the last call. */
  take(): readonly Refusal[] {
    const taken = [...this.#byChain.values()];
    this.#byChain = new Map();
    return taken;
  }

  #chainOf(organizationId: string | undefined): string {
    if (organizationId === undefined || this.#byChain.has(organizationId))
      return organizationId ?? INSTANCE_CHAIN;
    const chains = this.#byChain.size - (this.#byChain.has(INSTANCE_CHAIN) ? 1 : 0);
    return chains < MAX_CHAINS ? organizationId : INSTANCE_CHAIN;
  }
}
