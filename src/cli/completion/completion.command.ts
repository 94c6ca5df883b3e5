import { Argument, type Command } from 'commander';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { completionTree } from './completion-tree';
import { bashScript, fishScript, zshScript } from './shell-scripts';

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * `completion <shell>`: prints a script for a shell, which does not start this program for each key.
 *
 * @param describe gives the program with every command set up.
 */
export function completionCommand(
  command: Command,
  { stdout }: CommandContext,
  describe: () => Promise<Command>,
): void {
  command
    .description(
      'Print a script that completes commands and options in a shell. Print it again after an update of this program.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .action(async (shell: keyof typeof SHELLS) => {
      stdout.write(SHELLS[shell](completionTree(await describe())));
    });
  takeExamples(
    command,
    'secrets-gateway completion bash > ~/.local/share/bash-completion/completions/secrets-gateway',
    'secrets-gateway completion zsh > ~/.zsh/completions/_secrets-gateway',
    'secrets-gateway completion fish > ~/.config/fish/completions/secrets-gateway.fish',
  );
}
