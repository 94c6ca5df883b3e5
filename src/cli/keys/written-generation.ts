import type { Config } from '../../config/config';
import { formatOpeningKeys, type OpeningKey } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys, type SealingKey } from '../../crypto/sealing-key';
import { type KeyRingFiles, writeKeyFile } from './key-ring-files';

/**
 * Writes a new generation before the older ones. The opening key comes first: a crash must not leave a sealing key without
 * its opening key. A lost file of sealing keys is derived from the opening keys.
 *
 * @throws CommandError when a file cannot be written.
 */
export async function writeGeneration(
  { openingKeyFile, sealingKeyFile }: Config,
  older: KeyRingFiles,
  generated: OpeningKey,
  sealing: SealingKey,
): Promise<void> {
  const opening = older.opening?.all ?? [];
  writeKeyFile(openingKeyFile, formatOpeningKeys([generated, ...opening]), opening.length > 0);
  const olderSealing = older.sealing?.all ?? (await Promise.all(opening.map(publicHalf)));
  writeKeyFile(sealingKeyFile, formatSealingKeys([sealing, ...olderSealing]), older.sealing !== undefined);
}

/** What a person must know about the file of the opening key. */
export function openingKeyNote({ openingKeyFile }: Config): string {
  return `The opening key is in ${openingKeyFile} (mode 600). Keep a copy: without it, nothing can open the values.\n`;
}
