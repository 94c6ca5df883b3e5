import { constants } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { createGateway, type Gateway } from '../gateway';
import { refuseOpeningKey } from '../key.files';
import { Log } from '../log';
import type { CommandContext } from './command.context';
import { makeFirstKeys } from './first.keys';
import { welcomeScreen } from './welcome.screen';

/** After the grace time the gateway itself cuts what is left; this much later the process ends whatever happens. */
const LAST_MS = 2000;

/** `serve` */
export function serveCommand(context: CommandContext): Command {
  return new Command('serve').description('Start the gateway.').action(async () => {
    const { environment } = context;
    refuseOpeningKey(environment);
    const config = readConfig(environment);
    const log = new Log(config.logLevel, (line) => context.stderr.write(line));
    await makeFirstKeys(config, context);
    const gateway = await createGateway(config, log);
    const ended = untilSignal(gateway, config, log);
    try {
      const { url, port } = await gateway.listen();
      log.info('listening', { port });
      context.stdout.write(screenOf(gateway, url, config));
    } catch (error) {
      await gateway.close();
      throw error;
    }
    await ended;
  });
}

/** Resolves when a signal has come and the gateway is closed. A second signal, or no end, ends the process. */
function untilSignal(gateway: Gateway, config: Config, log: Log): Promise<void> {
  return new Promise((done, fail) => {
    let closing = false;
    const stop = (signal: NodeJS.Signals) => {
      if (closing) process.exit(128 + constants.signals[signal]);
      closing = true;
      log.info('closing', { signal });
      setTimeout(() => process.exit(1), config.shutdownGraceMs + LAST_MS).unref();
      gateway.close().then(done, fail);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

function screenOf({ bootstrapped }: Gateway, url: string, { dataDir, playground }: Config): string {
  return welcomeScreen({
    url,
    playground,
    dataDir,
    prefix: dataDir === resolve('data') ? '' : `DATA_DIR=${quoted(dataDir)} `,
    first: bootstrapped && {
      organizationId: bootstrapped.organization.id,
      token: bootstrapped.mintedToken,
    },
  });
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
