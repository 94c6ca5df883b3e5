import { constants } from 'node:os';
import type { Config } from '../../config/config';
import type { Log } from '../../log';

/** After the grace time a server itself cuts what is left; this much later the process ends whatever happens. */
const LAST_MS = 2000;

/** A server that can be closed. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Resolves when a signal has come, or `ended` has, and the server is closed. A second signal, or no end, ends the process.
 *
 * @param ended another reason to close.
 */
export function untilSignal(
  server: Closable,
  config: Config,
  log: Log,
  ended: Promise<unknown> = new Promise(() => undefined),
): Promise<void> {
  return new Promise((done, fail) => {
    let closing = false;
    const close = () => {
      closing = true;
      setTimeout(() => process.exit(1), config.shutdownGraceMs + LAST_MS).unref();
      server.close().then(done, fail);
    };
    const stop = (signal: NodeJS.Signals) => {
      if (closing) process.exit(128 + constants.signals[signal]);
      log.info('closing', { signal });
      close();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
    void ended.then(() => {
      if (!closing) close();
    });
  });
}
