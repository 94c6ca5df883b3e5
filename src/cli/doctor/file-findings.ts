import { statSync } from 'node:fs';
import type { Config } from '../../config/config';
import { sqliteFileOf } from '../../core/database-url';
import { type Finding, findingsAbout } from './finding';

const { ok, fail } = findingsAbout('files');
const OTHERS = 0o077;

/** Checks who may read the data folder, the keys and a SQLite database. What is not there is left to other checks. */
export function fileFindings(config: Config): Finding[] {
  const { dataDir, openingKeyFile, auditKeyFile, ownerTokenFile } = config;
  const database = sqliteFileOf(config.databaseUrl) ?? [];
  const paths = [dataDir, openingKeyFile, auditKeyFile, ownerTokenFile].concat(database);
  const found = paths.flatMap((path) => {
    const state = statSync(path, { throwIfNoEntry: false });
    return state === undefined ? [] : [{ path, state }];
  });
  const faults = found.flatMap(({ path, state }) => [
    ...((state.mode & OTHERS) === 0
      ? []
      : [fail(`others than the owner may use ${path}`, `run chmod go= ${path}`)]),
    ...(process.getuid === undefined || state.uid === process.getuid() || process.getuid() === 0
      ? []
      : [
          fail(`${path} belongs to another user`, 'run this as the user of the gateway, or change the owner'),
        ]),
  ]);
  return faults.length > 0
    ? faults
    : [ok(`${found.length} of ${paths.length} are there, for the owner alone`)];
}
