import { createHash } from 'node:crypto';

/** How long a credential is remembered after a request that it authenticated. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/**
 * Remembers which credentials have authenticated a request lately, by their digests. That only saves a look-up: it proves
 * nothing about the next request, which is authenticated again.
 */
export class KnownCredentials {
  readonly #until = new Map<string, number>();

  /** @param now milliseconds since 1970. */
  add(authorization: string, now: number = Date.now()): void {
    const digest = digestOf(authorization);
    // Written last, so that the map is in the order of times.
    this.#until.delete(digest);
    this.#until.set(digest, now + REMEMBERED_MS);
    const [oldest] = this.#until.keys();
    if (this.#until.size > MOST_REMEMBERED && oldest !== undefined) this.#until.delete(oldest);
  }

  has(authorization: string, now: number = Date.now()): boolean {
    return (this.#until.get(digestOf(authorization)) ?? 0) > now;
  }

  forget(authorization: string): void {
    this.#until.delete(digestOf(authorization));
  }
}

function digestOf(authorization: string): string {
  return createHash('sha256').update(authorization).digest('base64');
}
