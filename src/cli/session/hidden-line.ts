import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';

const KEY = {
  INTERRUPT: 0x03,
  END: 0x04,
  BACKSPACE: 0x08,
  LINE_FEED: 0x0a,
  RETURN: 0x0d,
  ERASE_LINE: 0x15,
  DELETE: 0x7f,
};
/** As a shell ends after Ctrl-C: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Asks for a line on a terminal that does not show what is typed.
 *
 * @param most bytes.
 * @returns the bytes without the line end; wipe them after use.
 * @throws CommandError after Ctrl-C, for several lines, and for too many bytes.
 */
export async function hiddenLine(
  { stdin, stderr }: Pick<CommandContext, 'stdin' | 'stderr'>,
  prompt: string,
  most: number,
): Promise<Buffer> {
  stderr.write(`${prompt} (not shown): `);
  stdin.setRawMode?.(true);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      const typed = new TypedLine(most);
      const take = (keys: Buffer | string) => {
        try {
          const line = typed.take(Buffer.from(keys));
          if (line !== undefined) end(() => resolve(line));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const close = () => end(() => reject(new CommandError('the terminal was closed')));
      const end = (settle: () => void) => {
        stdin.off('data', take).off('end', close).pause();
        settle();
      };
      stdin.on('data', take).on('end', close).resume();
    });
  } finally {
    stdin.setRawMode?.(false);
    stderr.write('\n');
  }
}

/** What was typed until now. */
class TypedLine {
  readonly #most: number;
  #bytes: number[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns the line when it has ended. */
  take(keys: Buffer): Buffer | undefined {
    for (const [index, key] of keys.entries()) {
      if (key === KEY.INTERRUPT) throw new CommandError('interrupted', INTERRUPTED);
      if (key === KEY.RETURN || key === KEY.LINE_FEED || key === KEY.END) {
        const rest = keys.subarray(index + 1);
        if (rest.some((each) => each !== KEY.LINE_FEED)) {
          throw new CommandError(
            'several lines were pasted; give a value of several lines with --file or standard input',
            ExitCode.USAGE,
          );
        }
        return Buffer.from(this.#bytes);
      }
      if (key === KEY.ERASE_LINE) this.#bytes = [];
      else if (key === KEY.BACKSPACE || key === KEY.DELETE) this.#erase();
      else this.#bytes.push(key);
      if (this.#bytes.length > this.#most) throw new CommandError('the value is too long', ExitCode.USAGE);
    }
    return undefined;
  }

  /** Takes the last character back: in UTF-8, continuation bytes belong to the byte before them. */
  #erase(): void {
    let last = this.#bytes.pop();
    while (last !== undefined && (last & 0xc0) === 0x80) last = this.#bytes.pop();
  }
}
