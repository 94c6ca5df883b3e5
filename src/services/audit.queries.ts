import type { AuditEvent } from '../core/audit-event';
import type { Page, PageRequest } from '../core/page';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { ChainKey } from '../crypto/chain';
import type { Stores } from '../storage/stores';
import type { AuditFilter } from '../storage/stores/audit.store';
import { type ChainVerdict, ChainVerifier } from './chain-verifier';

export type { AuditFilter, ChainVerdict };

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

  /** How many events the organization has, from the position of its chain. One indexed read. */
  async stored({ organizationId }: Permit): Promise<number> {
    const positions = await this.#stores.consumptions.positions(this.#stores.database.reader, [
      organizationId,
    ]);
    return positions.get(organizationId) ?? 0;
  }

  /** The event with this id, if it belongs to the organization. */
  async find(permit: Permit, id: string): Promise<AuditEvent | undefined> {
    const { organizationId } = permit.require(Permission.VIEW_AUDIT_LOG);
    return this.#stores.audit.find(this.#stores.database.reader, organizationId, id);
  }

  /** See {@link ChainVerifier.verify}. */
  verify(): Promise<readonly ChainVerdict[]> {
    return new ChainVerifier(this.#stores, this.#key).verify();
  }
}
