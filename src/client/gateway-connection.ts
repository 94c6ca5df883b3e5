import { setTimeout as pause } from 'node:timers/promises';
import { isLoopbackHost } from '../core/address-range';
import { connectionProblem } from './connection-failure';
import { GatewayFailure } from './gateway.error';
import type { TypedDocumentString } from './generated/graphql';
import { proxiedFetch } from './proxied-fetch';

/** Where a gateway is, and who asks. */
export interface GatewayAddress {
  /** As {@link checkedGateway} gives it. */
  readonly url: string;
  readonly token: string;
  /** How the client names itself, such as `secrets-gateway/1.2.3`. The gateway shows it beside each version of a value. */
  readonly userAgent: string;
}

interface Reply {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message?: unknown;
    readonly extensions?: { readonly code?: unknown; readonly retryAfterSeconds?: unknown };
  }[];
}

const TIMEOUT_MS = 30_000;
/** The pauses before further attempts, unless the gateway names longer ones. */
const PAUSES_MS = [200, 1000] as const;
/** The client does not wait longer than this for another attempt. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * Checks and normalizes the address of a gateway: its origin, and the path that a proxy has in front of it. Plain HTTP is
 * for loopback only: on a network, everyone on the way could read the token.
 *
 * @returns undefined for an address that cannot be used.
 */
export function checkedGateway(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  const path = url.pathname.replace(/\/(?:graphql\/?)?$/, '');
  const isPlain = url.search === '' && url.hash === '' && /^[\w.~/-]*$/.test(path);
  return isSafe && isPlain ? `${url.origin}${path}` : undefined;
}

/** Whether a text can be a token: an opaque one of 32 to 512 characters, or a JSON Web Token. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{32,8192}$/.test(text);
}

/** Sends typed documents to a gateway. */
export class GatewayConnection {
  readonly #address: GatewayAddress;

  constructor(address: GatewayAddress) {
    this.#address = address;
  }

  /**
   * Sends an operation that can be sent twice: a query, or a mutation with an idempotency key. Failures that may pass are
   * tried again, up to three times in all.
   *
   * @throws GatewayFailure as {@link sendOnce}.
   */
  async send<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await this.sendOnce(document, variables);
      } catch (error) {
        const asked = error instanceof GatewayFailure && error.isTransient ? error.retryAfterMs : Infinity;
        if (asked > LONGEST_PAUSE_MS) throw error;
        await pause(Math.max(pauseMs, asked));
      }
    }
    return this.sendOnce(document, variables);
  }

  /**
   * Sends an operation once.
   *
   * @returns its data. Fields that the caller may not see make the whole operation fail.
   * @throws GatewayFailure with the gateway's code; `UNREACHABLE`, `UNTRUSTED`, `MALFORMED`.
   */
  async sendOnce<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
  ): Promise<Result> {
    const { url, token, userAgent } = this.#address;
    const response = await answerOf(`${url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'user-agent': userAgent,
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      // A redirect would send the token to another host.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { data, errors } = response.reply;
    if (errors?.[0] !== undefined) throw failureOf(errors[0], response);
    if (typeof data !== 'object' || data === null) throw notOfGateway(response.status);
    return data as Result;
  }
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly reply: Reply;
}

async function answerOf(url: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await proxiedFetch(url, init);
    text = await response.text();
  } catch (error) {
    const { code, message } = connectionProblem(error, 'the gateway');
    throw new GatewayFailure(code, message);
  }
  const { status } = response;
  try {
    const reply: unknown = JSON.parse(text);
    if (typeof reply === 'object' && reply !== null) {
      return { status, retryAfter: response.headers.get('retry-after'), reply };
    }
  } catch {
    // A gateway answers in JSON only; a proxy in front of it may not.
  }
  throw notOfGateway(status);
}

function notOfGateway(status: number): GatewayFailure {
  if (status >= 500) {
    return new GatewayFailure('UNAVAILABLE', `the gateway does not answer (status ${status})`);
  }
  return new GatewayFailure('MALFORMED', `the answer is not one of a gateway (status ${status})`);
}

function failureOf(
  error: NonNullable<Reply['errors']>[number],
  { status, retryAfter }: Answer,
): GatewayFailure {
  const { message, extensions } = error;
  const code = typeof extensions?.code === 'string' ? extensions.code : 'MALFORMED';
  const seconds = Number(extensions?.retryAfterSeconds ?? retryAfter ?? 0);
  const retryAfterMs = Number.isFinite(seconds) ? 1000 * seconds : 0;
  return new GatewayFailure(code, typeof message === 'string' ? message : `status ${status}`, retryAfterMs);
}
