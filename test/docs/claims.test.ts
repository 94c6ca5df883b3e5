import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from '../support/repository';

/** The faults of the table of claims: rows that do not name code, a test, and what is not covered. */
function faultsOf(page: string): string[] {
  const rows = (page.split('\n## Claims\n')[1] ?? '').split('\n').filter((line) => line.startsWith('| '));
  const claims = rows.slice(1).map((row) => row.slice(2, -2).split(' | '));
  if (claims.length === 0) return ['there is no claim'];
  return claims.flatMap(([claim = '', enforced = '', tests = '', uncovered = '', ...more]) => [
    ...(more.length > 0 || uncovered.trim() === '' ? [`${claim}: four cells`] : []),
    ...(namesIn(enforced, 'src').length > 0 && namesIn(enforced, 'src').every(isThere)
      ? []
      : [`${claim}: enforced in`]),
    ...(namesIn(tests, 'test').length > 0 && namesIn(tests, 'test').every(hasTest) ? [] : [`${claim}: test`]),
  ]);
}

function namesIn(cell: string, folder: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => name.startsWith(`${folder}/`) && !name.endsWith('.md'));
}

function isThere(name: string): boolean {
  return existsSync(join(ROOT, name));
}

function hasTest(name: string): boolean {
  if (!isThere(name)) return false;
  return name.endsWith('.test.ts') || listFiles(name).some((each) => each.endsWith('.test.ts'));
}

describe('the claims of the threat model', () => {
  const page = readFileSync(join(ROOT, 'docs', 'threat-model.md'), 'utf8');

  it('name the code that enforces them, a test that exists, and what is not covered', () => {
    expect(faultsOf(page)).toEqual([]);
  });

  it.each([
    ['| a | `src/none.ts` | `test/docs/claims.test.ts` | – |', ['a: enforced in']],
    ['| a | `src/main.ts` | `test/docs/none.test.ts` | – |', ['a: test']],
    ['| a | `src/main.ts` | `test/support/canary.ts/none` | – |', ['a: test']],
    ['| a | `src/main.ts` | by hand | – |', ['a: test']],
    ['| a | `src/main.ts` | `test/docs/claims.test.ts` |', ['a: four cells']],
  ])('are refused when they do not: %s', (row, faults) => {
    expect(faultsOf(`\n## Claims\n\n| claim | … |\n|---|---|\n${row}\n`)).toEqual(faults);
  });

  it('are refused when there are none', () => {
    expect(faultsOf('## Other\n')).toEqual(['there is no claim']);
  });
});
