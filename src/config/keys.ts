import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Setting, type SettingName, setting, text } from './setting';

/** The folder that other settings have their defaults in. */
export const DATA_DIR = setting(
  {
    name: 'SECRETS_GATEWAY_DATA_DIR',
    unit: 'folder',
    default: () => resolve('data'),
    defaultText: '`./data`',
    doc: 'The data folder: the database and the keys are in it, unless other variables name them. It is created with mode 0700.',
  },
  (given) => resolve(given),
);

/** The settings of the keys. */
export const KEY_SETTINGS = {
  sealingKey: text({
    name: 'SECRETS_GATEWAY_SEALING_KEY',
    unit: 'text',
    default: undefined,
    doc: 'The public sealing keys, one generation on a line, the current one first.',
  }),
  sealingKeyFile: dataFile(
    'SECRETS_GATEWAY_SEALING_KEY_FILE',
    'sealing.key',
    'The file of the public sealing keys. `keys init` creates it; on SQLite the first start does.',
  ),
  openingKeyFile: text<string>({
    name: 'SECRETS_GATEWAY_OPENING_KEY_FILE',
    unit: 'file',
    default: (environment) => openingKeyIn(DATA_DIR.read(environment)),
    defaultText: '`<data folder>/opening/opening.key`',
    doc: 'The file of the private opening keys, with mode 0600. Only `run`, the dispenser and `keys` read it. The gateway refuses to start with SECRETS_GATEWAY_OPENING_KEY in its environment. `<DATA_DIR>/opening.key` of an earlier version is used until `serve` has moved it.',
  }),
  auditKey: text({
    name: 'SECRETS_GATEWAY_AUDIT_KEY',
    isCredential: true,
    unit: 'text',
    default: undefined,
    doc: 'The key of the audit chains.',
  }),
  auditKeyFile: dataFile(
    'SECRETS_GATEWAY_AUDIT_KEY_FILE',
    'audit.key',
    'The file of the key of the audit chains. `keys init` creates it; on SQLite the first start does.',
  ),
  ownerTokenFile: dataFile(
    'SECRETS_GATEWAY_OWNER_TOKEN_FILE',
    'owner.token',
    'The file for the generated token of the first owner, with mode 0600. Only the first start writes it, and nothing reads it.',
  ),
} satisfies Record<string, Setting<unknown>>;

function dataFile(name: SettingName, file: string, doc: string): Setting<string> {
  return text<string>({
    name,
    unit: 'file',
    default: (environment) => join(DATA_DIR.read(environment), file),
    defaultText: `\`<data folder>/${file}\``,
    doc,
  });
}

/** Versions before the folder of its own kept the key beside the data. The file is used where it is. */
function openingKeyIn(dataDir: string): string {
  const [file, old] = [join(dataDir, 'opening', 'opening.key'), join(dataDir, 'opening.key')];
  return isThere(old) && !isThere(file) ? old : file;
}

/** A confined gateway may not even look, and does not need to. */
function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}
