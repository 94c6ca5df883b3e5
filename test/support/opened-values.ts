import { revealPlaintext } from '../../src/core/plaintext';
import { Opener } from '../../src/crypto/open/open';
import { parseOpeningKeys } from '../../src/crypto/open/opening-key';
import type { Stores } from '../../src/storage/stores';

/**
 * Every stored value as text by `<secret id> <version>`; undefined where the envelope does not open.
 *
 * @param openingKeys the text of an opening key file.
 */
export async function openedValues(
  { secretVersions, database }: Pick<Stores, 'secretVersions' | 'database'>,
  openingKeys: string,
): Promise<Map<string, string | undefined>> {
  const opener = new Opener(parseOpeningKeys(openingKeys));
  const values = new Map<string, string | undefined>();
  for (const keyId of (await secretVersions.countByKey(database.reader)).keys()) {
    for (const stored of await secretVersions.sealedWith(database.reader, keyId, 1_000_000)) {
      const { organizationId, secretId, version, sealedAs, envelope } = stored;
      const plaintext = await opener
        .open(envelope, { organizationId, secretId, version: sealedAs })
        .catch(() => undefined);
      values.set(
        `${secretId} ${version}`,
        plaintext && Buffer.from(revealPlaintext(plaintext)).toString('utf8'),
      );
    }
  }
  return values;
}
