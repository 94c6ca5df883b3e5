import { setTimeout as pause } from 'node:timers/promises';
import { foldCase } from '../core/name';
import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { CODES_INFO, parseCodeContent, type TotpCode } from '../crypto/code.format';
import { OpenError } from '../crypto/crypto.error';
import type { SealedDelivery } from '../crypto/delivery.format';
import { openDelivery } from '../crypto/open/delivery';
import { clockFailure } from './clock-failure';
import { ConsumerError, namedRefusal } from './consumer.error';
import { type ConsumerSettings, readConsumerFile } from './consumer-file';
import { DeliveredSecrets } from './delivered-secrets';
import { DispenserConnection, json, malformed } from './dispenser-connection';
import { streamEvents } from './event-stream';

export type { ConsumerSettings, DeliveredSecrets, TotpCode };
export { ConsumerError };

/** Options of {@link ConsumerClient.deliver}. */
export interface DeliverOptions {
  /** Names of secrets; everything that the consumer may use when left out. */
  readonly only?: readonly string[];
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/** Options of {@link ConsumerClient.watch}. */
export interface WatchOptions extends DeliverOptions {
  /** A delivery that the caller already has: nothing is yielded until something differs from it. */
  readonly from?: DeliveredSecrets;
  /** Called for each transient failure. The client tries again; the last delivery stays valid until then. */
  readonly onTrouble?: (error: ConsumerError) => void;
}

/** The answer of the upstream host to an injected request. */
export interface InjectedAnswer {
  readonly status: number;
  /** A list for a header that occurs more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  /** `base64` for a body that is not UTF-8. */
  readonly body_encoding: 'utf8' | 'base64';
}

const TIMEOUT_MS = 30_000;
const INJECTION_TIMEOUT_MS = 60_000;
/**
 * Pauses between attempts to connect double and are random: many clients must not return at once when a dispenser
 * restarts. `Preparation` in the backend retries every second instead, because one process waits there for its own
 * database.
 */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;

/**
 * A consumer: fetches its secrets from a dispenser and opens them with a key that never leaves this machine.
 *
 * @example
 * ```ts
 * const client = ConsumerClient.fromFile('consumer.json');
 * const secrets = await client.deliver();
 * connect(secrets.text('DATABASE_PASSWORD'));
 * for await (const changed of client.watch({ from: secrets })) reconnect(changed.text('DATABASE_PASSWORD'));
 * ```
 */
export class ConsumerClient {
  readonly #connection: DispenserConnection;
  readonly #consumerId: string;

  /** @throws ConsumerError code `CONSUMER_FILE` if the settings have no id, or neither a key nor a token. */
  constructor(settings: ConsumerSettings) {
    this.#connection = new DispenserConnection(settings);
    this.#consumerId = settings.consumer ?? '';
  }

  /**
   * @param path a file of mode 0600, as `secrets-gateway consumer init` writes it.
   * @throws ConsumerError code `CONSUMER_FILE`.
   */
  static fromFile(path: string): ConsumerClient {
    return new ConsumerClient(readConsumerFile(path));
  }

  /**
   * Fetches the current secrets.
   *
   * @throws ConsumerError with the dispenser's code; `UNREACHABLE`; `MALFORMED` for an answer that does not open;
   * `NOT_DELIVERED` if a secret in `only` is not available.
   */
  async deliver(options: DeliverOptions = {}): Promise<DeliveredSecrets> {
    const delivered = await this.deliverUnless(undefined, options);
    if (delivered === undefined) throw malformed();
    return delivered;
  }

  /** Fetches the secrets; undefined if they still equal `known`. @throws ConsumerError as {@link deliver} */
  async deliverUnless(
    known: DeliveredSecrets | undefined,
    { only, signal }: DeliverOptions = {},
  ): Promise<DeliveredSecrets | undefined> {
    const within = [AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])];
    const sending = this.#connection.send({
      method: 'POST',
      path: '/deliveries',
      body: only === undefined ? {} : { only },
      ...(known && { headers: { 'if-none-match': known.etag } }),
      signal: AbortSignal.any(within),
    });
    const { response, nonce } = await sending.catch((error: unknown) => {
      throw namedRefusal(error, 'only', only ?? []);
    });
    if (response.status === 304) return undefined;
    const sealed = (await json(response)) as SealedDelivery;
    const delivered = new DeliveredSecrets(
      await this.#open(sealed, nonce),
      response.headers.get('etag') ?? '',
    );
    const names = new Set(delivered.names.map(folded));
    if (only?.some((name) => !names.has(folded(name)))) throw malformed();
    return delivered;
  }

  /** The current code of a TOTP secret. The seed stays at the dispenser. @throws ConsumerError as {@link codes} */
  async code(name: string): Promise<TotpCode> {
    return (await this.codes([name])).get(name)!;
  }

  /**
   * The current codes of TOTP secrets.
   *
   * @param names 1 to 20.
   * @returns the codes by the names as given.
   * @throws ConsumerError as {@link deliver}; `NOT_DELIVERED` also for a secret of another type, and for a name that
   * several secrets share.
   */
  async codes(names: readonly string[]): Promise<ReadonlyMap<string, TotpCode>> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const sent = { method: 'POST', path: '/codes', body: { secrets: names }, signal } as const;
    const { response, nonce } = await this.#connection.send(sent).catch((error: unknown) => {
      throw namedRefusal(error, 'secrets', names);
    });
    const items = await this.#open((await json(response)) as SealedDelivery, nonce, CODES_INFO);
    const contents = new Map(items.map(({ name, plaintext }) => [folded(name), plaintext]));
    return new Map(
      names.map((name) => {
        const content = contents.get(folded(name));
        if (content === undefined) throw malformed();
        return [name, codeIn(content)];
      }),
    );
  }

  /**
   * Lets the dispenser send a request that contains the values of secrets. This machine never sees the values.
   *
   * @param request the body of `POST /requests`: url, method, headers, body, auth.
   * @returns the answer of the upstream host, with the values masked.
   * @throws ConsumerError with the dispenser's code; `UNREACHABLE`; `MALFORMED`.
   */
  async inject(request: Readonly<Record<string, unknown>>): Promise<InjectedAnswer> {
    const signal = AbortSignal.timeout(INJECTION_TIMEOUT_MS);
    const sent = { method: 'POST', path: '/requests', body: request, signal } as const;
    return (await json((await this.#connection.send(sent)).response)) as InjectedAnswer;
  }

  /**
   * Yields the secrets, then again whenever one of them changes, until the signal aborts. Transient failures are
   * retried.
   *
   * @throws ConsumerError for a failure that is not transient, such as a refusal.
   */
  async *watch(options: WatchOptions = {}): AsyncGenerator<DeliveredSecrets, void, void> {
    const signal = options.signal ?? new AbortController().signal;
    let known = options.from;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
      let asked = 0;
      try {
        for await (const _change of this.#changes(signal)) {
          pauseMs = FIRST_PAUSE_MS;
          const changed = await this.deliverUnless(known, options);
          if (changed === undefined) continue;
          known = changed;
          yield changed;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ConsumerError) || !error.isTransient) throw error;
        options.onTrouble?.(error);
        asked = error.retryAfterMs;
      }
      const next = Math.max(asked, pauseMs * (0.5 + Math.random()));
      await pause(next, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
    }
  }

  /**
   * Yields once for each event. The dispenser sends one on connection, so that a client that reconnects misses nothing.
   */
  async *#changes(signal: AbortSignal): AsyncGenerator<void> {
    const { response } = await this.#connection.send({ method: 'GET', path: '/deliveries/events', signal });
    if (response.body === null) throw malformed();
    try {
      for await (const { event } of streamEvents(response.body)) {
        if (event === 'refused')
          throw new ConsumerError('UNAUTHENTICATED', 'the consumer is no longer served');
        yield;
      }
    } catch (error) {
      if (error instanceof ConsumerError) throw error;
      throw new ConsumerError('UNREACHABLE', 'the dispenser ended the stream of events');
    }
  }

  async #open(sealed: SealedDelivery, nonce: string, info?: Uint8Array) {
    try {
      const expected = { consumerId: this.#consumerId, nonce, now: new Date(), ...(info && { info }) };
      return await openDelivery(this.#connection.key, sealed, expected);
    } catch (error) {
      if (!(error instanceof OpenError || error instanceof TypeError)) throw error;
      throw clockFailure(sealed, new Date()) ?? malformed();
    }
  }
}

/** The form in which names are compared: case and Unicode composition do not matter. */
function folded(name: string): string {
  return foldCase(name.normalize('NFC'));
}

function codeIn(content: Plaintext): TotpCode {
  try {
    return parseCodeContent(revealPlaintext(content));
  } catch {
    throw malformed();
  }
}
