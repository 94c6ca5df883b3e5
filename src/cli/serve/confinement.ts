import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { type Config, SETTINGS } from '../../config/config';
import { ConfigError, type Environment } from '../../config/setting';
import { sqliteFileOf } from '../../core/database-url';
import { parsePostgresUrl } from '../../core/postgres-url';
import { programFiles, realPathOf } from './program-files';

/** What the metrics of a process are read from on Linux. */
const METRICS = ['status', 'stat', 'fd', 'limits'].map((name) => `/proc/self/${name}`);

/** The files of other processes. */
const UNREAD: readonly string[] = [SETTINGS.openingKeyFile.name, SETTINGS.ownerTokenFile.name];

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
  return outermost(all);
}

/** Without what is below another: Node 20 forgets a folder that it is given after something in it. */
function outermost(paths: readonly string[]): readonly string[] {
  const given = new Set(paths);
  const isBelow = (path: string): boolean => {
    const folder = dirname(path);
    return folder !== path && (given.has(folder) || isBelow(folder));
  };
  return paths.filter((path) => !isBelow(path));
}

function databaseFiles(file: string): string[] {
  return ['', '-wal', '-shm', '-journal'].map((suffix) => `${file}${suffix}`);
}

/** Certificates that the URL names, and the file of passwords that the driver of PostgreSQL looks into. */
function postgresFiles(url: string, { PGPASSFILE, HOME }: Environment): string[] {
  return [...Object.values(parsePostgresUrl(url).files), PGPASSFILE || join(HOME || homedir(), '.pgpass')];
}

/** The files that settings name, without those that the gateway must not read. @throws ConfigError for a folder. */
function settingFiles(environment: Environment): string[] {
  return Object.values(SETTINGS)
    .filter(({ unit, name }) => unit === 'file' && !UNREAD.includes(name))
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

function isKnown(option: string): boolean {
  return process.allowedNodeEnvironmentFlags.has(option);
}
