import type { Command } from 'commander';
import type { Config } from '../../config/config';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { commitKeyChange } from './key-audit';
import { renewApprovals } from './key-renewal';
import {
  changeOpeningKeys,
  changeSealingKeys,
  currentIn,
  type KeyRingFiles,
  type RingChange,
  readKeyRings,
  requireKeyFiles,
  withSealingKeys,
} from './key-ring-files';

const HOUR_MS = 3_600_000;

/**
 * `keys retire <keyId>`. One transaction counts the values that the key seals, marks the key as retired, and writes the audit
 * event. From then on the database refuses values sealed with it, also from gateways that have it in memory. The transaction
 * is committed before the files change. After a crash in between, run the command again.
 */
export function keysRetireCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Remove a key generation from both key files. Before that, restart every gateway with the newer key and run keys reseal.
A key cannot be retired while it is current, while it seals a value, or while clients may still seal to it.`,
    )
    .argument('<keyId>', 'the id that keys list shows')
    .action(async (keyId: string) => {
      const config = operatorConfig(context);
      requireKeyFiles(config);
      const rings = readKeyRings(config, context.environment);
      requireRetirable(rings, keyId, config);
      await withBackend(await withSealingKeys(config, rings), async (backend) => {
        await commitKeyChange(backend, 'key.retire', keyId, async (unit, note) => {
          const count = await backend.stores.retiredKeys.retire(unit, keyId, new Date());
          if (count > 0) {
            throw new CommandError(`${count} values are sealed with this key; run keys reseal first`);
          }
          note({ detail: { current: currentIn(rings) } });
        });
        await renewApprovals(backend, rings.opening);
      });
      const without: RingChange = (keys) => keys.filter((key) => key.keyId !== keyId);
      // The opening key is removed last: a crash leaves one key too many, never one too few.
      changeSealingKeys(config, without);
      changeOpeningKeys(config, without);
      context.stdout.write(`${keyId} retired\n`);
      context.stderr.write('Restart the gateways and the dispensers, which still have the key in memory.\n');
    });
}

function requireRetirable({ opening, sealing }: KeyRingFiles, keyId: string, config: Config): void {
  const found = sealing?.find(keyId) ?? opening?.find(keyId);
  if (found === undefined)
    throw new CommandError('there is no key generation with this id', ExitCode.NOT_FOUND);
  if (sealing?.current.keyId === keyId || opening?.current.keyId === keyId) {
    throw new CommandError('this is the current key; generate a newer one or promote another first');
  }
  const successors = [...(sealing?.all ?? []), ...(opening?.all ?? [])]
    .map(({ createdAt }) => createdAt.getTime())
    .filter((createdAt) => createdAt > found.createdAt.getTime());
  const accepted = Math.min(...successors) + config.sealedBoxGraceHours * HOUR_MS;
  // Until then, gateways accept sealed boxes for the old key. The database would refuse them.
  if (successors.length > 0 && sealing?.find(keyId) !== undefined && Date.now() < accepted) {
    throw new CommandError(
      `clients may seal to this key until ${new Date(accepted).toISOString()}; to end this now, restart every gateway with SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS=0 and set it for this command, too`,
    );
  }
}
