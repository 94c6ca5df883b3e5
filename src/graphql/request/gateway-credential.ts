import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../core/errors';

/** The header in which a federation gateway sends its credential, by the convention of Apollo's router. */
export const GATEWAY_CREDENTIAL_HEADER = 'router-authorization';

/** Something that only a federation gateway may read. */
export class GatewayOnly extends GatewayError {
  readonly code = 'FORBIDDEN';

  constructor() {
    super('Only a federation gateway that sends its credential as "Router-Authorization" may read this.');
  }
}

/** Tells federation gateways from all other callers. It says nothing about whom a gateway calls for. */
export class GatewayCredential {
  readonly #digest: Buffer | undefined;
  readonly #open: boolean;

  /**
   * @param token what a gateway has to send; undefined when none is configured.
   * @param isLoopback whether only this machine can reach us: then, and only without a token, everybody is a gateway.
   */
  constructor(token: string | undefined, isLoopback: boolean) {
    this.#digest = token === undefined ? undefined : digestOf(token);
    this.#open = token === undefined && isLoopback;
  }

  /** Whether the header is the credential. Digests of one length are compared, in a time that tells nothing. */
  admits(header: string | readonly string[] | undefined): boolean {
    if (this.#digest === undefined) return this.#open;
    return typeof header === 'string' && timingSafeEqual(digestOf(header), this.#digest);
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
