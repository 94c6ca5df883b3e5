import DataLoader from 'dataloader';
import type { Stores } from '../../storage/stores';

/** The least time between the starts of two reads. */
const INTERVAL_MS = 2;

/**
 * Reads the heads of audit chains in batches. One read runs at a time; calls that arrive meanwhile share the next one,
 * and a single call does not wait. A result is therefore never older than the call, so that a change takes effect for
 * the very next request, and a thousand polls do not cost a thousand reads.
 */
export class ChainHeadLoader {
  readonly #loader: DataLoader<string, number>;
  #reading: Promise<unknown> = Promise.resolve();
  #startedAt = 0;

  constructor({ consumptions, database }: Pick<Stores, 'consumptions' | 'database'>) {
    this.#loader = new DataLoader(
      (organizationIds) => {
        this.#startedAt = performance.now();
        const read = consumptions.positions(database.reader, organizationIds);
        this.#reading = read.catch(() => undefined);
        return read.then((positions) => organizationIds.map((id) => positions.get(id) ?? 0));
      },
      // A batch accepts calls until its read starts.
      {
        cache: false,
        batchScheduleFn: (readBatch) => void this.#reading.then(() => this.#schedule(readBatch)),
      },
    );
  }

  /**
   * The number of the newest event in the organization's chain, read after this call; 0 without events.
   *
   * @throws Unavailable
   */
  sequenceOf(organizationId: string): Promise<number> {
    return this.#loader.load(organizationId);
  }

  #schedule(readBatch: () => void): void {
    const wait = this.#startedAt + INTERVAL_MS - performance.now();
    if (wait > 0) setTimeout(readBatch, wait);
    else readBatch();
  }
}
