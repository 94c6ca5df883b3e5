// Bundles the playground (GraphiQL from its npm package and our sources) into files that the gateway serves itself.
// Everything is local and named by its hash: no CDN, no external font, no eval, the same bytes on every machine.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const app = join(root, 'src/graphql/playground/app');
const { resolve: locate } = createRequire(import.meta.url);

const workers = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
};

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'browser',
  target: ['chrome120', 'firefox121', 'safari17.4'],
  define: { 'process.env.NODE_ENV': '"production"' },
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  legalComments: 'eof',
  logLevel: 'error',
};

/**
 * Moves base64 fonts and images from style sheets to their own files. The Content-Security-Policy then needs no `data:`
 * fonts, and a browser loads only the alphabets that it shows.
 */
const inlineFiles = {
  name: 'inline-files',
  setup({ onLoad, onResolve }) {
    const found = new Map();
    // GraphiQL's style sheet already contains these. esbuild would write them to chunks that nothing loads.
    onLoad({ filter: /[\\/]monaco-editor[\\/]esm[\\/].*\.css$/ }, () => ({ contents: '', loader: 'css' }));
    onLoad({ filter: /\.css$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll(
        /url\(["']?data:(?:font|image)\/([\w+]+);base64,([A-Za-z0-9+/=]+)["']?\)/g,
        (_all, kind, base64) => {
          const bytes = Buffer.from(base64, 'base64');
          const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
          const name = `inline-${digest}.${kind === 'svg+xml' ? 'svg' : kind}`;
          found.set(name, bytes);
          return `url(inline:${name})`;
        },
      );
      return { contents, loader: 'css' };
    });
    onResolve({ filter: /^inline:/ }, ({ path }) => ({ path: path.slice(7), namespace: 'inline' }));
    onLoad({ filter: /./, namespace: 'inline' }, ({ path }) => ({
      contents: found.get(path),
      loader: 'file',
    }));
  },
};

/**
 * The editor treats every non-null input field as required, even one with a default value, and underlines correct
 * variables (GraphQL specification §3.10, "Input Object Required Fields"). This corrects it.
 */
const optionalDefaults = {
  name: 'optional-defaults',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]getVariablesJSONSchema\.js$/ }, ({ path }) => {
      const [before, after, ...more] = readFileSync(path, 'utf8').split('if (fieldRequired) {');
      if (after === undefined || more.length > 0)
        throw new Error('The code that optional-defaults patches has changed.');
      return { contents: `${before}if (fieldRequired && field.defaultValue === undefined) {${after}` };
    });
  },
};

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

async function bundleWorkers(outdir) {
  const { metafile } = await build({
    ...common,
    entryPoints: Object.fromEntries(
      Object.entries(workers).map(([name, path]) => [`${name}.worker`, locate(path)]),
    ),
    format: 'iife',
    plugins: [optionalDefaults],
    outdir,
  });
  return Object.fromEntries(
    Object.keys(workers).map((name) => {
      const output = Object.keys(metafile.outputs).find((path) =>
        basename(path).startsWith(`${name}.worker-`),
      );
      if (!output) throw new Error(`The bundle has no ${name} worker.`);
      return [name, basename(output)];
    }),
  );
}

/**
 * Writes the playground into `outDir` and replaces what was there: hashed files and `manifest.json`
 * `{ script, style, files }`, which the server reads. The manifest is written last, so it is there only if the bundle is
 * complete.
 *
 * @param {string} outDir
 * @returns {Promise<{ files: number, bytes: number }>}
 */
export async function bundlePlayground(outDir) {
  const target = resolve(outDir);
  const building = `${target}.building-${process.pid}`;
  const assets = join(building, 'assets');
  mkdirSync(assets, { recursive: true });
  try {
    const names = await bundleWorkers(assets);
    const { metafile } = await build({
      ...common,
      define: { ...common.define, WORKER_FILES: JSON.stringify(names) },
      entryPoints: [join(app, 'main.tsx')],
      format: 'esm',
      splitting: true,
      jsx: 'automatic',
      tsconfig: join(app, 'tsconfig.json'),
      // GraphiQL imports the formatter's old names, which are UMD files without named exports.
      alias: {
        'prettier/parser-babel': 'prettier/plugins/babel',
        'prettier/parser-graphql': 'prettier/plugins/graphql',
      },
      plugins: [inlineFiles],
      outdir: assets,
    });
    const entry = relative(root, join(app, 'main.tsx')).split(sep).join('/');
    const [script, { cssBundle }] = Object.entries(metafile.outputs).find((o) => o[1].entryPoint === entry);
    const list = files(assets).map((file) => relative(assets, file));
    const manifest = { script: basename(script), style: basename(cssBundle), files: list.sort() };
    writeFileSync(join(building, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(building, target);
    const bytes = list.reduce((sum, file) => sum + statSync(join(target, 'assets', file)).size, 0);
    return { files: list.length, bytes };
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const outDir = process.argv[2] ?? join(root, 'dist/playground');
  const started = performance.now();
  const { files: count, bytes } = await bundlePlayground(outDir);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`playground: ${count} files, ${(bytes / 2 ** 20).toFixed(2)} MiB, ${seconds} s\n`);
}
