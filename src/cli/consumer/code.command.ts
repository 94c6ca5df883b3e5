import type { Command } from 'commander';
import { ConsumerClient } from '../../client/consumer-client';
import type { CommandContext } from '../command-context';

interface Options {
  readonly json?: true;
}

/** `consumer code <file> <name>` */
export function consumerCodeCommand(command: Command, { stdout }: CommandContext): void {
  command
    .description(
      `Print the code that a TOTP secret has now, and nothing else: for a script of the workload that may use the secret. The
seed stays with the dispenser.`,
    )
    .argument('<file>', "the consumer's file")
    .argument('<name>', 'the name of the secret')
    .option('--json', 'print code, period and remaining (both in seconds) as JSON')
    .action(async (file: string, name: string, { json }: Options) => {
      const code = await ConsumerClient.fromFile(file).code(name);
      stdout.write(`${json ? JSON.stringify(code) : code.code}\n`);
    });
}
