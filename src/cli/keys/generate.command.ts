import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createAuditKey, readSealingKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { formatOpeningKeys, generateKeyGeneration } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../crypto/sealing-key';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import type { CommandContext } from '../command/command-context';
import { operatorConfig } from '../command/operator-config';
import { currentIn, type KeyRingFiles } from './key-ring-files';
import { openingKeyNote, writeGeneration } from './written-generation';

interface GenerateOptions {
  readonly dataDir?: string;
  readonly print?: boolean;
  readonly audit: boolean;
}

/** `keys generate [--data-dir folder] [--print]`. The new generation becomes the current one. */
export function keysGenerateCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Create a key generation: a public sealing key for gateways, and a private opening key for dispensers and commands.
The keys are written to the first line of their files, which makes them the current ones; older keys stay below them. The
audit key is generated, too, unless there is one. Prints the sealing key.`,
    )
    .option('--data-dir <folder>', 'the folder to write to, instead of SECRETS_GATEWAY_DATA_DIR')
    .option('--print', 'print both keys and write no file')
    .option('--no-audit', 'generate no audit key')
    .action(async (options: GenerateOptions) => {
      const generated = generateKeyGeneration(new Date());
      const sealing = await publicHalf(generated);
      if (options.print) {
        context.stdout.write(formatSealingKeys([sealing]) + formatOpeningKeys([generated]));
        return;
      }
      const { dataDir } = options;
      const config = operatorConfig(
        context,
        dataDir === undefined ? {} : { SECRETS_GATEWAY_DATA_DIR: dataDir },
      );
      const older = olderKeys(config);
      const isRotation = (older.opening ?? older.sealing) !== undefined;
      const warning = isRotation ? await record(config, older, generated.keyId) : '';
      await writeGeneration(config, older, generated, sealing);
      context.stdout.write(formatSealingKeys([sealing]));
      if (options.audit && config.auditKey === undefined && !existsSync(config.auditKeyFile)) {
        createAuditKey(config);
      }
      context.stderr.write(openingKeyNote(config));
      if (isRotation) context.stderr.write('Restart the gateway to seal with the new key.\n');
      context.stderr.write(warning);
    });
}

/** The keys in the files. Keys in environment variables are left out, because this command cannot change them. */
function olderKeys(config: Config): KeyRingFiles {
  const { openingKeyFile: file, sealingKeyFile } = config;
  return {
    opening: existsSync(file) ? readOpeningKeys({ text: undefined, file }) : undefined,
    sealing: existsSync(sealingKeyFile) ? readSealingKeys({ ...config, sealingKey: undefined }) : undefined,
  };
}

/**
 * Records a rotation in the audit log before the files change: see `recordKeyChange`. The first generation of an
 * installation has no event, because there is no database yet. It loads nothing of the database either: a first start
 * waits for this command.
 *
 * @returns a warning to print; empty when the event is committed.
 */
async function record(config: Config, older: KeyRingFiles, keyId: string): Promise<string> {
  const { NOT_RECORDED, recordKeyChange } = await import('./key-audit.ts');
  const fact = { action: 'key.generate', subjectId: keyId, detail: { from: currentIn(older) } } as const;
  return (await recordKeyChange(config, older, fact)) ? '' : NOT_RECORDED;
}
