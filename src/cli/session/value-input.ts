import { createReadStream } from 'node:fs';
import { Plaintext, VALUE_BYTES } from '../../core/plaintext';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { hiddenLine } from './hidden-line';

/** Where a value comes from. */
export interface ValueSource {
  /** The path of a file; standard input or a prompt when left out. */
  readonly file?: string | undefined;
  /** Whether a line end at the end of standard input belongs to the value. */
  readonly keepLineEnd?: boolean | undefined;
}

/** Two more than a value may have: a line end is not part of it. */
const MOST = VALUE_BYTES.max + 2;
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/**
 * Reads a value: the bytes of a file, all of standard input, or a line that is typed without being shown. It is never an
 * argument, because others on the machine can list the arguments of a process.
 *
 * @param prompt what to ask for, such as `Value of API_KEY`.
 * @throws CommandError; it never quotes the value.
 */
export async function readValue(
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  { file, keepLineEnd = false }: ValueSource,
  prompt: string,
): Promise<Plaintext> {
  if (file !== undefined) return taken(await inputBytes(file, context.stdin, MOST));
  if (context.stdin.isTTY) return taken(await hiddenLine(context, prompt, MOST));
  const bytes = await inputBytes(undefined, context.stdin, MOST);
  return taken(keepLineEnd ? bytes : withoutLineEnd(bytes));
}

/** Reads a token in the same way. @throws CommandError */
export async function readToken(
  context: Pick<CommandContext, 'stdin' | 'stderr'>,
  prompt: string,
): Promise<string> {
  const bytes = context.stdin.isTTY
    ? await hiddenLine(context, prompt, MOST)
    : await inputBytes(undefined, context.stdin, MOST);
  return bytes.toString('utf8').trim();
}

/**
 * The bytes of a file, or of standard input if no file is named. Wipe them after use.
 *
 * @param most how many there may be.
 * @throws CommandError; it names neither path nor content.
 */
export async function inputBytes(
  file: string | undefined,
  stdin: CommandContext['stdin'],
  most: number,
): Promise<Buffer> {
  if (file === undefined) return streamBytes(stdin, most);
  try {
    return await streamBytes(createReadStream(file), most);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('the file cannot be read');
  }
}

async function streamBytes(stream: AsyncIterable<Buffer | string>, most: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece));
    size += piece.length;
    if (size > most) throw tooLong(most);
  }
  return Buffer.concat(pieces);
}

function withoutLineEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  if (bytes[end - 1] === LINE_FEED) end -= bytes[end - 2] === CARRIAGE_RETURN ? 2 : 1;
  return bytes.subarray(0, end);
}

function taken(bytes: Buffer): Plaintext {
  if (bytes.length > VALUE_BYTES.max) throw tooLong(MOST);
  if (bytes.length === 0) throw new CommandError('the value is empty', ExitCode.USAGE);
  const plaintext = Plaintext.ofBytes(bytes);
  bytes.fill(0);
  return plaintext;
}

function tooLong(most: number): CommandError {
  return new CommandError(
    most === MOST
      ? `the value has more than ${VALUE_BYTES.max} bytes`
      : `the file has more than ${most} bytes`,
    ExitCode.USAGE,
  );
}
