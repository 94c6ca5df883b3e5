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
      closeInTime(server, config).then(done, fail);
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

/**
 * The same for a process that the process above ends: it says when, and has got the signals itself. SIGINT and SIGHUP of a
 * terminal are its business; SIGTERM can be meant for this process alone.
 */
export async function untilParent(server: Closable, config: Config, closing: Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  const asked = new Promise((stop) => process.on('SIGTERM', stop));
  await Promise.race([closing, asked]);
  await closeInTime(server, config);
}

function closeInTime(server: Closable, { shutdownGraceMs }: Config): Promise<void> {
  setTimeout(() => process.exit(1), shutdownGraceMs + LAST_MS).unref();
  return server.close();
}
