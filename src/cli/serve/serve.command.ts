import type { Command } from 'commander';
import { refuseOpeningKey } from '../../backend/key-files';
import { readConfig } from '../../config/config';
import { GATEWAY_PLATFORM } from '../../config/served-environment';
import { Log } from '../../log';
import type { CommandContext } from '../command/command-context';
import { GatewayProcess } from './gateway-process';
import { npmEnd } from './npm-end';
import { type ServedOptions, takeServedSettings } from './served-settings';
import { untilSignal } from './until-signal';

/** `serve`: runs the gateway until a signal ends it. @throws ConfigError, CommandError */
export function serveCommand(command: Command, context: CommandContext): void {
  takeServedSettings(command, context, () => GATEWAY_PLATFORM);
  command.action(async ({ envFile }: ServedOptions) => {
    refuseOpeningKey(context.environment);
    const config = readConfig(context.environment);
    const log = new Log(config.logLevel, (line) => context.stderr.write(line));
    const gateway = new GatewayProcess({ config, context, log, envFile });
    const ended = untilSignal(gateway, config, log, npmEnd());
    try {
      await gateway.start();
    } catch (error) {
      await gateway.close();
      throw error;
    }
    await ended;
  });
}
