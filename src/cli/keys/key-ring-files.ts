import { existsSync } from 'node:fs';
import { readSealingKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import type { Environment } from '../../config/setting';
import { formatOpeningKeys, type OpeningKeyRing } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys, type SealingKeyRing } from '../../crypto/sealing-key';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import { replacePrivateFile } from '../../files/private-file';
import { CommandError } from '../command.error';

/** Both halves of the key ring as this machine has them: the gateway's may lack the one, the dispenser's the other. */
export interface KeyRingFiles {
  readonly opening: OpeningKeyRing | undefined;
  readonly sealing: SealingKeyRing | undefined;
}

/** What is done to each half; the first key of the result is the current one. */
export type RingChange = <K extends { readonly keyId: string }>(keys: readonly K[]) => readonly K[];

/**
 * Reads what is configured, from the environment or the files.
 *
 * @throws ConfigError, DeliveryError for a key that is there and damaged; CommandError when there is none at all.
 */
export function readKeyRings(config: Config, environment: Environment): KeyRingFiles {
  const { sealingKey, sealingKeyFile } = config;
  const source = openingKeySource(environment);
  const opening = source.text !== undefined || existsSync(source.file) ? readOpeningKeys(source) : undefined;
  const sealing =
    sealingKey !== undefined || existsSync(sealingKeyFile) ? readSealingKeys(config) : undefined;
  if (opening === undefined && sealing === undefined) {
    throw new CommandError('there are no keys yet; the first start of a gateway makes them');
  }
  return { opening, sealing };
}

/** Id of the generation that values are sealed with; null when there is none. */
export function currentIn({ opening, sealing }: KeyRingFiles): string | null {
  return (sealing ?? opening)?.current.keyId ?? null;
}

/** The configuration with sealing keys, which are made from the opening keys where there is no file of theirs. */
export async function withSealingKeys(config: Config, { opening, sealing }: KeyRingFiles): Promise<Config> {
  if (sealing !== undefined) return config;
  const halves = await Promise.all((opening?.all ?? []).map(publicHalf));
  return { ...config, sealingKey: formatSealingKeys(halves) };
}

/**
 * Refuses keys that are in the environment: a command cannot change them there.
 *
 * @throws CommandError that names the variable.
 */
export function requireKeyFiles(config: Config): void {
  const name = config.hasOpeningKey ? 'OPENING_KEY' : config.sealingKey !== undefined && 'SEALING_KEY';
  if (name) throw new CommandError(`${name}: the keys are in the environment and must be changed there`);
}

/** Writes the file of the sealing keys anew, if there is one, as it is at this moment. @throws CommandError */
export function changeSealingKeys(config: Config, change: RingChange): void {
  const { sealingKeyFile } = config;
  if (existsSync(sealingKeyFile)) {
    replace(sealingKeyFile, formatSealingKeys(change(readSealingKeys(config).all)));
  }
}

/** The same for the opening keys. @throws CommandError */
export function changeOpeningKeys({ openingKeyFile }: Config, change: RingChange): void {
  if (existsSync(openingKeyFile)) {
    const { all } = readOpeningKeys({ text: undefined, file: openingKeyFile });
    replace(openingKeyFile, formatOpeningKeys(change(all)));
  }
}

function replace(file: string, text: string): void {
  try {
    replacePrivateFile(file, text);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CommandError(
      isTaken
        ? `${file}.new is being written, or was left behind by a command that was interrupted`
        : `${file} cannot be written`,
    );
  }
}
