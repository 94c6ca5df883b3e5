import type { Command } from 'commander';

/** A command with the words that call it. */
export interface CommandPath {
  /** Such as `secret set`. */
  readonly path: string;
  readonly command: Command;
}

/** Every command below another one that does something. */
export function commandsOf(parent: Command, words: readonly string[] = []): CommandPath[] {
  return parent.commands.flatMap((each) => {
    const path = [...words, each.name()];
    return each.commands.length > 0
      ? commandsOf(each as Command, path)
      : [{ path: path.join(' '), command: each as Command }];
  });
}
