import type { Command } from 'commander';
import { ConsumerClient } from '../../client/consumer-client';
import type { CommandContext } from '../command/command-context';

interface Options {
  readonly json?: true;
}

/** `consumer code <file> <name>`: prints nothing but the code, for scripts. */
export function consumerCodeCommand(command: Command, { stdout }: CommandContext): void {
  command
    .description(
      `Print the current code of a TOTP secret, and nothing else. For scripts of a workload that may use the secret. The
seed stays with the dispenser.`,
    )
    .argument('<file>', 'the file of the consumer')
    .argument('<name>', 'the name of the secret')
    .option('--json', 'print JSON with code, period and remaining time (both in seconds)')
    .action(async (file: string, name: string, { json }: Options) => {
      const code = await ConsumerClient.fromFile(file).code(name);
      stdout.write(`${json ? JSON.stringify(code) : code.code}\n`);
    });
}
