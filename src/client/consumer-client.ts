import { setTimeout as pause } from 'node:timers/promises';
import { foldCase } from '../core/name';
import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { CODES_INFO, parseCodeContent, type TotpCode } from '../crypto/code.format';
import { OpenError } from '../crypto/crypto.error';
import type { SealedDelivery } from '../crypto/delivery.format';
import { openDelivery } from '../crypto/open/delivery';
import { ConsumerError, namedRefusal } from './consumer.error';
import { type ConsumerSettings, readConsumerFile } from './consumer-file';
import { DeliveredSecrets } from './delivered-secrets';
import { DispenserConnection, json, malformed } from './dispenser-connection';
import { streamEvents } from './event-stream';

export type { ConsumerSettings, DeliveredSecrets, TotpCode };
export { ConsumerError };

/** Which secrets, and until when one waits for them. */
export interface DeliverOptions {
  /** Names; everything the consumer may use when left out. */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
}

/** How to follow changes. */
export interface WatchOptions extends DeliverOptions {
  /** What is known already: the first delivery comes when something differs from it. */
  readonly from?: DeliveredSecrets;
  /** Told of a failure that trying again may mend; what was delivered last stays in use meanwhile. */
  readonly onTrouble?: (error: ConsumerError) => void;
}

/** What the upstream answered to an injected request. */
export interface InjectedAnswer {
  readonly status: number;
  /** A list where a header is there more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  readonly body_encoding: 'utf8' | 'base64';
}

const TIMEOUT_MS = 30_000;
const INJECTION_TIMEOUT_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * A consumer: fetches its secrets from a dispenser and opens them with a key that never leaves this machine.
 *
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

  /** @throws ConsumerError code `CONSUMER_FILE` when there is no id, or neither key nor token. */
  constructor(settings: ConsumerSettings) {
    this.#connection = new DispenserConnection(settings);
    this.#consumerId = settings.consumer ?? '';
  }

  /** @param path a file of mode 0600, as `secrets-gateway consumer init` makes it. @throws ConsumerError */
  static fromFile(path: string): ConsumerClient {
    return new ConsumerClient(readConsumerFile(path));
  }

  /**
   * The secrets as they are now.
   *
   * @throws ConsumerError with the dispenser's code; `UNREACHABLE`; `MALFORMED` for an answer that does not open;
   * `NOT_DELIVERED` when one of `only` is not there.
   */
  async deliver(options: DeliverOptions = {}): Promise<DeliveredSecrets> {
    const delivered = await this.deliverUnless(undefined, options);
    if (delivered === undefined) throw malformed();
    return delivered;
  }

  /** The secrets, unless they are still what is known; undefined then. @throws ConsumerError as {@link deliver} */
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

  /** The code that a TOTP secret has now; its seed stays with the dispenser. @throws ConsumerError as {@link codes} */
  async code(name: string): Promise<TotpCode> {
    return (await this.codes([name])).get(name)!;
  }

  /**
   * The codes that TOTP secrets have now, by the names as they are given here: 1 to 20.
   *
   * @throws ConsumerError as {@link deliver}; `NOT_DELIVERED` also for a secret of another type, and for a name that
   * several secrets have.
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
   * Has the dispenser make a request with values of secrets in it, which this machine does not get.
   *
   * @param request as `POST /requests` takes it: url, method, headers, body, auth.
   * @returns the upstream's answer, without the values.
   * @throws ConsumerError with the code of a refusal.
   */
  async inject(request: Readonly<Record<string, unknown>>): Promise<InjectedAnswer> {
    const signal = AbortSignal.timeout(INJECTION_TIMEOUT_MS);
    const sent = { method: 'POST', path: '/requests', body: request, signal } as const;
    return (await json((await this.#connection.send(sent)).response)) as InjectedAnswer;
  }

  /**
   * The secrets each time something of them has changed, at once, until the signal. What cannot be reached is tried again;
   * a refusal ends it.
   *
   * @throws ConsumerError for a refusal.
   */
  async *watch(options: WatchOptions = {}): AsyncGenerator<DeliveredSecrets, void, void> {
    const signal = options.signal ?? new AbortController().signal;
    let known = options.from;
    let pauseMs = FIRST_PAUSE_MS;
    while (!signal.aborted) {
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
      }
      await pause(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    }
  }

  /** One item at the beginning, and one for each event: whoever connects anew may have missed some. */
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
      if (error instanceof OpenError || error instanceof TypeError) throw malformed();
      throw error;
    }
  }
}

/** Names that differ in case or composition only are the same. */
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
