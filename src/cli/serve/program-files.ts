import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder of the program: above `dist`. */
const PACKAGE = resolve(__dirname, '..', '..', '..');

/**
 * What the program loads: itself, and the packages beside or above it. Packages that are links, as package managers and
 * workspaces make them, count under their own names and under those of what they lead to.
 */
export function programFiles(): readonly string[] {
  const folders: string[] = [];
  for (let folder = PACKAGE; ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules'));
    if (folder === dirname(folder)) break;
  }
  const packages = folders.filter((folder) => existsSync(folder));
  return [
    ...['dist', 'schema', 'package.json'].map((name) => join(PACKAGE, name)),
    ...packages,
    ...new Set(packages.flatMap(linkedPackages)),
  ];
}

/** The real path, also of a file that does not exist yet, in a folder that does. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realPathOf(dirname(path)), path.slice(dirname(path).length));
  }
}

/** Where the links among the packages of a folder lead, and the links on the way there. */
function linkedPackages(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return targetsOf(path);
    return entry.name.startsWith('@') && entry.isDirectory() ? linkedPackages(path) : [];
  });
}

function targetsOf(link: string): string[] {
  const target = resolve(dirname(link), readlinkSync(link));
  if (!existsSync(target)) return [];
  const links: string[] = [];
  for (let path = target; path !== dirname(path); path = dirname(path)) {
    if (lstatSync(path).isSymbolicLink()) links.push(path);
  }
  return [target, realPathOf(target), ...links];
}
