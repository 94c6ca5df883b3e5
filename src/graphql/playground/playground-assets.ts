import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { type Example, parseExamples } from './examples';

/** One bundled file, held in memory. */
interface PlaygroundAsset {
  readonly contentType: string;
  readonly body: Buffer;
}

/** The bundle that `scripts/bundle-playground.mjs` writes: two entry files by name, and all files by hashed name. */
export interface PlaygroundAssets {
  readonly script: string;
  readonly style: string;
  readonly files: ReadonlyMap<string, PlaygroundAsset>;
}

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
  ['.ttf', 'font/ttf'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
]);

/**
 * Reads the whole bundle, so that no request ever reaches the file system.
 *
 * @throws Error of one line when the bundle is missing, incomplete or has a file of an unknown type.
 */
export function readPlaygroundAssets(folder: string): PlaygroundAssets {
  const text = readIn(folder, 'manifest.json').toString('utf8');
  const { script, style, files } = JSON.parse(text) as { script: string; style: string; files: string[] };
  const assets = new Map(files.map((name) => [name, readAsset(folder, name)]));
  if (!assets.has(script) || !assets.has(style)) throw missing(folder);
  return { script, style, files: assets };
}

function readAsset(folder: string, name: string): PlaygroundAsset {
  const contentType = contentTypes.get(extname(name));
  if (!contentType) throw new Error(`The playground bundle has a file of an unknown type: ${name}`);
  return { contentType, body: readIn(folder, join('assets', name)) };
}

function readIn(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch {
    throw missing(folder);
  }
}

function missing(folder: string): Error {
  return new Error(`The playground is not built in ${folder}: run "npm run build" or switch it off`);
}

/**
 * Reads a file of example operations, such as `schema/examples.graphql`.
 *
 * @throws Error like {@link parseExamples}, or of the file system.
 */
export function readExamples(file: string): readonly Example[] {
  return parseExamples(readFileSync(file, 'utf8'));
}
