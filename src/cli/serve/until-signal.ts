import { constants } from 'node:os';
import type { Config } from '../../config/config';
import type { Log } from '../../log';

/** After the grace time a server closes all connections itself. The process ends this much later in any case. */
const LAST_MS = 2000;

/** A server that can be closed. */
export interface Closable {
  close(): Promise<void>;
}

/**
 * Closes the server on SIGTERM, SIGINT or SIGHUP, and resolves when it is closed. A second signal ends the process at once.
 * So does the time limit: the grace time and two seconds.
 *
 * @param ended closes the server, too, when it resolves.
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
