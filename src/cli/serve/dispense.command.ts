import { once } from 'node:events';
import type { Command } from 'commander';
import { readConfig } from '../../config/config';
import { dispenserEnvironment, openingKeySource } from '../../config/dispenser';
import { DISPENSER_PLATFORM, GATEWAY_PLATFORM } from '../../config/served-environment';
import { createDispenser } from '../../dispenser/dispenser';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import { Log } from '../../log';
import type { CommandContext } from '../command/command-context';
import { npmEnd } from './npm-end';
import { type ServedOptions, takeServedSettings } from './served-settings';
import { untilParent, untilSignal } from './until-signal';

/** `dispense`: runs the dispenser until a signal ends it. @throws ConfigError, DeliveryError */
export function dispenseCommand(command: Command, context: CommandContext): void {
  takeServedSettings(command, context, ({ withParent }) =>
    withParent ? GATEWAY_PLATFORM : DISPENSER_PLATFORM,
  );
  command
    .option('--with-parent', 'stop when standard input ends, which happens when the parent process ends')
    .action(async ({ withParent }: ServedOptions) => {
      // Checked under the names that the operator used first: an error in the port of the dispenser must not name the gateway's.
      readConfig(context.environment);
      const environment = dispenserEnvironment(context.environment);
      const config = readConfig(environment);
      const log = new Log(config.logLevel, (line) => context.stderr.write(line));
      const keys = readOpeningKeys(openingKeySource(environment));
      const dispenser = await createDispenser(config, keys, log);
      const ended = withParent
        ? untilParent(dispenser, config, inputEnds())
        : untilSignal(dispenser, config, log, npmEnd());
      try {
        const { port } = await dispenser.listen();
        log.info('dispenser listening', { port });
        await Promise.race([dispenser.prepared, ended]);
        await ended;
      } catch (error) {
        await dispenser.close();
        throw error;
      } finally {
        // An open standard input would keep this process alive until the parent ends.
        process.stdin.destroy();
      }
    });
}

async function inputEnds(): Promise<void> {
  process.stdin.resume();
  await once(process.stdin, 'close');
}
