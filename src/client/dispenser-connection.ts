import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OpenError } from '../crypto/crypto.error';
import { ConsumerKey } from '../crypto/open/consumer-opening-key';
import { CHALLENGE_INFO, formatProof, makeProof } from '../crypto/proof';
import { connectionFailure } from './connection-failure';
import { ConsumerError } from './consumer.error';
import type { ConsumerSettings } from './consumer-file';
import { proxiedFetch } from './proxied-fetch';

/** A request of a consumer, without its credentials. */
export interface ConsumerRequest {
  readonly method: 'GET' | 'POST';
  /** Path below the dispenser's address. */
  readonly path: string;
  /** A JSON object; undefined for a request without a body. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** An answer, and the nonce that a delivery in it must carry. */
export interface ConsumerAnswer {
  readonly response: Response;
  readonly nonce: string;
}

interface Extensions {
  readonly code?: string;
  readonly violations?: ConsumerError['violations'];
}

interface Session {
  readonly challenge: string;
  readonly sessionKey: Uint8Array;
  readonly endsAt: number;
}

/** A challenge is renewed this long before it ends. */
const MARGIN_MS = 30_000;
const CHALLENGE_TIMEOUT_MS = 15_000;
/** What a proxy in front of the dispenser answers, without a code of ours. */
const STATUS_CODES: Readonly<Record<number, string>> = { 408: 'UNAVAILABLE', 429: 'RATE_LIMITED' };

/** Sends authenticated requests of one consumer to a dispenser. */
export class DispenserConnection {
  readonly #settings: ConsumerSettings;
  readonly #consumerId: string;
  /** The registered key, or a key that is generated for this run and never stored. */
  readonly key: ConsumerKey;
  #session: Session | undefined;

  /** @throws ConsumerError code `CONSUMER_FILE` if there is no id, or neither a key nor a token. */
  constructor(settings: ConsumerSettings) {
    const { consumer, key, tokenFile, tokenVariable } = settings;
    if (consumer === undefined) {
      throw new ConsumerError(
        'CONSUMER_FILE',
        "the consumer's file: consumer: register it and put its id there",
      );
    }
    if (key === undefined && tokenFile === undefined && tokenVariable === undefined) {
      throw new ConsumerError('CONSUMER_FILE', "the consumer's file: needs a private key or a token");
    }
    this.#settings = settings;
    this.#consumerId = consumer;
    this.key = key ?? ConsumerKey.generate();
  }

  /**
   * Sends a request; retries once with a new challenge.
   *
   * @throws ConsumerError with the dispenser's code; `UNREACHABLE`.
   */
  async send(request: ConsumerRequest): Promise<ConsumerAnswer> {
    const { tokenFile, tokenVariable } = this.#settings;
    if (tokenFile !== undefined || tokenVariable !== undefined) return this.#withToken(request);
    const first = await this.#withProof(request);
    if (first.response.status !== 401) return checked(first);
    // The keys of the dispenser or of the consumer may have changed since the challenge was issued.
    await first.response.body?.cancel();
    this.#session = undefined;
    return checked(await this.#withProof(request));
  }

  async #withProof(request: ConsumerRequest): Promise<ConsumerAnswer> {
    const { challenge, sessionKey } = await this.#currentSession(request.signal);
    const text = request.body === undefined ? '' : JSON.stringify(request.body);
    const nonce = newNonce();
    const proven = { method: request.method, path: request.path, body: Buffer.from(text) };
    const authorization = formatProof(makeProof(sessionKey, challenge, nonce, proven));
    return { response: await this.#fetch(request, text, { authorization }), nonce };
  }

  async #withToken(request: ConsumerRequest): Promise<ConsumerAnswer> {
    const nonce = newNonce();
    const { publicKey } = this.key;
    const text = request.body === undefined ? '' : JSON.stringify(request.body);
    const headers = {
      authorization: `Bearer ${this.#token()}`,
      'x-consumer-id': this.#consumerId,
      'x-nonce': nonce,
      'x-public-key': publicKey,
    };
    return checked({ response: await this.#fetch(request, text, headers), nonce });
  }

  #token(): string {
    const { tokenFile, tokenVariable } = this.#settings;
    let token: string | undefined;
    try {
      token = tokenFile === undefined ? process.env[tokenVariable ?? ''] : readFileSync(tokenFile, 'utf8');
    } catch {
      token = undefined;
    }
    const trimmed = token?.trim() ?? '';
    if (/^[\w.-]+$/.test(trimmed)) return trimmed;
    throw new ConsumerError(
      'CONSUMER_FILE',
      'the token of the workload is not where the consumer’s file says',
    );
  }

  async #currentSession(signal: AbortSignal): Promise<Session> {
    if (this.#session !== undefined && this.#session.endsAt > Date.now()) return this.#session;
    const body = { consumerId: this.#consumerId };
    const within = AbortSignal.any([signal, AbortSignal.timeout(CHALLENGE_TIMEOUT_MS)]);
    const request = { method: 'POST', path: '/challenges', body, signal: within } as const;
    const { response } = await checked({
      response: await this.#fetch(request, JSON.stringify(body), {}),
      nonce: '',
    });
    const { challenge, enc, ciphertext, expiresAt } = (await json(response)) as Readonly<
      Record<string, string>
    >;
    if (!challenge || !enc || !ciphertext || !expiresAt) throw malformed();
    const aad = Buffer.from(challenge);
    const sessionKey = await ConsumerKey.open(
      this.key,
      { enc, ciphertext },
      { info: CHALLENGE_INFO, aad },
    ).catch((error: unknown) => {
      if (error instanceof OpenError) throw keyMismatch();
      throw error;
    });
    // If the clocks differ too much, the dispenser refuses the expired challenge and a new one is requested.
    this.#session = { challenge, sessionKey, endsAt: Date.parse(expiresAt) - MARGIN_MS };
    return this.#session;
  }

  async #fetch(
    request: ConsumerRequest,
    text: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response> {
    try {
      return await proxiedFetch(`${this.#settings.dispenser}${request.path}`, {
        method: request.method,
        headers: {
          ...(request.body !== undefined && { 'content-type': 'application/json' }),
          ...request.headers,
          ...headers,
        },
        ...(request.body !== undefined && { body: text }),
        // A redirect would send the credentials to another host.
        redirect: 'error',
        signal: request.signal,
      });
    } catch (error) {
      throw connectionFailure(error);
    }
  }
}

/** Reads the body as a JSON object. @throws ConsumerError code `MALFORMED` or `UNREACHABLE`. */
export async function json(response: Response): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch {
    throw new ConsumerError('UNREACHABLE', 'the dispenser ended its answer in the middle');
  }
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content === 'object' && content !== null) return content;
  } catch {
    // A dispenser answers in JSON only.
  }
  throw malformed();
}

/** The error for an answer that does not come from a dispenser of this consumer. */
export function malformed(): ConsumerError {
  return new ConsumerError('MALFORMED', 'the answer is not one of a dispenser for this consumer');
}

async function checked(answer: ConsumerAnswer): Promise<ConsumerAnswer> {
  const { status } = answer.response;
  if (status === 200 || status === 304) return answer;
  const content = (await json(answer.response).catch(() => ({}))) as {
    readonly errors?: readonly [{ readonly message?: string; readonly extensions?: Extensions }];
  };
  const [first] = content.errors ?? [];
  const code =
    first?.extensions?.code ?? STATUS_CODES[status] ?? (status >= 500 ? 'UNAVAILABLE' : 'MALFORMED');
  const message = `the dispenser refuses: ${first?.message ?? `status ${status}`}`;
  const seconds = Number(answer.response.headers.get('retry-after') ?? 0);
  const retryAfterMs = Number.isFinite(seconds) ? 1000 * seconds : 0;
  throw new ConsumerError(code, message, first?.extensions?.violations, retryAfterMs);
}

function keyMismatch(): ConsumerError {
  return new ConsumerError('KEY_CHANGED', 'another key than this one is registered for the consumer');
}

function newNonce(): string {
  return randomBytes(16).toString('base64url');
}
