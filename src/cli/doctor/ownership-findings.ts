import { failureText } from '../../backend/database-report';
import type { Config } from '../../config/config';
import { withBackend } from '../command/operator';
import { type Finding, findingsAbout } from './finding';
import type { OpeningKeys } from './key-findings';

const { ok, fail } = findingsAbout('keys');

/** Checks that the keys of this machine are those of the database, and that they open what is in it. */
export async function ownershipFindings(
  config: Config,
  opening: OpeningKeys | undefined,
): Promise<readonly Finding[]> {
  try {
    return await withBackend(config, async ({ stores }) => {
      const findings = [ok('they belong to the database')];
      if (opening === undefined) return findings;
      const counts = await stores.secretVersions.countByKey(stores.database.reader);
      const lost = [...counts].filter(([keyId]) => opening.find(keyId) === undefined);
      return [
        ...findings,
        ...(lost.length === 0 ? [ok('every value in the database has its opening key here')] : []),
        ...lost.map(([keyId, count]) =>
          fail(
            `${count} values are sealed with ${keyId}, whose opening key is not here`,
            'add its line to the file of the opening keys, from a copy',
          ),
        ),
      ];
    });
  } catch (error) {
    return [fail(failureText(error), 'use the keys of this database, or the database of these keys')];
  }
}
