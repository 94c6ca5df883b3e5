import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { listFiles, ROOT } from '../support/repository';

const PAGES = ['README.md', ...listFiles('docs').map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);

/** The heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

/** Links of a page to files or headings that are not there. */
function brokenLinks(path: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^https?:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const page = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(ROOT, page))) return [`${path}: ${target} is not there`];
    if (anchor === undefined) return [];
    const headings = readFileSync(join(ROOT, page), 'utf8').match(/^#+ .*$/gm) ?? [];
    const anchors = headings.map((heading) => anchorOf(heading.replace(/^#+ /, '')));
    return anchors.includes(anchor) ? [] : [`${path}: ${target} is no heading`];
  });
}

/** Names of files in backticks that are not there. Names with a placeholder or a wildcard stand for several. */
function missingFiles(path: string, text: string): string[] {
  const names = [...text.matchAll(/`((?:src|test|docs|schema|examples|scripts|bench)\/[^`\s]*)`/g)];
  return names
    .map(([, name = '']) => name)
    .filter((name) => !/[<*…]/.test(name) && !existsSync(join(ROOT, name)))
    .map((name) => `${path}: ${name} is not there`);
}

describe('the documentation', () => {
  const texts = new Map(PAGES.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));

  it('links only to files and headings that are there', () => {
    expect(PAGES).toContain('docs/architecture.md');
    expect([...texts].flatMap(([path, text]) => brokenLinks(path, text))).toEqual([]);
  });

  it('names only files that are there', () => {
    expect([...texts].flatMap(([path, text]) => missingFiles(path, text))).toEqual([]);
  });

  it('would be refused with a broken link or a file that was moved', () => {
    expect(brokenLinks('docs/limits.md', '[a](configuration.md) [b](https://example.com)')).toEqual([]);
    expect(brokenLinks('docs/limits.md', '[a](nothing.md)')).toHaveLength(1);
    expect(brokenLinks('docs/limits.md', '[a](architecture.md#no-such-heading)')).toHaveLength(1);
    expect(brokenLinks('docs/limits.md', '[a](architecture.md#layers)')).toEqual([]);
    expect(missingFiles('README.md', 'see `src/core/policy.ts`, `src/dialects/<vendor>`')).toEqual([]);
    expect(missingFiles('README.md', 'see `src/core/nothing.ts`')).toHaveLength(1);
  });
});
