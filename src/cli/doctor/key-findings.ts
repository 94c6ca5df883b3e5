import { existsSync } from 'node:fs';
import { readGatewayKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { openingKeySource } from '../../config/dispenser';
import { ConfigError, type Environment } from '../../config/setting';
import { DeliveryError } from '../../dispenser/delivery/delivery.error';
import { readOpeningKeys } from '../../dispenser/local/opening-key-file';
import { type Finding, findingsAbout } from './finding';

const { ok, warn, fail } = findingsAbout('keys');

/** Key generations that values can be opened with. */
export type OpeningKeys = ReturnType<typeof readOpeningKeys>;

/** The keys on this machine, as far as they can be read. */
export interface FoundKeys {
  /** The id of the key that values are sealed with now. */
  readonly sealingWith: string | undefined;
  readonly opening: OpeningKeys | undefined;
  readonly findings: readonly Finding[];
}

/** Checks that keys can be read, and that what is sealed here can be opened. */
export function keyFindings(config: Config, environment: Environment): FoundKeys {
  const findings: Finding[] = [];
  let sealingWith: string | undefined;
  let opening: OpeningKeys | undefined;
  try {
    sealingWith = readGatewayKeys(config).sealingKeys.current.keyId;
    findings.push(ok(`values are sealed with ${sealingWith}`));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    findings.push(
      fail(
        error.message,
        'put the file back from a copy; "keys init" makes the keys of a new database, and on SQLite the first start',
      ),
    );
  }
  const source = openingKeySource(environment);
  if (source.text === undefined && !existsSync(source.file)) {
    const next = 'check that a dispenser has it, and that a copy is kept elsewhere';
    return { sealingWith, opening, findings: [...findings, warn('there is no opening key here', next)] };
  }
  try {
    opening = readOpeningKeys(source);
    findings.push(openingFinding(opening, sealingWith));
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    findings.push(fail(error.message, 'put the file back from a copy'));
  }
  return { sealingWith, opening, findings };
}

function openingFinding(opening: OpeningKeys, sealingWith: string | undefined): Finding {
  if (sealingWith === undefined || opening.find(sealingWith) !== undefined) {
    return ok(`${opening.all.length} opening keys`);
  }
  return fail(
    `the opening keys lack ${sealingWith}, with which values are sealed`,
    'add its line to the file of the opening keys, or make a key that is there the current one with "keys promote"',
  );
}
