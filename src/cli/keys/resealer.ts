import type { Backend } from '../../backend/backend';
import { OpenError } from '../../crypto/crypto.error';
import type { Opener } from '../../crypto/open/open';
import type { SealedEnvelope, Sealer } from '../../crypto/seal';
import { commitKeyChange } from './key-audit';

/** What became of a batch of versions. */
export interface ResealedBatch {
  readonly resealed: number;
  /** Ids of the secrets and numbers of the versions whose envelope does not open; they stay as they are. */
  readonly unopened: readonly string[];
}

/**
 * Moves envelopes of one key generation to another, batch by batch. Each batch is one transaction with its audit event, so
 * that a run that was killed is simply run again: what is moved is not found any more. Writers are not held up: opening and
 * sealing happen before the transaction, and an envelope that somebody has replaced or deleted meanwhile is left alone.
 */
export class Resealer {
  readonly #backend: Backend;
  readonly #opener: Opener;
  readonly #sealer: Sealer;
  readonly #to: string;

  /** @param parts `to`: the current generation of the sealer, which the opener must have as well. */
  constructor(parts: { backend: Backend; opener: Opener; sealer: Sealer; to: string }) {
    this.#backend = parts.backend;
    this.#opener = parts.opener;
    this.#sealer = parts.sealer;
    this.#to = parts.to;
  }

  /** All batches of a generation. @throws Unavailable and StorageFault from the database. */
  async *reseal(from: string, batchSize: number): AsyncGenerator<ResealedBatch> {
    const { secretVersions, database } = this.#backend.stores;
    for (let after = ''; ; ) {
      const found = await secretVersions.sealedWith(database.reader, from, batchSize, after);
      const last = found.at(-1);
      if (last === undefined) return;
      after = last.id;
      const unopened: string[] = [];
      const moved: [(typeof found)[number], SealedEnvelope][] = [];
      for (const version of found) {
        const envelope = await this.#resealed(version);
        if (envelope === undefined) unopened.push(`${version.secretId} version ${version.version}`);
        else moved.push([version, envelope]);
      }
      yield { resealed: moved.length === 0 ? 0 : await this.#replace(from, moved), unopened };
    }
  }

  async #resealed(version: Parameters<Opener['open']>[1] & { readonly envelope: Uint8Array }) {
    const { organizationId, secretId, version: number, envelope } = version;
    const binding = { organizationId, secretId, version: number };
    try {
      return await this.#sealer.seal(await this.#opener.openForSealing(envelope, binding, this.#to), binding);
    } catch (error) {
      if (error instanceof OpenError) return undefined;
      throw error;
    }
  }

  #replace(
    from: string,
    moved: readonly [Parameters<Backend['stores']['secretVersions']['replaceEnvelope']>[1], SealedEnvelope][],
  ): Promise<number> {
    const { secretVersions } = this.#backend.stores;
    return commitKeyChange(this.#backend, 'key.reseal', from, async (unit, note) => {
      let count = 0;
      for (const [version, { keyId, bytes }] of moved) {
        if (await secretVersions.replaceEnvelope(unit, version, keyId, bytes)) count += 1;
      }
      note({ detail: { to: this.#to, count } });
      return count;
    });
  }
}
