import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { operatorPermit } from '../../../src/cli/command/operator';
import { INSTANCE_CHAIN } from '../../../src/core/audit-event';
import { Permission } from '../../../src/core/permission';
import { type Secret, SecretAccess, SecretType } from '../../../src/core/secret';
import { parseOpeningKeys } from '../../../src/crypto/open/opening-key';
import { parseSealingKeys } from '../../../src/crypto/sealing-key';
import { openedValues } from '../../support/opened-values';
import { type CommandRun, type Installation, install, runCommandLine } from '../cli.fixture';

/** An {@link Installation} whose keys are changed. */
export interface KeyedInstallation extends Installation {
  keys(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<CommandRun>;
  /** Ids of the generations in a key file, the current one first. */
  idsIn(file: 'sealing.key' | 'opening/opening.key'): string[];
  /** See {@link openedValues}. */
  opened(): Promise<Map<string, string | undefined>>;
  /** Stores what a client has sealed to a key generation; a box that does not open when there is no value. */
  storeBox(name: string, keyId: string, value?: string): Promise<Secret>;
  /** How many values each generation has sealed. */
  counts(): Promise<Record<string, number>>;
  /** Action, subject and detail of each event of the keys in the chain of the instance. */
  events(): Promise<[string, string | null, object][]>;
}

/** Makes a {@link KeyedInstallation}; clients may not seal to older generations at all. */
export async function installKeyed(): Promise<KeyedInstallation> {
  const installation = await install();
  const { folder, use, organization } = installation;
  const env = { ...installation.env, SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '0' };
  const text = (file: string) => readFileSync(join(folder.path, file), 'utf8');
  const boxOf = async (keyId: string, value: string | undefined) => {
    await sodium.ready;
    if (value === undefined) return Buffer.alloc(60, 7);
    const { boxPublicKey } = parseSealingKeys(text('sealing.key')).find(keyId)!;
    return Buffer.from(sodium.crypto_box_seal(Buffer.from(value), boxPublicKey));
  };
  return {
    ...installation,
    env,
    keys: (args, more = {}) => runCommandLine(['keys', ...args], { ...env, ...more }),
    idsIn: (file) => {
      const ring = file === 'sealing.key' ? parseSealingKeys(text(file)) : parseOpeningKeys(text(file));
      return ring.all.map(({ keyId }) => keyId);
    },
    opened: () => use(({ stores }) => openedValues(stores, text('opening/opening.key'))),
    storeBox: (name, keyId, value) =>
      use(async ({ services }) =>
        services.secrets.create(operatorPermit(organization.id, Permission.MANAGE_ORG_SECRETS), {
          name,
          type: SecretType.KEY_VALUE,
          isFile: false,
          access: SecretAccess.ORGANIZATION,
          sealedValue: { keyId, encryptedValue: (await boxOf(keyId, value)).toString('base64') },
        }),
      ),
    events: () =>
      use(async ({ stores }) => {
        const events = await stores.audit.stream(stores.database.reader, INSTANCE_CHAIN, 1, 100);
        return events
          .filter(({ event: { action } }) => action.startsWith('key.'))
          .map(({ event: { action, subjectId, detail } }) => [action, subjectId, detail]);
      }),
    counts: () =>
      use(async ({ stores }) =>
        Object.fromEntries(await stores.secretVersions.countByKey(stores.database.reader)),
      ),
  };
}
