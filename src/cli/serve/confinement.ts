import { existsSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { type Config, SETTINGS } from '../../config/config';
import { ConfigError, type Environment } from '../../config/setting';
import { sqliteFileOf } from '../../core/database-url';

/** The folder of the program: above `dist`. */
const PACKAGE = resolve(__dirname, '..', '..', '..');

/** What the metrics of a process are read from on Linux. */
const METRICS = ['status', 'stat', 'fd', 'limits'].map((name) => `/proc/self/${name}`);

const PERMISSION = ['--permission', '--experimental-permission'].find(isKnown);

/** Whether `serve` runs the gateway under Node's permission model. A debugger would not work there. */
export function isConfined({ confinement, allowDebugger }: Config): boolean {
  const isAlready = (process as { permission?: unknown }).permission !== undefined;
  return confinement && !allowDebugger && !isAlready && PERMISSION !== undefined;
}

/**
 * The options of Node for a gateway that may read its program and the files that the settings name, and nothing else. It may
 * write no file, start no process and no worker. With SQLite it may load native code, because the driver is native; see
 * `closeNativeDoors`.
 *
 * @param envFile the file of settings that it reads.
 * @throws ConfigError for a path that Node cannot take as it is, or an opening key among the files of the program.
 */
export function permissionOptions(
  config: Config,
  environment: Environment,
  envFile = '.env',
): readonly string[] {
  const files = readableFiles(config, environment, envFile);
  refuseReadableKey(config.openingKeyFile, files);
  return [
    PERMISSION ?? '',
    ...files.map((file) => `--allow-fs-read=${file}`),
    ...(sqliteFileOf(config.databaseUrl) === undefined ? [] : ['--allow-addons']),
    // Node warns that the model is new, and of native code.
    ...['--disable-warning=ExperimentalWarning', '--disable-warning=SecurityWarning', '--allow-net'].filter(
      (option) => isKnown(option.split('=')[0] ?? ''),
    ),
  ];
}

/** Files and folders under all their names: Node compares names, and newer versions also where links lead. */
function readableFiles(config: Config, environment: Environment, envFile: string): readonly string[] {
  const database = sqliteFileOf(config.databaseUrl);
  const named = [
    ...programFiles(),
    envFile,
    ...(database === undefined ? postgresFiles(config.databaseUrl, environment) : databaseFiles(database)),
    ...settingFiles(environment),
  ].map((path) => resolve(path));
  const all = [...new Set([...named.flatMap((path) => [path, realPathOf(path)]), ...METRICS])];
  const odd = all.find((path) => /[*,]/.test(path));
  if (odd !== undefined) {
    throw new ConfigError(
      SETTINGS.confinement.name,
      'a path with * or , cannot be permitted; rename it, or set off',
    );
  }
  return all;
}

/** What is loaded: the program, and the packages beside or above it. */
function programFiles(): string[] {
  const packages: string[] = [];
  for (let folder = PACKAGE; ; folder = dirname(folder)) {
    packages.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) break;
  }
  return [
    ...['dist', 'schema', 'package.json'].map((name) => join(PACKAGE, name)),
    ...packages.filter((folder) => existsSync(folder)),
  ];
}

function databaseFiles(file: string): string[] {
  return ['', '-wal', '-shm', '-journal'].map((suffix) => `${file}${suffix}`);
}

/** Certificates that the URL names, and the file of passwords that the driver of PostgreSQL looks into. */
function postgresFiles(url: string, { PGPASSFILE, HOME }: Environment): string[] {
  const { searchParams } = new URL(url, 'postgres://localhost');
  const certificates = ['sslrootcert', 'sslcert', 'sslkey'].flatMap((name) => searchParams.getAll(name));
  return [...certificates, PGPASSFILE || join(HOME || homedir(), '.pgpass')];
}

/** The files that settings name, without the one that the gateway must not read. @throws ConfigError for a folder. */
function settingFiles(environment: Environment): string[] {
  return Object.values(SETTINGS)
    .filter(({ unit, name }) => unit === 'file' && name !== SETTINGS.openingKeyFile.name)
    .flatMap((setting) => {
      const file: unknown = setting.read(environment);
      if (typeof file !== 'string') return [];
      // Node would permit all that is in it.
      if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
        throw new ConfigError(setting.name, 'must be a file');
      }
      return [file];
    });
}

function refuseReadableKey(openingKeyFile: string, files: readonly string[]): void {
  const key = resolve(openingKeyFile);
  const isReadable = [key, realPathOf(key)].some((name) =>
    files.some((file) => name === file || name.startsWith(`${file}${sep}`)),
  );
  if (isReadable) {
    throw new ConfigError(
      SETTINGS.openingKeyFile.name,
      'the gateway could read this file; put it neither below the program nor where another setting points',
    );
  }
}

/** Also for a file that does not exist yet, in a folder that does. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realPathOf(dirname(path)), path.slice(dirname(path).length));
  }
}

function isKnown(option: string): boolean {
  return process.allowedNodeEnvironmentFlags.has(option);
}
