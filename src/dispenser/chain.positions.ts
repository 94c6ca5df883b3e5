import DataLoader from 'dataloader';
import type { Stores } from '../storage/stores';

/**
 * Reads the positions of audit chains for those who ask at the same time: one read at a time, and whoever asks meanwhile
 * shares the next one. A position is therefore never older than the question, which is what makes a change hold for the
 * very next request, and a thousand polls cost no thousand reads.
 */
export class ChainPositions {
  readonly #loader: DataLoader<string, number>;
  #reading: Promise<unknown> = Promise.resolve();

  constructor({ consumptions, database }: Pick<Stores, 'consumptions' | 'database'>) {
    this.#loader = new DataLoader(
      (organizationIds) => {
        const read = consumptions.positions(database.reader, organizationIds);
        this.#reading = read.catch(() => undefined);
        return read.then((positions) => organizationIds.map((id) => positions.get(id) ?? 0));
      },
      // A batch stays open to those who ask until the read before it has ended.
      { cache: false, batchScheduleFn: (readBatch) => void this.#reading.then(readBatch) },
    );
  }

  /** The position of the organization's chain, read after this call; 0 for a chain without events. @throws Unavailable */
  of(organizationId: string): Promise<number> {
    return this.#loader.load(organizationId);
  }
}
