import { setTimeout as pause } from 'node:timers/promises';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { Unavailable } from '../../core/errors';
import { rowsOf } from '../sql/query';
import { Sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';
import { OwnRates, type RateOptions, type RateStore } from './rate.store';

/** The part of all points that a process takes from the database at once. */
const LEASED_PART = 1 / 50;
/** How long the database may take to count; after that this process counts alone for once. */
const PATIENCE_MS = 500;

/** SQLite is the database of one process, which counts alone; the gateways of one PostgreSQL count together. */
export function rateStoreOf(reader: Reading, options: RateOptions): RateStore {
  return reader.kind === 'postgres' ? new SharedRates(reader, options) : new OwnRates(options);
}

/** What this process has taken for a key and may give out without asking again. */
interface Lease {
  left: number;
  /** Nothing more is to be had before the window ends. */
  isLast: boolean;
  /** When the window ends, in milliseconds of the epoch. */
  readonly end: number;
}

/**
 * Counts together with the other gateways on one PostgreSQL, in the table `rate_limit`.
 *
 * Points are taken from the table some at a time, so that most requests need no statement for it. What a process took
 * and did not use is lost to the others until the window ends: the limit may be reached early, by 2 % for each process
 * beside the first, and is never passed. While the database does not answer, each process counts by itself: an outage
 * neither opens the gateway to a flood nor closes it.
 */
export class SharedRates implements RateStore {
  readonly #limiter: RateLimiterPostgres;
  readonly #points: number;
  readonly #share: number;
  readonly #windowMs: number;
  readonly #leases = new Map<string, Lease>();
  readonly #asked = new Map<string, Promise<number>>();
  #nextSweep = 0;

  constructor(reader: Reading, { points, seconds }: RateOptions) {
    this.#limiter = new RateLimiterPostgres({
      storeClient: clientOf(reader),
      storeType: 'client',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: '',
      points,
      duration: seconds,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: '', points, duration: seconds }),
    });
    this.#points = points;
    this.#share = Math.ceil(points * LEASED_PART);
    this.#windowMs = seconds * 1000;
  }

  async take(key: string, points: number): Promise<number> {
    this.#sweep(Date.now());
    let wait = this.#given(key, points);
    // One question at a time for a key: requests that come together would otherwise take far more than they use.
    for (
      let asked = this.#asked.get(key);
      wait === undefined && asked !== undefined;
      asked = this.#asked.get(key)
    ) {
      await asked;
      wait = this.#given(key, points);
    }
    if (wait !== undefined) return wait;
    const asking = this.#takeMore(key, points).finally(() => this.#asked.delete(key));
    this.#asked.set(key, asking);
    return asking;
  }

  /** What the lease says; undefined when the database has to be asked. */
  #given(key: string, points: number): number | undefined {
    const now = Date.now();
    const lease = this.#leases.get(key);
    if (lease === undefined || lease.end <= now) return undefined;
    if (lease.left >= points) {
      lease.left -= points;
      return 0;
    }
    if (!lease.isLast) return undefined;
    lease.left = 0;
    return lease.end - now;
  }

  async #takeMore(key: string, points: number): Promise<number> {
    const amount = Math.max(points, this.#share);
    const { consumedPoints, msBeforeNext } = await this.#limiter.penalty(key, amount);
    const granted = Math.max(0, Math.min(amount, this.#points - (consumedPoints - amount)));
    const now = Date.now();
    const wait = Math.max(1, msBeforeNext);
    const known = this.#leases.get(key);
    const before = known !== undefined && known.end > now ? known.left : 0;
    const lease = { left: before + granted, isLast: granted < amount, end: now + wait };
    const isEnough = lease.left >= points;
    lease.left = isEnough ? lease.left - points : 0;
    this.#leases.set(key, lease);
    return isEnough ? 0 : wait;
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return;
    this.#nextSweep = now + this.#windowMs;
    for (const [key, { end }] of this.#leases) if (end <= now) this.#leases.delete(key);
  }
}

/** What the limiter needs of a connection, on the pool of the storage. */
function clientOf(reader: Reading) {
  return {
    query: async ({ text, values }: { text: string; values: readonly (string | number | null)[] }) => {
      const texts = text.split(/\$\d+/);
      const order = [...text.matchAll(/\$(\d+)/g)].map(
        ([, position]) => values[Number(position) - 1] ?? null,
      );
      const giveUp = new AbortController();
      try {
        const rows = await Promise.race([
          rowsOf<object>(reader, new Sql(texts, order)),
          pause(PATIENCE_MS, undefined, { signal: giveUp.signal, ref: false }).then(() => {
            throw new Unavailable();
          }),
        ]);
        return { rows, rowCount: rows.length };
      } finally {
        giveUp.abort();
      }
    },
  };
}
