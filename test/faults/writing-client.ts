import { setTimeout as pause } from 'node:timers/promises';
import { type Account, type Ledger, NOTHING } from './ledger';
import type { SeededRandom } from './random';
import type { Served, ServedGateway } from './served-gateway';

const SECRET = '{ secret { id version } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${SECRET} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${SECRET} }`;
const ROLLBACK = `mutation ($input: RollbackSecretInput!) { rollbackSecret(input: $input) ${SECRET} }`;
const DELETE = 'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }';

const RESTORE = `mutation ($input: RestoreSecretInput!) { restoreSecret(input: $input) ${SECRET} }`;
const DESTROY =
  'mutation ($input: DestroySecretInput!) { destroySecret(input: $input) { destroyedSecretId } }';

export const KINDS = ['create', 'update', 'note', 'rollback', 'delete'] as const;
export type Kind = (typeof KINDS)[number];

interface Change {
  readonly name: string;
  readonly query: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly after: Account;
}

/** Writes secrets of its own one after the other, as a program would that never repeats a request. */
export class WritingClient {
  readonly #gateway: ServedGateway;
  readonly #ledger: Ledger;
  readonly #random: SeededRandom;
  readonly #label: string;
  readonly #ids = new Map<string, string>();
  #made = 0;

  constructor(parts: { gateway: ServedGateway; ledger: Ledger; random: SeededRandom; label: string }) {
    this.#gateway = parts.gateway;
    this.#ledger = parts.ledger;
    this.#random = parts.random;
    this.#label = parts.label;
  }

  /** One create, update or delete, of the given kinds once there is something to change. What has no certain outcome is not touched again. */
  async write(kinds: readonly Kind[] = KINDS): Promise<void> {
    const change = this.#change(kinds);
    const { name, query, input, after } = change;
    let served: Served;
    try {
      served = await this.#gateway.ask(query, { input });
    } catch {
      this.#ids.delete(name);
      return this.#ledger.open(name, after);
    }
    const { data, code, message, reply } = served;
    if (code === undefined) {
      this.#ledger.done(name, after);
      if (after.values.length === 0) this.#ids.delete(name);
      else if (data.createSecret) this.#ids.set(name, data.createSecret.secret.id);
      return;
    }
    if (code !== 'UNAVAILABLE') throw new Error(`${name}: ${reply.body}`);
    // A promise, too: only an answer that says otherwise leaves it open.
    if (!message?.includes('nothing was changed')) {
      this.#ids.delete(name);
      this.#ledger.open(name, after);
    }
    await pause(50);
  }

  #change(kinds: readonly Kind[]): Change {
    const known = [...this.#ids.keys()];
    const kind = known.length === 0 ? 'create' : this.#random.pick(kinds);
    this.#made += 1;
    const value = `value ${this.#made} of ${this.#label} ${'x'.repeat(this.#random.below(3000))}`;
    if (kind === 'create') {
      const name = `${this.#label}-${this.#made}`;
      const { organizationId } = this.#gateway;
      const after = { ...NOTHING, values: [value], actions: ['secret.create'] };
      return { name, query: CREATE, input: { organizationId, name, value }, after };
    }
    const name = this.#random.pick(known);
    const id = this.#ids.get(name);
    const before = this.#ledger.certain(name);
    if (before.isDeleted) {
      const isRestored = this.#random.below(2) === 0;
      return isRestored
        ? {
            name,
            query: RESTORE,
            input: { id },
            after: { ...before, isDeleted: false, actions: [...before.actions, 'secret.restore'] },
          }
        : {
            name,
            query: DESTROY,
            input: { id },
            after: { ...NOTHING, actions: [...before.actions, 'secret.destroy'] },
          };
    }
    if (kind === 'delete') {
      const after = { ...before, isDeleted: true, actions: [...before.actions, 'secret.delete'] };
      return { name, query: DELETE, input: { id }, after };
    }
    const earlier = before.values.length - 1;
    if (kind === 'rollback' && earlier > 0) {
      const toVersion = 1 + this.#random.below(earlier);
      const values = [...before.values, before.values[toVersion - 1]];
      const after = { ...before, values, actions: [...before.actions, 'secret.rollback'] };
      return { name, query: ROLLBACK, input: { id, toVersion }, after };
    }
    const note = `note ${this.#made}`;
    const actions = [...before.actions, 'secret.update'];
    return kind === 'note'
      ? { name, query: UPDATE, input: { id, note }, after: { ...before, note, actions } }
      : {
          name,
          query: UPDATE,
          input: { id, value, note },
          after: { ...before, values: [...before.values, value], note, actions },
        };
  }
}
