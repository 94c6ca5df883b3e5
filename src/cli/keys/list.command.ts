import type { Command } from 'commander';
import type { CommandContext } from '../command/command-context';
import { withBackend } from '../command/operator';
import { operatorConfig } from '../command/operator-config';
import { printedList } from '../command/printed-text';
import { type KeyRingFiles, readKeyRings, withSealingKeys } from './key-ring-files';

const HEADINGS = ['KEY', 'CREATED', 'SEALING KEY', 'OPENING KEY', 'VALUES'];

/** `keys list`: one row for each generation. */
export function keysListCommand(command: Command, context: CommandContext): void {
  command
    .description(
      'List the key generations: which keys of each are on this machine, which are current, and how many values it seals.',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const config = operatorConfig(context);
      const rings = readKeyRings(config, context.environment);
      const counts = await withBackend(await withSealingKeys(config, rings), ({ stores }) =>
        stores.secretVersions.countByKey(stores.database.reader),
      );
      context.stdout.write(printedList(HEADINGS, rowsOf(rings, counts), json));
    });
}

/** Includes generations that only the database knows: their values cannot be opened here. */
function rowsOf({ sealing, opening }: KeyRingFiles, counts: ReadonlyMap<string, number>): string[][] {
  const known = new Map([...(sealing?.all ?? []), ...(opening?.all ?? [])].map((key) => [key.keyId, key]));
  const stateIn = (ring: KeyRingFiles['sealing' | 'opening'], keyId: string) => {
    if (ring?.find(keyId) === undefined) return '-';
    return ring.current.keyId === keyId ? 'current' : 'older';
  };
  return [...new Set([...known.keys(), ...counts.keys()])].map((keyId) => [
    keyId,
    known.get(keyId)?.createdAt.toISOString() ?? '-',
    stateIn(sealing, keyId),
    stateIn(opening, keyId),
    String(counts.get(keyId) ?? 0),
  ]);
}
