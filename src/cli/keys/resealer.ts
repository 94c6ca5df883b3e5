import type { Backend } from '../../backend/backend';
import { OpenError } from '../../crypto/crypto.error';
import type { Opener } from '../../crypto/open/open';
import type { SealedEnvelope, Sealer } from '../../crypto/seal';
import { commitKeyChange } from './key-audit';

type SealedVersion = Awaited<ReturnType<Backend['stores']['secretVersions']['sealedWith']>>[number];

/** The result of a batch of versions. */
export interface ResealedBatch {
  readonly resealed: number;
  /** Ids of secrets with numbers of versions whose envelope does not open. They stay as they are. */
  readonly unopened: readonly string[];
}

/**
 * Reseals the envelopes of one key generation with another, in batches. Each batch is one transaction with its audit event,
 * so a run that was killed can be repeated. Writers do not wait: envelopes are opened and sealed before the transaction, and
 * an envelope that was replaced or deleted meanwhile is skipped.
 */
export class Resealer {
  readonly #backend: Backend;
  readonly #opener: Opener;
  readonly #sealer: Sealer;
  readonly #to: string;

  /** @param parts `to`: the id of the sealer's generation, which the opener must have as well. */
  constructor(parts: { backend: Backend; opener: Opener; sealer: Sealer; to: string }) {
    this.#backend = parts.backend;
    this.#opener = parts.opener;
    this.#sealer = parts.sealer;
    this.#to = parts.to;
  }

  /**
   * Reseals all values of a generation and yields the result of each batch.
   *
   * @param batchSize versions in one transaction.
   * @throws Unavailable and StorageFault from the database.
   */
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

  async #resealed({ organizationId, secretId, sealedAs, envelope }: SealedVersion) {
    const binding = { organizationId, secretId, version: sealedAs };
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
