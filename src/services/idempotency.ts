import { BadUserInput, Conflict } from '../core/errors';
import type { Permit } from '../core/policy';
import { equalBytes } from '../crypto/bytes';
import { type ChainKey, idempotencyDigest } from '../crypto/chain';
import { commandFingerprint } from '../crypto/fingerprint';
import type { UnitOfWork } from '../storage/database';
import type { IdempotencyStore } from '../storage/stores/idempotency.store';
import type { GivenValue, Repeatable } from './secret.command';

/** How long an idempotency key is remembered. */
export const IDEMPOTENCY_HOURS = 24;
const KEY_FORM = /^[\x21-\x7e]{16,128}$/;

/** What was done, to which secret, and when. */
export interface Done<Result> {
  readonly result: Result;
  readonly subjectId: string;
  readonly at: Date;
}

/**
 * Remembers which secret an idempotency key was used for, in the transaction of the change itself, so that a repeated
 * request after a crash or a lost answer finds it.
 *
 * What is kept of the body is a keyed fingerprint whose key contains the client's idempotency key, which is not stored:
 * neither the database alone nor the gateway's keys alone allow guessing a value against it.
 */
export class Idempotency {
  readonly #store: IdempotencyStore;
  readonly #key: ChainKey;

  constructor(store: IdempotencyStore, key: ChainKey) {
    this.#store = store;
    this.#key = key;
  }

  /**
   * Carries out `work` unless this principal has done so with this key and body before.
   *
   * @param repeated gives the answer for the subject of the first time and the time of it.
   * @returns what `work` or `repeated` gave.
   * @throws Conflict when the key was used with another body; BadUserInput rule `format` for a malformed key.
   */
  async once<Result>(
    unit: UnitOfWork,
    permit: Permit,
    action: string,
    command: Repeatable & GivenValue,
    work: () => Promise<Done<Result>>,
    repeated: (subjectId: string, at: Date) => Promise<Result>,
  ): Promise<Result> {
    const key = command.idempotencyKey;
    if (key == null) return (await work()).result;
    if (!KEY_FORM.test(key)) {
      throw BadUserInput.at(
        'idempotencyKey',
        'format',
        'An idempotency key has 16 to 128 visible ASCII characters.',
      );
    }
    const now = new Date();
    await this.#store.deleteBefore(unit, new Date(now.getTime() - IDEMPOTENCY_HOURS * 3_600_000));
    const digest = idempotencyDigest(permit.organizationId, permit.principal.id, key);
    const fingerprint = commandFingerprint(this.#key, key, action, command);
    const earlier = await this.#store.lock(unit, digest);
    if (earlier !== undefined) {
      if (!equalBytes(earlier.fingerprint, fingerprint)) {
        throw new Conflict('This idempotency key was used with another input.', 'idempotencyKey');
      }
      return repeated(earlier.subjectId, earlier.createdAt);
    }
    const { result, subjectId, at } = await work();
    await this.#store.insert(unit, {
      digest,
      organizationId: permit.organizationId,
      fingerprint,
      subjectId,
      createdAt: at,
    });
    return result;
  }
}
