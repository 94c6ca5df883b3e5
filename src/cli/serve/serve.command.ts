import { type Command, Option } from 'commander';
import { prepareDataFolder } from '../../backend/data-folder';
import { refuseOpeningKey } from '../../backend/key-files';
import { readConfig } from '../../config/config';
import { GATEWAY_PLATFORM } from '../../config/served-environment';
import { Log } from '../../log';
import type { CommandContext } from '../command/command-context';
import type { CompanionParts } from './companions';
import { isConfined } from './confinement';
import type { GatewayProcess, GatewayProcessParts } from './gateway-process';
import { npmEnd } from './npm-end';
import { type ServedOptions, takeServedSettings } from './served-settings';
import { untilParent, untilSignal } from './until-signal';

/** `serve`: runs the gateway until a signal ends it. @throws ConfigError, CommandError */
export function serveCommand(command: Command, context: CommandContext): void {
  takeServedSettings(command, context, () => GATEWAY_PLATFORM);
  command
    .addOption(new Option('--with-parent', 'run as the confined process that serve starts').hideHelp())
    .action(async ({ envFile, withParent }: ServedOptions) => {
      refuseOpeningKey(context.environment);
      const config = readConfig(context.environment);
      const log = new Log(config.logLevel, (line) => context.stderr.write(line));
      if (withParent) return serveConfined({ config, context, log });
      for (const change of prepareDataFolder(config)) log.warn(change);
      // The opening key may have moved.
      const parts = { config: readConfig(context.environment), context, log, envFile };
      return isConfined(config) ? launch(parts) : serveHere(parts);
    });
}

/** Runs the gateway in a process of its own that may do little. */
async function launch(parts: CompanionParts): Promise<void> {
  const { GatewayLauncher } = await import('./gateway-launcher.ts');
  const launcher = new GatewayLauncher(parts);
  const exit = launcher.start();
  await untilSignal(launcher, parts.config, parts.log, Promise.race([exit, npmEnd()]));
  parts.context.exitCode = await exit;
}

/** Runs the gateway in this process, which also starts the others. */
async function serveHere(parts: CompanionParts): Promise<void> {
  const { OwnCompanions } = await import('./companions.ts');
  const ending = (gateway: GatewayProcess) => untilSignal(gateway, parts.config, parts.log, npmEnd());
  await serve({ ...parts, companions: new OwnCompanions(parts) }, ending);
}

/** Is that process of its own. */
async function serveConfined(parts: Omit<GatewayProcessParts, 'companions'>): Promise<void> {
  const { ParentLink } = await import('./parent-link.ts');
  const { closeNativeDoors } = await import('./native-doors.ts');
  const parent = new ParentLink();
  const ending = (gateway: GatewayProcess) => untilParent(gateway, parts.config, parent.closing);
  try {
    await serve({ ...parts, companions: parent }, ending, closeNativeDoors);
  } finally {
    parent.release();
  }
}

/** @param ending closes the gateway in the end. @param loaded called when all code is there. */
async function serve(
  parts: GatewayProcessParts,
  ending: (gateway: GatewayProcess) => Promise<void>,
  loaded?: () => void,
): Promise<void> {
  const { GatewayProcess } = await import('./gateway-process.ts');
  const gateway = new GatewayProcess(parts);
  const ended = ending(gateway);
  try {
    await gateway.start();
    loaded?.();
  } catch (error) {
    await gateway.close();
    throw error;
  }
  await ended;
}
