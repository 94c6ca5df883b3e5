import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createAuditKey, readSealingKeys } from '../../backend/key-files';
import { type Config, readConfig } from '../../config/config';
import { formatOpeningKeys, generateKeyGeneration, type OpeningKey } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys, type SealingKey } from '../../crypto/sealing-key';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import { createPrivateFile, replacePrivateFile } from '../../files/private-file';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { currentIn, type KeyRingFiles } from './key-ring-files';

interface GenerateOptions {
  readonly dataDir?: string;
  readonly print?: boolean;
  readonly audit: boolean;
}

/** `keys generate [--data-dir folder] [--print]` */
export function keysGenerateCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Make a key generation: a public sealing key for the gateway and a private opening key for what opens values. They
are written to the data folder, first in their files and so the current ones; older keys stay behind them. The audit key
is made when there is none. Prints the sealing key.`,
    )
    .option('--data-dir <folder>', 'where to write, instead of DATA_DIR')
    .option('--print', 'print both keys and write nothing')
    .option('--no-audit', 'do not make an audit key')
    .action(async (options: GenerateOptions) => {
      const generated = generateKeyGeneration(new Date());
      const sealing = await publicHalf(generated);
      if (options.print) {
        context.stdout.write(formatSealingKeys([sealing]) + formatOpeningKeys([generated]));
        return;
      }
      const { dataDir } = options;
      const config = readConfig({
        ...context.environment,
        ...(dataDir !== undefined && { DATA_DIR: dataDir }),
      });
      const older = olderKeys(config);
      const isRotation = (older.opening ?? older.sealing) !== undefined;
      const warning = isRotation ? await record(config, older, generated.keyId) : '';
      await writeKeys(config, older, generated, sealing);
      context.stdout.write(formatSealingKeys([sealing]));
      if (options.audit && config.auditKey === undefined && !existsSync(config.auditKeyFile)) {
        createAuditKey(config);
      }
      context.stderr.write(
        `The opening key is in ${config.openingKeyFile} (mode 600). Keep a copy: nothing else opens what is sealed.\n`,
      );
      if (isRotation) context.stderr.write('Restart the gateway to seal with the new key.\n');
      context.stderr.write(warning);
    });
}

/** What the files have now; the environment is not changed by this command. */
function olderKeys(config: Config): KeyRingFiles {
  const { openingKeyFile: file, sealingKeyFile } = config;
  return {
    opening: existsSync(file) ? readOpeningKeys({ text: undefined, file }) : undefined,
    sealing: existsSync(sealingKeyFile) ? readSealingKeys({ ...config, sealingKey: undefined }) : undefined,
  };
}

/**
 * The audit event of a rotation, committed before the files change: see `recordKeyChange`. The first generation of
 * an installation has none, because there is no database yet that it could belong to; a first start waits for it, and so
 * for nothing that only rotations need.
 *
 * @returns what to say about it; nothing when it is written.
 */
async function record(config: Config, older: KeyRingFiles, keyId: string): Promise<string> {
  const { NOT_RECORDED, recordKeyChange } = await import('./key-audit.ts');
  const fact = { action: 'key.generate', subjectId: keyId, detail: { from: currentIn(older) } } as const;
  return (await recordKeyChange(config, older, fact)) ? '' : NOT_RECORDED;
}

/**
 * Writes the opening key first: a sealing key whose opening key was lost in a crash would seal what nobody opens. A lost
 * file of the sealing keys is made again.
 */
async function writeKeys(
  config: Config,
  older: KeyRingFiles,
  generated: OpeningKey,
  sealing: SealingKey,
): Promise<void> {
  const { openingKeyFile, sealingKeyFile } = config;
  const opening = older.opening?.all ?? [];
  write(openingKeyFile, formatOpeningKeys([generated, ...opening]), opening.length > 0);
  const olderSealing = older.sealing?.all ?? (await Promise.all(opening.map(publicHalf)));
  write(sealingKeyFile, formatSealingKeys([sealing, ...olderSealing]), older.sealing !== undefined);
}

function write(file: string, text: string, replaces: boolean): void {
  try {
    if (replaces) replacePrivateFile(file, text);
    else createPrivateFile(file, text);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CommandError(
      isTaken
        ? `${file} or ${file}.new is being written, or was left behind by a command that was interrupted`
        : `${file} cannot be written`,
    );
  }
}
