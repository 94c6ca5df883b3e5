import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { Unavailable } from '../../core/errors';
import { Outage } from '../../core/outage';
import { canonicalHost } from '../../core/use-policy-host';
import type { Upstream } from '../upstream/upstream-client';

const MAX_ISSUERS = 200;
const FRESH_MS = 10 * 60_000;
const COOLDOWN_MS = 15_000;
/** How long an issuer that did not answer is left alone at first. */
const RETRY_MS = 1_000;
const MAX_BODY_BYTES = 256 * 1024;

interface IssuerKeys {
  readonly keys: JWTVerifyGetKey;
  readonly readAt: number;
}

/**
 * Reads and caches the keys of the issuers that consumers pin. Administrators choose the issuers, so requests to them
 * follow the rules of injected requests: no address in an internal network unless it is allowed, no redirects. Anyone can send
 * a token, so an issuer is asked once at a time, and one that does not answer is left alone for a while.
 */
export class WorkloadIssuers {
  readonly #upstream: Upstream;
  readonly #cooldownMs: number;
  readonly #known = new Map<string, IssuerKeys>();
  readonly #reading = new Map<string, Promise<IssuerKeys>>();
  readonly #outages = new Map<string, Outage>();

  /** @param cooldownMs the least time between two reads of an issuer's keys because of an unknown key id. */
  constructor(upstream: Upstream, cooldownMs = COOLDOWN_MS) {
    this.#upstream = upstream;
    this.#cooldownMs = cooldownMs;
  }

  /**
   * Finds the key of this issuer that signed a token. An unknown key id reads the keys again, which follows rotations.
   */
  keysOf(issuer: string): JWTVerifyGetKey {
    return async (header, token) => {
      const { keys, readAt } = await this.#read(issuer, FRESH_MS);
      try {
        return await keys(header, token);
      } catch (error) {
        const isUnknown = error instanceof errors.JWKSNoMatchingKey;
        if (!isUnknown || Date.now() - readAt < this.#cooldownMs) throw error;
        return (await this.#read(issuer, this.#cooldownMs)).keys(header, token);
      }
    };
  }

  async #read(issuer: string, freshMs: number): Promise<IssuerKeys> {
    const known = this.#known.get(issuer);
    if (known !== undefined && Date.now() - known.readAt < freshMs) return known;
    return this.#reading.get(issuer) ?? this.#begin(issuer);
  }

  #begin(issuer: string): Promise<IssuerKeys> {
    const outage = this.#outages.get(issuer);
    if (outage?.isOn(Date.now())) throw new Unavailable();
    const reading = this.#discover(issuer)
      .then(
        (keys) => {
          if (this.#known.size >= MAX_ISSUERS) this.#known.clear();
          this.#known.set(issuer, keys);
          this.#outages.delete(issuer);
          return keys;
        },
        (error: unknown) => {
          if (this.#outages.size >= MAX_ISSUERS) this.#outages.clear();
          const failed = outage ?? new Outage(Math.min(RETRY_MS, this.#cooldownMs));
          failed.failed(Date.now());
          this.#outages.set(issuer, failed);
          throw error;
        },
      )
      .finally(() => this.#reading.delete(issuer));
    this.#reading.set(issuer, reading);
    return reading;
  }

  async #discover(issuer: string): Promise<IssuerKeys> {
    const document = await this.#json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const keysUrl = document.jwks_uri;
    if (document.issuer !== issuer || typeof keysUrl !== 'string') throw new Unavailable();
    const set = (await this.#json(keysUrl)) as unknown as JSONWebKeySet;
    try {
      return { keys: createLocalJWKSet(set), readAt: Date.now() };
    } catch {
      throw new Unavailable();
    }
  }

  /** @throws Unavailable for every failure: a faulty issuer says nothing about the token. */
  async #json(address: string): Promise<Record<string, unknown>> {
    try {
      const url = new URL(address);
      const host = canonicalHost(url.hostname);
      const scheme = { 'https:': 'https', 'http:': 'http' }[url.protocol] as 'https' | 'http' | undefined;
      if (host === undefined || scheme === undefined) throw new Unavailable();
      const request = {
        scheme,
        host,
        port: Number(url.port || (scheme === 'https' ? 443 : 80)),
        method: 'GET',
        target: `${url.pathname}${url.search}`,
        headers: [['accept', 'application/json']] as const,
        body: undefined,
      };
      const text = await this.#upstream.exchange(request, async ({ status, body }) => {
        if (status !== 200) throw new Unavailable();
        const pieces: Buffer[] = [];
        let length = 0;
        for await (const piece of body as AsyncIterable<Buffer>) {
          length += piece.length;
          if (length > MAX_BODY_BYTES) throw new Unavailable();
          pieces.push(piece);
        }
        return Buffer.concat(pieces).toString('utf8');
      });
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed !== 'object' || parsed === null) throw new Unavailable();
      return parsed as Record<string, unknown>;
    } catch {
      throw new Unavailable();
    }
  }
}
