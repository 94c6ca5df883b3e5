import { createInterface } from 'node:readline/promises';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { printable } from '../command/printed-text';

/**
 * Asks on a terminal whether something is meant. Elsewhere `--yes` says so.
 *
 * @param question such as `Delete the secret API_KEY`.
 * @param options `isFinal` is false for what can be undone.
 * @throws CommandError if the answer is not yes.
 */
export async function confirmed(
  { stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>,
  question: string,
  isConfirmed: boolean | undefined,
  { isFinal = true } = {},
): Promise<void> {
  if (isConfirmed) return;
  if (!stdin.isTTY) {
    throw new CommandError(
      `${isFinal ? 'this cannot be undone' : 'nothing was changed'}; add --yes to confirm it`,
      ExitCode.USAGE,
    );
  }
  const lines = createInterface({ input: stdin, output: stderr });
  const answer = await lines.question(
    `${printable(question)}? ${isFinal ? 'This cannot be undone. ' : ''}[y/N] `,
  );
  lines.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandError('nothing was changed');
}
