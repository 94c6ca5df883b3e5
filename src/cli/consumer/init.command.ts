import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type ConsumerSettings,
  checkedDispenser,
  newConsumerSettings,
  readConsumerFile,
  writeConsumerFile,
} from '../../client/consumer-file';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';

interface Options {
  readonly dispenser?: string;
  readonly id?: string;
  readonly tokenFile?: string;
  readonly tokenVariable?: string;
}

const LOCAL = 'http://127.0.0.1:4001';

/** `consumer init <file>` */
export function consumerInitCommand(command: Command, { stdout }: CommandContext): void {
  command
    .description(
      `Make a consumer's file, with a new private key that never leaves this machine, and print the public key to register
with createConsumer, and to tell whoever approves consumers at the dispenser. Run it again with --id to put the id of the registered consumer into the file.`,
    )
    .argument('<file>', 'the file, of mode 0600')
    .option('--dispenser <url>', `origin of the dispenser (default: ${LOCAL})`)
    .option('--id <id>', 'the id of the registered consumer')
    .option(
      '--token-file <file>',
      'where the token of the system that the workload runs in is; then no key is made',
    )
    .option('--token-variable <name>', 'the same for a variable of the environment')
    .action((file: string, options: Options) => {
      const settings = changed(existsSync(file) ? readConsumerFile(file) : fresh(options), options);
      try {
        writeConsumerFile(file, settings);
      } catch {
        throw new CommandError('the file cannot be written');
      }
      if (settings.key !== undefined) stdout.write(`${settings.key.publicKey}\n`);
    });
}

function fresh({ tokenFile, tokenVariable }: Options): ConsumerSettings {
  const hasToken = tokenFile !== undefined || tokenVariable !== undefined;
  return newConsumerSettings(LOCAL, !hasToken);
}

function changed(settings: ConsumerSettings, options: Options): ConsumerSettings {
  return {
    ...settings,
    dispenser: options.dispenser === undefined ? settings.dispenser : checkedDispenser(options.dispenser),
    consumer: options.id ?? settings.consumer,
    tokenFile: options.tokenFile ?? settings.tokenFile,
    tokenVariable: options.tokenVariable ?? settings.tokenVariable,
  };
}
