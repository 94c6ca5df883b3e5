// Writes the part of GitHub's OpenAPI document that our GitHub dialect is tested against. The complete document comes in a
// package of 385 MB, which should not be a dependency. To update to a newer version:
//
//   npm install --no-save @octokit/openapi@latest && node scripts/github-openapi.mjs && npm run format && npm ci
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const manifest = require.resolve('@octokit/openapi/package.json');
const { name, version, license } = require(manifest);
const file = join(dirname(manifest), 'generated/api.github.com.deref.json');
const { paths } = JSON.parse(readFileSync(file, 'utf8'));

/** Keys with texts for people, which say nothing about the format of a reply. */
const PROSE = new Set(['description', 'summary', 'example', 'examples', 'externalDocs', 'tags', 'x-github']);

/** @param isNames whether the keys are field names, which can be the same words */
function withoutProse(value, isNames = false) {
  if (Array.isArray(value)) return value.map((each) => withoutProse(each));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => isNames || !PROSE.has(key));
  return Object.fromEntries(
    kept.map(([key, each]) => [key, withoutProse(each, !isNames && key === 'properties')]),
  );
}

const isUsed = (path) => path.startsWith('/orgs/{org}/codespaces/secrets');
const lookups = ['/', '/orgs/{org}', '/rate_limit', '/repos/{owner}/{repo}', '/user', '/users/{username}'];
const used = {
  ...Object.fromEntries(Object.entries(paths).filter(([path]) => isUsed(path))),
  ...Object.fromEntries(lookups.map((path) => [path, { get: paths[path].get }])),
};
const target = fileURLToPath(new URL('../test/dialects/vendor/github.openapi.json', import.meta.url));
const source = `${name} ${version}, ${license}`;
writeFileSync(target, `${JSON.stringify({ 'x-source': source, paths: withoutProse(used) }, undefined, 2)}\n`);
