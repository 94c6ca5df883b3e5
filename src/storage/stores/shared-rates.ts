import { setTimeout as pause } from 'node:timers/promises';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { Unavailable } from '../../core/errors';
import type { RateState } from '../../core/rate';
import { rowsOf } from '../sql/query';
import { Sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';
import { OwnRates, type RateOptions, type RateStore, stateIn } from './rate.store';

/** The fraction of all points that a process takes from the database at once. */
const LEASED_PART = 1 / 50;
/** How long to wait for the database. After that, this process counts the request alone. */
const PATIENCE_MS = 500;

/** The gateways of one PostgreSQL count together. SQLite has one gateway, which counts alone. */
export function rateStoreOf(reader: Reading, options: RateOptions): RateStore {
  return reader.kind === 'postgres' ? new SharedRates(reader, options) : new OwnRates(options);
}

/** The points that this process has taken for a key and may spend without asking the database. */
interface Lease {
  left: number;
  /** No more points are left before the window ends. */
  isLast: boolean;
  /** When the window ends, in milliseconds of the epoch. */
  readonly end: number;
}

/**
 * Counts together with the other gateways on one PostgreSQL, in the table `rate_limit`.
 *
 * A process takes several points at a time, so most requests need no statement. Points that it took and did not use are
 * lost to the others until the window ends: the limit may be reached early, by 2 % for each process after the first,
 * and is never exceeded. While the database does not answer, each process counts alone, so an outage neither lifts the
 * limit nor closes the gateway.
 */
export class SharedRates implements RateStore {
  readonly #limiter: RateLimiterPostgres;
  readonly #options: RateOptions;
  readonly #share: number;
  readonly #windowMs: number;
  readonly #leases = new Map<string, Lease>();
  readonly #asked = new Map<string, Promise<number>>();
  #nextSweep = 0;

  constructor(reader: Reading, options: RateOptions) {
    const { points, seconds } = options;
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
    this.#options = options;
    this.#share = Math.ceil(points * LEASED_PART);
    this.#windowMs = seconds * 1000;
  }

  async take(key: string, points: number): Promise<number> {
    this.#sweep(Date.now());
    let wait = this.#given(key, points);
    // One statement at a time for a key: simultaneous requests would otherwise take far more points than they use.
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

  async state(key: string): Promise<RateState> {
    const lease = this.#leases.get(key);
    const lent = lease !== undefined && lease.end > Date.now() ? lease.left : 0;
    return stateIn(this.#limiter, key, this.#options, lent);
  }

  /** The answer from the lease; undefined when the database must be asked. */
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
    const granted = Math.max(0, Math.min(amount, this.#options.points - (consumedPoints - amount)));
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

/** The part of a `pg` client that the limiter uses, on the connections of the storage. */
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
