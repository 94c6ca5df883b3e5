import type { Command } from 'commander';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { operatorConfig } from '../command/operator-config';
import { NOT_RECORDED, recordKeyChange } from './key-audit';
import {
  changeOpeningKeys,
  changeSealingKeys,
  currentIn,
  type RingChange,
  readKeyRings,
  requireKeyFiles,
} from './key-ring-files';

/** `keys promote <keyId>`. The audit event is committed before the files change: see {@link recordKeyChange}. */
export function keysPromoteCommand(command: Command, context: CommandContext): void {
  command
    .description('Make a key generation the current one. Gateways seal with it after their next start.')
    .argument('<keyId>', 'the id that keys list shows')
    .action(async (keyId: string) => {
      const config = operatorConfig(context);
      requireKeyFiles(config);
      const rings = readKeyRings(config, context.environment);
      for (const [name, ring] of [
        ['SECRETS_GATEWAY_OPENING_KEY_FILE', rings.opening],
        ['SECRETS_GATEWAY_SEALING_KEY_FILE', rings.sealing],
      ] as const) {
        // Values that are sealed without an opening key would be lost.
        if (ring !== undefined && ring.find(keyId) === undefined) {
          throw new CommandError(`${name}: there is no key generation with this id`, ExitCode.NOT_FOUND);
        }
      }
      const toFront: RingChange = (keys) => [
        ...keys.filter((key) => key.keyId === keyId),
        ...keys.filter((key) => key.keyId !== keyId),
      ];
      const fact = { action: 'key.promote', subjectId: keyId, detail: { from: currentIn(rings) } } as const;
      const isRecorded = await recordKeyChange(config, rings, fact, async ({ stores }, unit) => {
        if (!(await stores.retiredKeys.isRetired(unit, keyId))) return;
        throw new CommandError('this key was retired: the database refuses values that are sealed with it');
      });
      changeOpeningKeys(config, toFront);
      changeSealingKeys(config, toFront);
      context.stdout.write(`${keyId} is current\n`);
      if (!isRecorded) context.stderr.write(NOT_RECORDED);
      context.stderr.write('Restart the gateways to seal with this key.\n');
    });
}
