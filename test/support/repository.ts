import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of the repository. */
export const ROOT = resolve(__dirname, '..', '..');

/** All files below a folder of the repository, as paths relative to that folder with slashes. */
export function listFiles(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? listFiles(`${folder}/${entry.name}`).map((inner) => `${entry.name}/${inner}`)
        : [entry.name],
    )
    .sort();
}

/** Path and text of every tracked text file; without git, of the folders that a release holds. */
export function readTrackedTexts(): Map<string, string> {
  return new Map(
    listTracked()
      .filter((path) => existsSync(join(ROOT, path)))
      .map((path) => [path, readFileSync(join(ROOT, path))] as const)
      .filter(([, bytes]) => !bytes.includes(0))
      .map(([path, bytes]) => [path, bytes.toString()]),
  );
}

function listTracked(): string[] {
  try {
    const list = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
    return list.split('\0').filter((path) => path !== '');
  } catch {
    const folders = ['src', 'test', 'bench', 'docs', 'examples', 'schema', 'scripts'];
    return folders.flatMap((folder) => listFiles(folder).map((path) => `${folder}/${path}`));
  }
}

/** What may stand behind the dot in the name of a source file: the role that a file plays for its noun. */
const ROLES = (
  'api arguments case cases command dialect directive entity error fixture format input migration mutation plugin ' +
  'process queries resolver route row rule scalar service store type'
).split(' ');
/** `noun-of-words`, one role at most, and what kind of file it is: a test, a declaration, or a configuration. */
const SOURCE_NAME = new RegExp(
  `^[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.(?:${ROLES.join('|')}))?(?:\\.(?:test|d|config))?\\.[cm]?[jt]sx?$`,
);

/** Rules for any tracked file. Each violation is a line that names the file first. */
export function checkText(path: string, text: string, maxLines: number): string[] {
  const violations: string[] = [];
  const name = path.split('/').at(-1) ?? '';
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (/utils|helper|manager/i.test(name)) violations.push('has a name that says nothing');
  if (/\.[cm]?[jt]sx?$/.test(name) && !SOURCE_NAME.test(name)) {
    violations.push('has a dot before a word that is no role, or words without a hyphen');
  }
  const isWritten =
    /^(?:src|test|bench|scripts)\/.*\.(?:[cm]?[jt]sx?)$/.test(path) && !path.includes('/generated/');
  if (isWritten && lines > maxLines) {
    violations.push(`has ${lines} lines, more than ${maxLines}`);
  }
  if (path !== 'package-lock.json') {
    const task = /\b(?:TO(?:)DO|FIX(?:)ME)\b/.exec(text);
    if (task) violations.push(`has a ${task[0]}`);
    const machine = /(?<![\w.@-])\/(?:work|root)\//.exec(text);
    if (machine) violations.push(`names a path of one machine, ${machine[0]}`);
  }
  return violations.map((violation) => `${path} ${violation}`);
}
