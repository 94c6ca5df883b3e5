import type { CommandContext } from './command-context';
import { withDotEnv } from './command-context';
import { failureOf } from './command-failure';
import { runProgram } from './program';

/**
 * Runs the command line of this process. The exit code is set and the process left to end by itself, so that all that was
 * written is also read.
 */
export async function startProgram(
  started: Pick<CommandContext, 'inherited' | 'umask' | 'executable'>,
): Promise<void> {
  const { stdout, stderr } = process;
  // A reader that has gone away is no failure of ours, and there is nobody to tell.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  try {
    const environment = withDotEnv(started.inherited);
    process.exitCode = await runProgram(process.argv.slice(2), {
      ...started,
      environment,
      stdout,
      stderr,
      exitCode: 0,
    });
  } catch (error) {
    const { line, exitCode } = failureOf(error);
    stderr.write(`secrets-gateway: ${line}\n`);
    process.exitCode = exitCode;
  }
}
