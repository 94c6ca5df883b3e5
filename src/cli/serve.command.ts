import { resolve } from 'node:path';
import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { createGateway, type Gateway } from '../gateway';
import { refuseOpeningKey } from '../key.files';
import { Log } from '../log';
import type { CommandContext } from './command.context';
import { DispenserChild } from './dispenser.child';
import { makeFirstKeys } from './first.keys';
import { untilSignal } from './until.signal';
import { welcomeScreen } from './welcome.screen';

/** `serve` */
export function serveCommand(context: CommandContext): Command {
  return new Command('serve').description('Start the gateway.').action(async () => {
    const { environment } = context;
    refuseOpeningKey(environment);
    const config = readConfig(environment);
    const log = new Log(config.logLevel, (line) => context.stderr.write(line));
    await makeFirstKeys(config, context);
    const gateway = await createGateway(config, log);
    const child = config.dispenser ? new DispenserChild(context, log, config.shutdownGraceMs) : undefined;
    const close = async () => {
      await Promise.all([gateway.close(), child?.stop()]);
    };
    const ended = untilSignal({ close }, config, log);
    try {
      const { url, port } = await gateway.listen();
      log.info('listening', { port });
      child?.start();
      context.stdout.write(screenOf(gateway, url, config));
    } catch (error) {
      await close();
      throw error;
    }
    await ended;
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
