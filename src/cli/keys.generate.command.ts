import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type Config, readConfig } from '../config';
import { formatOpeningKeys, generateKeyGeneration, type OpeningKey } from '../crypto/opening-key';
import { publicHalf } from '../crypto/opening-key.pair';
import { formatSealingKeys, type SealingKey } from '../crypto/sealing-key';
import { readOpeningKeys } from '../dispenser/opening-key.file';
import { createAuditKey, createKeyFile, readSealingKeys, replaceKeyFile } from '../key.files';
import type { CommandContext } from './command.context';
import { CommandError } from './command.error';

interface GenerateOptions {
  readonly dataDir?: string;
  readonly print?: boolean;
  readonly audit: boolean;
}

/** `keys generate [--data-dir folder] [--print]` */
export function keysGenerateCommand(context: CommandContext): Command {
  return new Command('generate')
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
      context.stdout.write(formatSealingKeys([sealing]));
      if (options.print) {
        context.stdout.write(formatOpeningKeys([generated]));
        return;
      }
      const { dataDir } = options;
      const config = readConfig({
        ...context.environment,
        ...(dataDir !== undefined && { DATA_DIR: dataDir }),
      });
      const isRotation = await writeKeys(config, generated, sealing);
      if (options.audit && config.auditKey === undefined && !existsSync(config.auditKeyFile)) {
        createAuditKey(config);
      }
      context.stderr.write(
        `The opening key is in ${config.openingKeyFile} (mode 600). Keep a copy: nothing else opens what is sealed.\n`,
      );
      if (isRotation) context.stderr.write('Restart the gateway to seal with the new key.\n');
    });
}

/**
 * Writes the opening key first: a sealing key whose opening key was lost in a crash would seal what nobody opens.
 *
 * @returns true when there was an older key generation.
 */
async function writeKeys(config: Config, generated: OpeningKey, sealing: SealingKey): Promise<boolean> {
  const { openingKeyFile, sealingKeyFile } = config;
  const older = existsSync(openingKeyFile)
    ? readOpeningKeys({ text: undefined, file: openingKeyFile }).all
    : [];
  const olderSealing = existsSync(sealingKeyFile)
    ? readSealingKeys({ ...config, sealingKey: undefined }).all
    : await Promise.all(older.map(publicHalf));
  write(openingKeyFile, formatOpeningKeys([generated, ...older]), older.length > 0);
  write(sealingKeyFile, formatSealingKeys([sealing, ...olderSealing]), existsSync(sealingKeyFile));
  return olderSealing.length > 0;
}

function write(file: string, text: string, replaces: boolean): void {
  try {
    if (replaces) replaceKeyFile(file, text);
    else createKeyFile(file, text);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CommandError(
      isTaken
        ? `${file} or ${file}.new is being written, or was left behind by a command that was interrupted`
        : `${file} cannot be written`,
    );
  }
}
