import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { inputBytes } from '../session/value-input';
import { parseEnvFile } from './env-file';
import type { ImportedEntry } from './imported-entry';
import { parseStructuredFile } from './structured-file';

/** The formats that can be named. JSON and YAML are one: JSON is YAML. */
export const importFormats = ['env', 'json', 'yaml'] as const;
export type ImportFormat = (typeof importFormats)[number];

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads the entries of a file.
 *
 * @param file its path; standard input when left out.
 * @param format by the name of the file, or else by its beginning, when left out.
 * @throws CommandError; it quotes nothing of the file.
 */
export async function readImport(
  context: Pick<CommandContext, 'stdin'>,
  file: string | undefined,
  format: ImportFormat | undefined,
): Promise<ImportedEntry[]> {
  if (file === undefined && context.stdin.isTTY) {
    throw new CommandError('name a file, or send it to standard input', ExitCode.USAGE);
  }
  const bytes = await inputBytes(file, context.stdin, MAX_BYTES);
  const text = decoded(bytes);
  bytes.fill(0);
  const entries =
    (format ?? formatOf(file ?? '', text)) === 'env' ? parseEnvFile(text) : parseStructuredFile(text);
  return entries;
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError('the file is not text in UTF-8', ExitCode.REFUSED);
  }
}

function formatOf(file: string, text: string): ImportFormat {
  if (/\.(?:json|ya?ml)$/i.test(file)) return 'yaml';
  return /^\s*(?:[{[]|---|apiVersion:)/.test(text) ? 'yaml' : 'env';
}
