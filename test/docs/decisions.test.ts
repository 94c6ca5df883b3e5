import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles, ROOT } from '../support/repository';

const FOLDER = 'docs/decisions';
const SECTIONS = ['## Decision', '## Why', '## What else was weighed'];
/** A record fits on one screen. */
const MAX_LINES = 40;

/** Every rule of a record that its text breaks. */
function checkRecord(name: string, text: string): string[] {
  const number = /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1];
  if (number === undefined) return [`${name}: is not named like 0001-some-words.md`];
  const violations: string[] = [];
  if (!text.startsWith(`# ${number}: `)) violations.push(`does not start with "# ${number}: "`);
  const headings = text.match(/^## .*$/gm) ?? [];
  if (headings.join() !== SECTIONS.join()) violations.push(`must have the sections ${SECTIONS.join(', ')}`);
  for (const section of text.split(/^## .*$/m).slice(1)) {
    if (section.trim() === '') violations.push('has an empty section');
  }
  if (text.split('\n').length > MAX_LINES) violations.push(`has more than ${MAX_LINES} lines`);
  return violations.map((violation) => `${name}: ${violation}`);
}

/** Every rule that the index breaks: one line for each record, with its title, in order. */
function checkIndex(index: string, records: ReadonlyMap<string, string>): string[] {
  const rows = [...index.matchAll(/^\| (\d{4}) \| \[(.+)\]\((.+)\) \|$/gm)].map(
    ([, number, title, file]) => `${file} # ${number}: ${title}`,
  );
  const expected = [...records].map(([name, text]) => `${name} ${text.split('\n')[0]}`);
  return rows.join('\n') === expected.join('\n') ? [] : ['the index does not list the records in order'];
}

describe('the decision records', () => {
  const names = listFiles(FOLDER).filter((name) => name !== 'README.md');
  const read = (name: string) => readFileSync(join(ROOT, FOLDER, name), 'utf8');
  const records = new Map(names.map((name) => [name, read(name)]));

  it('have the name, title and sections of a record', () => {
    expect(names.length).toBeGreaterThan(20);
    expect([...records].flatMap(([name, text]) => checkRecord(name, text))).toEqual([]);
  });

  it('are numbered without gaps', () => {
    const numbers = names.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  it('are all in the index, and nothing else is', () => {
    expect(checkIndex(read('README.md'), records)).toEqual([]);
  });

  it('are refused without a section, with a wrong number, or with an empty section', () => {
    const [[name, text] = ['', '']] = records;
    expect(checkRecord(name, text)).toEqual([]);
    expect(checkRecord(name, text.replace('## Why', '## Because'))).toHaveLength(1);
    expect(checkRecord(name, text.replace('# 0001', '# 0002'))).toHaveLength(1);
    expect(
      checkRecord(name, `${text.slice(0, text.indexOf('## What'))}## What else was weighed\n`),
    ).toHaveLength(1);
    expect(checkRecord('some-words.md', text)).toHaveLength(1);
    expect(checkRecord(name, `${text}${'\n'.repeat(MAX_LINES)}`)).toHaveLength(1);
  });

  it('are missed by an index that leaves one out or has another title', () => {
    const index = read('README.md');
    expect(checkIndex(index.replace(/^\| 0003.*\n/m, ''), records)).toHaveLength(1);
    expect(checkIndex(index.replace('Seal values', 'Open values'), records)).toHaveLength(1);
  });
});
