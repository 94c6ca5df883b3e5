import { reportDatabase, type ServerReport } from '../../backend/database-report';
import type { Config } from '../../config/config';
import { type Finding, findingsAbout } from './finding';

const { ok, warn, fail } = findingsAbout('database');
const clock = findingsAbout('clock');
/** Half of what signed requests tolerate. */
const CLOCK_LIMIT_MS = 30_000;

/** Checks that the database can be reached safely, is ours and migrated, and takes writes. */
export async function databaseFindings(config: Config): Promise<readonly Finding[]> {
  const { failure, server, isMigrated, takesWrites } = await reportDatabase(config);
  const reached = server === undefined ? [] : serverFindings(server);
  if (failure !== undefined) {
    return [fail(failure, 'correct this or SECRETS_GATEWAY_DATABASE_URL, and run doctor again')];
  }
  if (!isMigrated) return [...reached, fail('it is not migrated', 'run "secrets-gateway migrate"')];
  return [
    ...reached,
    takesWrites
      ? ok('it is migrated and takes writes')
      : fail(
          'it takes no writes',
          'check that it is no standby, that the disk is not full, and the rights of the role',
        ),
  ];
}

function serverFindings(server: ServerReport): Finding[] {
  const { role, schema, isEncrypted, isOnThisMachine, clockDifferenceMs } = server;
  return [
    schema === null
      ? fail('search_path names no schema that exists', 'create the schema, or correct search_path')
      : ok(`reached as ${role}, in the schema ${schema}`),
    isEncrypted || isOnThisMachine
      ? ok(isEncrypted ? 'the connection is encrypted' : 'the connection stays on this machine')
      : warn('the connection is not encrypted', 'add sslmode=verify-full and sslrootcert to the URL'),
    Math.abs(clockDifferenceMs) <= CLOCK_LIMIT_MS
      ? clock.ok('it agrees with that of the database')
      : clock.fail(
          `it differs from that of the database by ${Math.round(clockDifferenceMs / 1000)} s`,
          'synchronize both with NTP',
        ),
  ];
}
