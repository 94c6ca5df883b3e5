import type { CommandContext } from './command/command-context';
import { printMessage } from './command/printed-text';
import { failureOf } from './command-failure';
import { runProgram } from './program';

/**
 * Runs the command line of this process and sets the exit code. The process then ends by itself, so that everything that
 * was written also reaches its reader.
 */
export async function startProgram(
  started: Pick<CommandContext, 'inherited' | 'umask' | 'executable'>,
): Promise<void> {
  const { stdout, stderr } = process;
  // A reader that closes its end is not our failure.
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
  try {
    process.exitCode = await runProgram(process.argv.slice(2), {
      ...started,
      environment: started.inherited,
      // Opened when a command reads it: `run` and `serve` leave it alone.
      get stdin() {
        return process.stdin;
      },
      stdout,
      stderr,
      exitCode: 0,
    });
  } catch (error) {
    const { line, exitCode } = failureOf(error);
    printMessage(stderr, line);
    process.exitCode = exitCode;
  }
}
