import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import {
  CORE_BUILTINS,
  LAYERS,
  OPENING_HALF,
  OPENING_LAYERS,
  PACKAGES,
  REVEALING_FILES,
  REVEALING_NAMES,
  ROOMS,
} from './architecture-table';
import type { SourceFacts } from './source-scanner';

/** A source file with its path relative to `src`, such as `core/page.ts`. */
export interface SourceFile extends SourceFacts {
  readonly path: string;
}

/** The name of the layer a path belongs to. */
export function layerOf(path: string): string | undefined {
  return LAYERS.find(({ files }) => path.startsWith(files))?.name;
}

/** The path (relative to `src`) that a relative import means, with `.ts` unless it names another kind of file. */
export function targetOf(path: string, specifier: string): string {
  const base = path === 'ormconfig.ts' ? '..' : posix.dirname(path);
  const target = posix.join(
    base,
    path === 'ormconfig.ts' ? specifier.replace(/^\.\/src\//, './') : specifier,
  );
  const inside = path === 'ormconfig.ts' ? target.replace(/^\.\.\//, '') : target;
  const [, stem, ending] = /^(.*?)(\.(?:[cm]?js|tsx?|json|css|svg|html))?$/.exec(inside) ?? [];
  if (ending === undefined || ending.endsWith('js')) return `${stem}.ts`;
  return inside;
}

/** Checks the rules that look at one file at a time. Each violation is a line that names the file first. */
export function checkFile(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (layer === undefined) return [`${file.path} is in no layer`];
  return [
    ...file.imports.flatMap(({ specifier }) => checkImport(file.path, layer, specifier)),
    ...checkContent(file, layer),
  ].map((violation) => `${file.path} ${violation}`);
}

function checkImport(path: string, layer: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return checkArrow(path, layer, targetOf(path, specifier));
  if (isBuiltin(specifier)) {
    const name = specifier.replace(/^node:/, '').split('/')[0] ?? '';
    if (layer === 'playground app') return [`imports ${specifier}, which browsers do not have`];
    return layer === 'core' && !CORE_BUILTINS.includes(name)
      ? [`imports ${specifier}, and core does no I/O`]
      : [];
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const allowed = PACKAGES[name] ?? PACKAGES[`${name.split('/')[0]}/*`];
  if (!allowed) return [`imports the package ${name}, which is not in the table`];
  return allowed.includes(layer) ? [] : [`imports the package ${name}, which is not for ${layer}`];
}

function checkArrow(path: string, layer: string, target: string): string[] {
  if (target.startsWith('../')) return [`imports ${target}, outside src`];
  const to = layerOf(target);
  if (to === layer && layer !== 'dialects') return checkRooms(path, target);
  if (to === layer) {
    const [from, vendor] = [vendorOf(path), vendorOf(target)];
    return vendor === undefined || vendor === from ? [] : [`imports ${target}, another dialect`];
  }
  if (to === 'playground app') return [`imports ${target}, which is browser code`];
  if (OPENING_HALF.test(target) && !OPENING_LAYERS.includes(layer)) {
    return [`imports ${target}, the opening half`];
  }
  const allowed = LAYERS.find(({ name }) => name === layer)?.imports ?? [];
  return allowed.some((start) => target.startsWith(start))
    ? checkRooms(path, target)
    : [`imports ${target}, which ${layer} may not`];
}

/** An arrow between two rooms of one folder. Some rooms are layers of their own, such as `cli/keys`. */
function checkRooms(path: string, target: string): string[] {
  const [layer, rooms] = Object.entries(ROOMS).find(([folder]) => path.startsWith(folder)) ?? [];
  if (layer === undefined || rooms === undefined || !target.startsWith(layer)) return [];
  const roomOf = (file: string) => /^([^/]+)\//.exec(file.slice(layer.length))?.[1];
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === undefined || from === to) return [];
  return to !== undefined && rooms[from]?.includes(to)
    ? []
    : [`imports ${target}, which ${layer}${from} may not`];
}

/** The folder below `dialects/`; files directly in it are shared by all vendors. */
function vendorOf(path: string): string | undefined {
  return /^dialects\/([^/]+)\//.exec(path)?.[1];
}

function checkContent(file: SourceFile, layer: string): string[] {
  const { path, names } = file;
  const violations: string[] = [];
  const speaks = ['cli', 'cli keys', 'main'].includes(layer);
  if (file.callsRequire) violations.push('calls require; use import or import()');
  if (file.hasHiddenImport) violations.push('imports something the source does not name');
  if (file.hasDefaultExport && layer !== 'ormconfig') violations.push('has a default export');
  if (names.has('console') && !speaks) violations.push('uses console');
  if (file.usesStdout && !['cli', 'cli keys'].includes(layer)) violations.push('uses process.stdout');
  if (layer !== 'playground app' && !REVEALING_FILES.test(path)) {
    for (const name of REVEALING_NAMES) if (names.has(name)) violations.push(`mentions ${name}`);
  }
  if (/(?:^|\/)index\.[cm]?[jt]sx?$/.test(path)) violations.push('is an index file');
  return violations;
}
