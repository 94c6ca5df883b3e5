import { type Command, InvalidArgumentError } from 'commander';
import type { Backend } from '../../backend/backend';
import { readConfig } from '../../config/config';
import { KeyRing } from '../../crypto/key-ring';
import { Opener } from '../../crypto/open/open';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { Sealer } from '../../crypto/seal';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';
import { withBackend } from '../operator';
import { printable } from '../printed-text';
import { renewApprovals } from './key-renewal';
import { type KeyRingFiles, readKeyRings, withSealingKeys } from './key-ring-files';
import { Resealer } from './resealer';

const LARGEST_BATCH = 1000;
/** So many envelopes that do not open are named. */
const NAMED = 20;

/** `keys reseal [--batch n]` */
export function keysResealCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Open every value that is sealed with an older key generation and seal it with the current one. Gateways may run
meanwhile; an interrupted run is taken up by running it again. Approvals of consumers are made anew as well.`,
    )
    .option('--batch <n>', 'values in one transaction', batchSize, 100)
    .action(async ({ batch }: { batch: number }) => {
      const config = readConfig(context.environment);
      const rings = readKeyRings(config, context.environment);
      await withBackend(await withSealingKeys(config, rings), async (backend) => {
        const say = (line: string) => context.stdout.write(`${printable(line)}\n`);
        const kept = await resealAll(backend, rings, batch, say);
        for (const line of await renewApprovals(backend, rings.opening)) say(line);
        await backend.stores.database.scrub();
        if (kept.length > 0) throw new CommandError(`some values stay as they are: ${kept.join('; ')}`);
      });
    });
}

/** @returns why some values stay sealed with older keys; empty when none does. */
async function resealAll(
  backend: Backend,
  { opening, sealing }: KeyRingFiles,
  batch: number,
  say: (line: string) => void,
): Promise<string[]> {
  if (opening === undefined) throw new CommandError('OPENING_KEY_FILE: there is no such file');
  const to = (sealing ?? opening).current.keyId;
  const target = opening.find(to);
  if (target === undefined) {
    throw new CommandError('OPENING_KEY_FILE: the opening key of the current sealing key is not in it');
  }
  const resealer = new Resealer({
    backend,
    opener: new Opener(opening),
    // The public half is made from the private one, so that what is sealed here is sure to open.
    sealer: new Sealer(new KeyRing([await publicHalf(target)])),
    to,
  });
  const { secretVersions, database } = backend.stores;
  const counts = [...(await secretVersions.countByKey(database.reader))].filter(([keyId]) => keyId !== to);
  const kept: string[] = [];
  for (const [keyId, count] of counts) {
    if (opening.find(keyId) === undefined) {
      kept.push(`${count} of ${keyId}, whose opening key is not here`);
      continue;
    }
    let done = 0;
    for await (const { resealed, unopened } of resealer.reseal(keyId, batch)) {
      done += resealed;
      kept.push(...unopened.map((place) => `${place} does not open`));
      say(`${keyId}  ${done} of ${count} resealed`);
    }
  }
  if (counts.length === 0) say('nothing to reseal');
  return kept.length > NAMED ? [...kept.slice(0, NAMED), `and ${kept.length - NAMED} more`] : kept;
}

function batchSize(text: string): number {
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= LARGEST_BATCH) return size;
  throw new InvalidArgumentError(`Give a number from 1 to ${LARGEST_BATCH}.`);
}
