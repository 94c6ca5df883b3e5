import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createAuditKey } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { generateKeyGeneration } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../crypto/sealing-key';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { operatorConfig } from '../command/operator-config';
import { openingKeyNote, writeGeneration } from './written-generation';

/** `keys init [--data-dir folder]`: the keys of a new installation. Replaces nothing. */
export function keysInitCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Create the keys of a new installation: the opening key, the sealing key and the audit key, each in its file. Run it
once, on the machine that will open values, and copy sealing.key and audit.key to every gateway. On SQLite, the first start
of serve does this itself. Refused where there is a key already. Prints the sealing key.`,
    )
    .option('--data-dir <folder>', 'the folder to write to, instead of SECRETS_GATEWAY_DATA_DIR')
    .action(async ({ dataDir }: { dataDir?: string }) => {
      const config = operatorConfig(
        context,
        dataDir === undefined ? {} : { SECRETS_GATEWAY_DATA_DIR: dataDir },
      );
      requireNoKey(config);
      const generated = generateKeyGeneration(new Date());
      const sealing = await publicHalf(generated);
      await writeGeneration(config, { opening: undefined, sealing: undefined }, generated, sealing);
      createAuditKey(config);
      context.stdout.write(formatSealingKeys([sealing]));
      context.stderr.write(openingKeyNote(config));
      context.stderr.write(
        `Every gateway needs ${config.sealingKeyFile} and ${config.auditKeyFile}; none needs the opening key.\n`,
      );
    });
}

/** @throws CommandError that names the first key that is there. */
function requireNoKey(config: Config): void {
  const { hasOpeningKey, sealingKey, auditKey, openingKeyFile, sealingKeyFile, auditKeyFile } = config;
  const present: readonly (readonly [string, boolean])[] = [
    ['SECRETS_GATEWAY_OPENING_KEY', hasOpeningKey],
    ['SECRETS_GATEWAY_OPENING_KEY_FILE', existsSync(openingKeyFile)],
    ['SECRETS_GATEWAY_SEALING_KEY', sealingKey !== undefined],
    ['SECRETS_GATEWAY_SEALING_KEY_FILE', existsSync(sealingKeyFile)],
    ['SECRETS_GATEWAY_AUDIT_KEY', auditKey !== undefined],
    ['SECRETS_GATEWAY_AUDIT_KEY_FILE', existsSync(auditKeyFile)],
  ];
  const [name] = present.find(([, isThere]) => isThere) ?? [];
  if (name === undefined) return;
  throw new CommandError(`${name}: there is a key already; "keys generate" adds a generation to it`);
}
