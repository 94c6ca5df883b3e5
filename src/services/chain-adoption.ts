import { ENTERED } from '../core/audit-event';
import { newId } from '../core/id';
import { operatorPrincipal } from '../core/policy';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';

/** Ends a unit that has nothing to write. */
class AlreadyEntered extends Error {}

/** Enters the chains of earlier versions in the chain of the instance. */
export class ChainAdoption {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Gives each chain that has no entry one. A chain that says that it is entered has lost its entry: it is left as it is, for
   * `audit verify` to find.
   *
   * @returns how many chains were entered.
   */
  async run(): Promise<number> {
    const { audit, database } = this.#stores;
    let count = 0;
    for (const chainId of await audit.chainIdsWithoutEntry(database.reader)) {
      if (await this.#adopt(chainId)) count += 1;
    }
    return count;
  }

  async #adopt(chainId: string): Promise<boolean> {
    const operator = operatorPrincipal(undefined, [], newId('event'));
    try {
      await this.#trail.commit(
        { principal: operator, origin: operator.origin },
        { action: 'organization.adopt', subjectId: chainId, chainId, isEntered: true },
        (unit) => this.#requireUnentered(unit, chainId),
      );
      return true;
    } catch (error) {
      if (error instanceof AlreadyEntered) return false;
      throw error;
    }
  }

  /** Of several gateways that start at once, the first one that holds the head of the chain enters it. */
  async #requireUnentered(unit: UnitOfWork, chainId: string): Promise<void> {
    const { audit } = this.#stores;
    await audit.head(unit, chainId);
    const events = await audit.enteredEvents(unit, chainId);
    if (events.some(({ detail }) => detail[ENTERED] === true)) throw new AlreadyEntered();
  }
}
