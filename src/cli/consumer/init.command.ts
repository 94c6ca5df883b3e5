import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type ConsumerSettings,
  checkedDispenser,
  newConsumerSettings,
  readConsumerFile,
  writeConsumerFile,
} from '../../client/consumer-file';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';

interface Options {
  readonly dispenser?: string;
  readonly id?: string;
  readonly tokenFile?: string;
  readonly tokenVariable?: string;
}

const LOCAL = 'http://127.0.0.1:4001';

/** `consumer init <file>`: creates the file, or changes the settings in it. */
export function consumerInitCommand(command: Command, { stdout }: CommandContext): void {
  command
    .description(
      `Create the file of a consumer, with a new private key that never leaves this machine, and print the public key.
Register the public key with createConsumer, and give it to the person who approves consumers at the dispenser. Then run
the command again with --id.`,
    )
    .argument('<file>', 'the file; it gets mode 0600')
    .option('--dispenser <url>', `the address of the dispenser (default: ${LOCAL})`)
    .option('--id <id>', 'the id of the registered consumer')
    .option(
      '--token-file <file>',
      'the file of a token that the platform of the workload issues; no key is created then',
    )
    .option('--token-variable <name>', 'the environment variable of such a token; no key is created then')
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
