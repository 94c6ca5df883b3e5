import type { Stores } from '../../src/storage/stores';
import { openedValues } from '../support/opened-values';

/** All there is of a secret: the value of each version, its note, and the actions in the audit log. */
export interface Account {
  /** By number from 1; empty when there is no secret of this name. */
  readonly values: readonly (string | undefined)[];
  readonly note: string | null;
  /** Whether it can only be restored or destroyed. */
  readonly isDeleted: boolean;
  readonly actions: readonly string[];
}

/** Nothing, and no trace in the audit log. */
export const NOTHING: Account = { values: [], note: null, isDeleted: false, actions: [] };

/**
 * What clients know of the secrets they wrote: one account where every answer came, two (before and after) where the last
 * one did not.
 */
export class Ledger {
  readonly #accounts = new Map<string, readonly Account[]>();
  acknowledged = 0;
  unanswered = 0;

  /** The account of a name whose last change was answered. */
  certain(name: string): Account {
    const [only = NOTHING, other] = this.#accounts.get(name) ?? [];
    if (other !== undefined) throw new Error('a client goes on with what it knows only');
    return only;
  }

  /** The change was answered with success. */
  done(name: string, account: Account): void {
    this.acknowledged += 1;
    this.#accounts.set(name, [account]);
  }

  /** There was no answer, or one that said that it is not known. */
  open(name: string, account: Account): void {
    this.unanswered += 1;
    this.#accounts.set(name, [this.certain(name), account]);
  }

  /** What the database has and no client can have known. Empty when all promises were kept. */
  contradictions(found: ReadonlyMap<string, Account>): string[] {
    const names = new Set([...this.#accounts.keys(), ...found.keys()]);
    return [...names].flatMap((name) => {
      const is = JSON.stringify(found.get(name) ?? NOTHING);
      const allowed = (this.#accounts.get(name) ?? [NOTHING]).map((each) => JSON.stringify(each));
      return allowed.includes(is) ? [] : [`${name} is ${is}, not ${allowed.join(' or ')}`];
    });
  }
}

/** Every secret by name, with its opened values and its events. */
export async function readAccounts(stores: Stores, openingKeys: string): Promise<Map<string, Account>> {
  const { manager } = stores.database.reader;
  const values = await openedValues(stores, openingKeys);
  const secrets: {
    id: string;
    name: string;
    note: string | null;
    version: number;
    deleted_at: string | null;
  }[] = await manager.query('SELECT id, name, note, version, deleted_at FROM secret');
  const versions: { secret_id: string; version: number }[] = await manager.query(
    'SELECT secret_id, version FROM secret_version ORDER BY version',
  );
  const events: { action: string; detail: string }[] = await manager.query(
    "SELECT action, detail FROM audit_event WHERE action LIKE 'secret.%' ORDER BY sequence",
  );
  const known = new Set(secrets.map(({ id }) => id));
  const orphan = versions.find(({ secret_id }) => !known.has(secret_id));
  if (orphan !== undefined) throw new Error(`${orphan.secret_id} has a version and is not there`);
  const accounts = new Map<string, Account>();
  for (const { action, detail } of events) {
    const { name, repeated } = JSON.parse(detail) as { name: string; repeated?: true };
    // A repeated request is in the log as well, and has changed nothing.
    if (repeated) continue;
    const before = accounts.get(name) ?? NOTHING;
    accounts.set(name, { ...before, actions: [...before.actions, action] });
  }
  for (const { id, name, note, version, deleted_at } of secrets) {
    const numbers = versions.filter(({ secret_id }) => secret_id === id).map((each) => each.version);
    if (numbers.at(-1) !== version || numbers.length !== version) throw new Error(`${name} lacks versions`);
    accounts.set(name, {
      values: numbers.map((number) => values.get(`${id} ${number}`)),
      note,
      isDeleted: deleted_at !== null,
      actions: accounts.get(name)?.actions ?? [],
    });
  }
  return accounts;
}
