import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the page into `outdir`: `main.js`, `main.css` and chunks. libsodium is a chunk that loads when it is needed. */
export async function bundlePage(outdir) {
  await build({
    entryPoints: [join(import.meta.dirname, 'app/main.tsx')],
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17.4'],
    jsx: 'automatic',
    tsconfig: join(import.meta.dirname, 'app/tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"', 'globalThis.__DEV__': 'false' },
    legalComments: 'none',
    logLevel: 'error',
  });
}
