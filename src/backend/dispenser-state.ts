import type { Config } from '../config/config';
import type { Log } from '../log';
import { readGatewayKeys } from './key-files';

/**
 * What a dispenser says about itself: `cannot open` when it lacks an opening key; `away` when nothing answers; `unknown` when
 * nothing says where to ask, so that perhaps nobody has the opening key.
 */
export type DispenserState = 'ready' | 'not ready' | 'cannot open' | 'away' | 'unknown';

const LIMIT_MS = 2000;
/** A readiness probe does not wait longer for a detail. */
const PROBE_LIMIT_MS = 500;
/** However often the gateway is asked, it asks the dispenser no more often. */
const FRESH_MS = 5000;

/** Where the dispenser can be asked; undefined when nothing says so, or its port is chosen when it starts. */
export function dispenserUrlOf({
  dispenserUrl,
  dispenser,
  dispenserHost,
  dispenserPort,
}: Config): string | undefined {
  if (dispenserUrl !== undefined) return dispenserUrl;
  if (!dispenser || dispenserPort === 0) return undefined;
  // An address that stands for all of a machine is asked on this one.
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[dispenserHost] ?? dispenserHost;
  return `http://${host.includes(':') ? `[${host}]` : host}:${dispenserPort}`;
}

/**
 * Asks the readiness route of a dispenser. Never fails.
 *
 * @param keyIds the keys that it must be able to open with.
 * @param limitMs after this many milliseconds it counts as away.
 */
export async function askDispenser(
  url: string,
  keyIds: readonly string[],
  limitMs = LIMIT_MS,
): Promise<DispenserState> {
  try {
    const response = await fetch(new URL('/health/ready', url), {
      redirect: 'error',
      signal: AbortSignal.timeout(limitMs),
    });
    const body = (await response.json()) as { readonly keyIds?: unknown };
    if (!response.ok) return 'not ready';
    const opens: readonly unknown[] = Array.isArray(body.keyIds) ? body.keyIds : [];
    return keyIds.every((id) => opens.includes(id)) ? 'ready' : 'cannot open';
  } catch {
    return 'away';
  }
}

/** The dispenser as its gateway sees it. A change is logged, because values that nobody can open are as good as lost. */
export class ObservedDispenser {
  readonly #url: string | undefined;
  readonly #keyId: string;
  readonly #log: Log;
  #asked: Promise<DispenserState> | undefined;
  #freshUntil = 0;
  #last: DispenserState | undefined;

  private constructor(url: string | undefined, keyId: string, log: Log) {
    this.#url = url;
    this.#keyId = keyId;
    this.#log = log;
  }

  /** @throws ConfigError for unusable keys. */
  static of(config: Config, log: Log): ObservedDispenser {
    return new ObservedDispenser(
      dispenserUrlOf(config),
      readGatewayKeys(config).sealingKeys.current.keyId,
      log,
    );
  }

  /** What the readiness route tells. */
  async detail(): Promise<{ readonly dispenser: DispenserState }> {
    if (Date.now() >= this.#freshUntil) {
      this.#freshUntil = Date.now() + FRESH_MS;
      this.#asked = this.#ask();
    }
    return { dispenser: (await this.#asked) ?? 'away' };
  }

  async #ask(): Promise<DispenserState> {
    const url = this.#url;
    const state = url === undefined ? 'unknown' : await askDispenser(url, [this.#keyId], PROBE_LIMIT_MS);
    if (state !== this.#last) {
      if (state === 'ready') this.#log.info('dispenser observed', { outcome: state });
      else this.#log.warn('dispenser observed', { outcome: state });
    }
    this.#last = state;
    return state;
  }
}
