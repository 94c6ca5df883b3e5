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
const KEY_PATTERN = /^[\x21-\x7e]{16,128}$/;

/** What the first request with an idempotency key did. */
export interface EarlierRequest {
  readonly secretId: string;
  /** The time of the change. */
  readonly at: Date;
}

/** One request that may carry an idempotency key. */
export interface IdempotentRequest {
  /** The request that used the same key with the same input before; undefined when this is the first, or has no key. */
  readonly earlier: EarlierRequest | undefined;
  /** Stores what this request did, if it has a key. Call it once, after the change and in the same transaction. */
  remember(secretId: string, at: Date): Promise<void>;
}

/**
 * Remembers which secret an idempotency key was used for, in the transaction of the change itself, so that a request that
 * is repeated after a crash or a lost answer finds it.
 *
 * Of the input it keeps a keyed fingerprint. The key of the fingerprint contains the client's idempotency key, which is
 * not stored: neither the database nor the gateway's keys alone allow guessing a value against it.
 */
export class Idempotency {
  readonly #store: IdempotencyStore;
  readonly #key: ChainKey;

  constructor(store: IdempotencyStore, key: ChainKey) {
    this.#store = store;
    this.#key = key;
  }

  /**
   * Looks up the idempotency key of a command and locks it until the transaction ends.
   *
   * @param action part of the fingerprint, so that a key of one mutation cannot be used for another.
   * @throws Conflict when this principal used the key with another input; BadUserInput rule `format` for a malformed key.
   */
  async begin(
    unit: UnitOfWork,
    permit: Permit,
    action: string,
    command: Repeatable & GivenValue,
  ): Promise<IdempotentRequest> {
    const key = command.idempotencyKey;
    if (key == null) return NOT_REPEATABLE;
    if (!KEY_PATTERN.test(key)) {
      throw BadUserInput.at(
        'idempotencyKey',
        'format',
        'An idempotency key has 16 to 128 visible ASCII characters.',
      );
    }
    const oldest = new Date(Date.now() - IDEMPOTENCY_HOURS * 3_600_000);
    await this.#store.deleteBefore(unit, oldest);
    const { organizationId, principal } = permit;
    const digest = idempotencyDigest(organizationId, principal.id, key);
    const fingerprint = commandFingerprint(this.#key, key, action, command);
    const stored = await this.#store.lock(unit, digest);
    if (stored !== undefined && !equalBytes(stored.fingerprint, fingerprint)) {
      throw new Conflict('This idempotency key was used with another input.', 'idempotencyKey');
    }
    return {
      earlier: stored && { secretId: stored.subjectId, at: stored.createdAt },
      remember: (secretId, at) =>
        this.#store.insert(unit, { digest, organizationId, fingerprint, subjectId: secretId, createdAt: at }),
    };
  }
}

const NOT_REPEATABLE: IdempotentRequest = { earlier: undefined, remember: async () => undefined };
