import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { CommandContext } from './command-context';
import { addEntries, type CommandEntry } from './command-entry';
import { failureOf, printable } from './command-failure';

const USAGE = 2;

const ENTRIES: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: 'start the gateway',
    load: () => (require('./serve/serve.command') as typeof import('./serve/serve.command')).serveCommand,
  },
  {
    name: 'dispense',
    summary: 'start the dispenser',
    load: () =>
      (require('./serve/dispense.command') as typeof import('./serve/dispense.command')).dispenseCommand,
  },
  {
    name: 'run',
    summary: 'run a command with the secrets of an organization in its environment',
    load: () => (require('./run/run.command') as typeof import('./run/run.command')).runCommand,
  },
  {
    name: 'consumer',
    summary: 'workloads that get secrets from a dispenser: make their files, get their codes, approve them',
    load: () =>
      (require('./consumer/consumer.command') as typeof import('./consumer/consumer.command'))
        .consumerCommand,
  },
  {
    name: 'migrate',
    summary: 'bring the tables of the database up to date',
    load: () => (require('./migrate.command') as typeof import('./migrate.command')).migrateCommand,
  },
  {
    name: 'keys',
    summary: 'make, list, promote and retire key generations, reseal values',
    load: () => (require('./keys/keys.command') as typeof import('./keys/keys.command')).keysCommand,
  },
  {
    name: 'token',
    summary: 'issue, list and revoke the tokens of service users',
    load: () => (require('./token/token.command') as typeof import('./token/token.command')).tokenCommand,
  },
  {
    name: 'audit',
    summary: 'check the audit log',
    load: () => (require('./audit/audit.command') as typeof import('./audit/audit.command')).auditCommand,
  },
];

/**
 * Runs the command that the arguments name.
 *
 * @returns the exit code: 0, 1 for a failure, 2 for wrong usage, and for `run` that of the child.
 */
export async function runProgram(args: readonly string[], context: CommandContext): Promise<number> {
  try {
    await programOf(args, context).parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    // Help and usage errors: commander has written them already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    const { line, exitCode } = failureOf(error);
    context.stderr.write(`secrets-gateway: ${line}\n`);
    return exitCode;
  }
}

function programOf(args: readonly string[], context: CommandContext): Command {
  const program = new Command('secrets-gateway')
    .description('Secrets go in and never come out.')
    .version(version(), '-V, --version')
    .enablePositionalOptions();
  addEntries(program, ENTRIES, args, context);
  speakThrough(program, context);
  return program;
}

/** Commander would write to the process and end it; ours tests and the exit code need both here. */
function speakThrough(command: Command, context: CommandContext): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // It repeats arguments, which a script may have from elsewhere.
      outputError: (text, write) =>
        write(
          text
            .replace(/^error: /, 'secrets-gateway: ')
            .split('\n')
            .map(printable)
            .join('\n'),
        ),
    })
    .showHelpAfterError('Add --help for the options.');
  for (const each of command.commands) speakThrough(each as Command, context);
}

function version(): string {
  const text = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
