import type { Command } from 'commander';

const EXAMPLES = new WeakMap<Command, readonly string[]>();

/** Adds command lines as examples to the help of a command, and to its page of the documentation. */
export function takeExamples(command: Command, ...examples: readonly string[]): void {
  EXAMPLES.set(command, examples);
  command.addHelpText('after', `\nExamples:\n${examples.map((each) => `  ${each}\n`).join('')}`);
}

/** The examples of a command. */
export function examplesOf(command: Command): readonly string[] {
  return EXAMPLES.get(command) ?? [];
}
