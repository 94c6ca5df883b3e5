import { existsSync } from 'node:fs';
import { readSealingKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import type { Environment } from '../../config/setting';
import { formatOpeningKeys, type OpeningKeyRing } from '../../crypto/open/opening-key';
import { publicHalf } from '../../crypto/open/opening-key-pair';
import { formatSealingKeys, type SealingKeyRing } from '../../crypto/sealing-key';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import { createPrivateFile, replacePrivateFile } from '../../files/private-file';
import { CommandError } from '../command/command.error';

/** Both halves of the key ring on this machine. A machine of gateways may have no opening keys, one of dispensers no sealing keys. */
export interface KeyRingFiles {
  readonly opening: OpeningKeyRing | undefined;
  readonly sealing: SealingKeyRing | undefined;
}

/** A change of each half. The first key of the result is the current one. */
export type RingChange = <K extends { readonly keyId: string }>(keys: readonly K[]) => readonly K[];

/**
 * Reads both halves from the environment or the files.
 *
 * @throws ConfigError, DeliveryError for a damaged key; CommandError when there are no keys at all.
 */
export function readKeyRings(config: Config, environment: Environment): KeyRingFiles {
  const { sealingKey, sealingKeyFile } = config;
  const source = openingKeySource(environment);
  const opening = source.text !== undefined || existsSync(source.file) ? readOpeningKeys(source) : undefined;
  const sealing =
    sealingKey !== undefined || existsSync(sealingKeyFile) ? readSealingKeys(config) : undefined;
  if (opening === undefined && sealing === undefined) {
    throw new CommandError(
      'there are no keys yet; "keys init" creates them, and on SQLite the first start of a gateway',
    );
  }
  return { opening, sealing };
}

/** The id of the generation that seals values; null when there is none. */
export function currentIn({ opening, sealing }: KeyRingFiles): string | null {
  return (sealing ?? opening)?.current.keyId ?? null;
}

/** The configuration with sealing keys. Where there is no file of them, they are derived from the opening keys. */
export async function withSealingKeys(config: Config, { opening, sealing }: KeyRingFiles): Promise<Config> {
  if (sealing !== undefined) return config;
  const halves = await Promise.all((opening?.all ?? []).map(publicHalf));
  return { ...config, sealingKey: formatSealingKeys(halves) };
}

/**
 * Refuses keys in environment variables, which a command cannot change.
 *
 * @throws CommandError that names the variable.
 */
export function requireKeyFiles(config: Config): void {
  const name = config.hasOpeningKey
    ? 'SECRETS_GATEWAY_OPENING_KEY'
    : config.sealingKey !== undefined && 'SECRETS_GATEWAY_SEALING_KEY';
  if (name) throw new CommandError(`${name}: the keys are in this variable; change them there`);
}

/** Reads the file of the sealing keys again, if there is one, and writes it with the change. @throws CommandError */
export function changeSealingKeys(config: Config, change: RingChange): void {
  const { sealingKeyFile } = config;
  if (existsSync(sealingKeyFile)) {
    writeKeyFile(sealingKeyFile, formatSealingKeys(change(readSealingKeys(config).all)), true);
  }
}

/** The same for the opening keys. @throws CommandError */
export function changeOpeningKeys({ openingKeyFile }: Config, change: RingChange): void {
  if (existsSync(openingKeyFile)) {
    const { all } = readOpeningKeys({ text: undefined, file: openingKeyFile });
    writeKeyFile(openingKeyFile, formatOpeningKeys(change(all)), true);
  }
}

/**
 * Writes a key file with mode 0600.
 *
 * @param replaces whether the file exists and may be replaced.
 * @throws CommandError when it cannot be written, or another command is writing it.
 */
export function writeKeyFile(file: string, text: string, replaces: boolean): void {
  try {
    if (replaces) replacePrivateFile(file, text);
    else createPrivateFile(file, text);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CommandError(
      isTaken
        ? `${file} or ${file}.new is being written, or was left behind by an interrupted command`
        : `${file} cannot be written`,
    );
  }
}
