import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../core/errors';

/** The header with the credential of a federation gateway, as Apollo's router sends it. */
export const GATEWAY_CREDENTIAL_HEADER = 'router-authorization';

/** The caller asked for something that only a federation gateway may read. */
export class GatewayOnly extends GatewayError {
  readonly code = 'FORBIDDEN';

  constructor() {
    super('Only a federation gateway that sends its credential as "Router-Authorization" may read this.');
  }
}

/** Distinguishes federation gateways from all other callers. It does not say for whom a gateway calls. */
export class GatewayCredential {
  readonly #digest: Buffer | undefined;
  readonly #acceptsAll: boolean;

  /**
   * @param token what a gateway must send; undefined if none is configured.
   * @param isLoopback whether only this machine can reach the process. If so, and if no token is configured, every caller
   * counts as a gateway.
   */
  constructor(token: string | undefined, isLoopback: boolean) {
    this.#digest = token === undefined ? undefined : digestOf(token);
    this.#acceptsAll = token === undefined && isLoopback;
  }

  /** Whether the header is the credential. Compares digests of equal length in constant time. */
  accepts(header: string | readonly string[] | undefined): boolean {
    if (this.#digest === undefined) return this.#acceptsAll;
    return typeof header === 'string' && timingSafeEqual(digestOf(header), this.#digest);
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
