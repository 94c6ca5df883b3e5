import { type Command, InvalidArgumentError } from 'commander';
import type { Backend } from '../../backend/backend';
import { KeyRing } from '../../crypto/key-ring';
import { Opener } from '../../crypto/open/open';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { Sealer } from '../../crypto/seal';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printable } from '../command/printed-text';
import { renewApprovals } from './key-renewal';
import { type KeyRingFiles, readKeyRings, withSealingKeys } from './key-ring-files';
import { Resealer } from './resealer';

const LARGEST_BATCH = 1000;
/** The largest number of envelopes that an error names. */
const MOST_NAMED = 20;

/** `keys reseal [--batch n]`. Values and approvals stay usable while it runs. */
export function keysResealCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Open every value that is sealed with an older key generation, and seal it with the current one. Approvals of consumers
are renewed, too. Gateways may run meanwhile. If the command is interrupted, run it again.`,
    )
    .option('--batch <n>', 'the number of values in one transaction', batchSize, 100)
    .action(async ({ batch }: { batch: number }) => {
      const config = operatorConfig(context);
      const rings = readKeyRings(config, context.environment);
      await withBackend(await withSealingKeys(config, rings), async (backend) => {
        const print = (line: string) => context.stdout.write(`${printable(line)}\n`);
        const kept = await resealAll(backend, rings, batch, print);
        for (const line of await renewApprovals(backend, rings.opening)) print(line);
        await backend.stores.database.scrub();
        if (kept.length > 0) throw new CommandError(`some values were not resealed: ${kept.join('; ')}`);
      });
    });
}

/** @returns why values stay sealed with older keys; empty when all are resealed. */
async function resealAll(
  backend: Backend,
  { opening, sealing }: KeyRingFiles,
  batch: number,
  print: (line: string) => void,
): Promise<string[]> {
  if (opening === undefined)
    throw new CommandError('SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file');
  const to = (sealing ?? opening).current.keyId;
  const target = opening.find(to);
  if (target === undefined) {
    throw new CommandError(
      'SECRETS_GATEWAY_OPENING_KEY_FILE: the file lacks the opening key of the current sealing key',
    );
  }
  const resealer = new Resealer({
    backend,
    opener: new Opener(opening),
    // The public key is derived from the private one, so that what is sealed here can be opened.
    sealer: new Sealer(new KeyRing([await publicHalf(target)])),
    to,
  });
  const { secretVersions, database } = backend.stores;
  const counts = [...(await secretVersions.countByKey(database.reader))].filter(([keyId]) => keyId !== to);
  const kept: string[] = [];
  for (const [keyId, count] of counts) {
    if (opening.find(keyId) === undefined) {
      kept.push(`${count} of ${keyId}, whose opening key is not on this machine`);
      continue;
    }
    let done = 0;
    for await (const { resealed, unopened } of resealer.reseal(keyId, batch)) {
      done += resealed;
      kept.push(...unopened.map((version) => `${version} does not open`));
      print(`${keyId}  ${done} of ${count} resealed`);
    }
  }
  if (counts.length === 0) print('nothing to reseal');
  return kept.length > MOST_NAMED
    ? [...kept.slice(0, MOST_NAMED), `and ${kept.length - MOST_NAMED} more`]
    : kept;
}

function batchSize(text: string): number {
  const size = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (size >= 1 && size <= LARGEST_BATCH) return size;
  throw new InvalidArgumentError(`Give a number from 1 to ${LARGEST_BATCH}.`);
}
