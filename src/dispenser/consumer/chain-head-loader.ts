import DataLoader from 'dataloader';
import type { Stores } from '../../storage/stores';

/** From the begin of one read to that of the next, at least. */
const INTERVAL_MS = 2;

/**
 * Reads the positions of audit chains for those who ask at about the same time: one read at a time, so soon after the one
 * before at the earliest, and whoever asks meanwhile shares it. A position is therefore never older than the question,
 * which is what makes a change hold for the very next request; a thousand polls cost no thousand reads, and one that
 * comes alone does not wait.
 */
export class ChainHeadLoader {
  readonly #loader: DataLoader<string, number>;
  #reading: Promise<unknown> = Promise.resolve();
  #begun = 0;

  constructor({ consumptions, database }: Pick<Stores, 'consumptions' | 'database'>) {
    this.#loader = new DataLoader(
      (organizationIds) => {
        this.#begun = performance.now();
        const read = consumptions.positions(database.reader, organizationIds);
        this.#reading = read.catch(() => undefined);
        return read.then((positions) => organizationIds.map((id) => positions.get(id) ?? 0));
      },
      // A batch stays open to those who ask until it is read.
      {
        cache: false,
        batchScheduleFn: (readBatch) => void this.#reading.then(() => this.#inTurn(readBatch)),
      },
    );
  }

  /** The position of the organization's chain, read after this call; 0 for a chain without events. @throws Unavailable */
  sequenceOf(organizationId: string): Promise<number> {
    return this.#loader.load(organizationId);
  }

  #inTurn(readBatch: () => void): void {
    const early = this.#begun + INTERVAL_MS - performance.now();
    if (early > 0) setTimeout(readBatch, early);
    else readBatch();
  }
}
