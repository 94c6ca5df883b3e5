import type { Command } from 'commander';
import { type Config, readConfig } from '../../config/config';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { withBackend } from '../operator';
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
 * `keys retire <keyId>`. One transaction counts what the key still seals, keeps it from sealing anything more, also by a
 * gateway that has it in memory, and writes the audit event. It is committed before the files change: after a crash in
 * between, run the command again.
 */
export function keysRetireCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Remove a key generation from both key files. Refused while a value is sealed with it, while it is current, and while
clients may still seal to it. Restart every gateway after the newer key came, and run keys reseal, before.`,
    )
    .argument('<keyId>', 'the id that keys list shows')
    .action(async (keyId: string) => {
      const config = readConfig(context.environment);
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
      // Nothing can be sealed with it any more. What opens goes last: a crash leaves a key too many, never one too few.
      changeSealingKeys(config, without);
      changeOpeningKeys(config, without);
      context.stdout.write(`${keyId} retired\n`);
      context.stderr.write('Restart the gateways and the dispensers, which still have it in memory.\n');
    });
}

function requireRetirable({ opening, sealing }: KeyRingFiles, keyId: string, config: Config): void {
  const found = sealing?.find(keyId) ?? opening?.find(keyId);
  if (found === undefined) throw new CommandError('there is no key generation with this id');
  if (sealing?.current.keyId === keyId || opening?.current.keyId === keyId) {
    throw new CommandError(
      'this is the current key; make a newer one with keys generate, or promote another',
    );
  }
  const successors = [...(sealing?.all ?? []), ...(opening?.all ?? [])]
    .map(({ createdAt }) => createdAt.getTime())
    .filter((createdAt) => createdAt > found.createdAt.getTime());
  const accepted = Math.min(...successors) + config.sealedBoxGraceHours * HOUR_MS;
  // Until then gateways promise to take boxes for the old key; the database would refuse them from now on.
  if (successors.length > 0 && sealing?.find(keyId) !== undefined && Date.now() < accepted) {
    throw new CommandError(
      `clients may seal to this key until ${new Date(accepted).toISOString()}; to end that at once, restart every gateway with SEALED_BOX_GRACE_HOURS=0 and give it to this command, too`,
    );
  }
}
