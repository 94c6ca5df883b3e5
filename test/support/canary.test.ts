import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describeFindings, expectNoCanary, findCanary, newCanary } from './canary';
import { CanaryWatch } from './canary-watch';
import { createTemporaryFolder } from './folder';
import { cpuGrowth, LINEAR_GROWTH } from './work';

const canary = newCanary();
const { text } = canary;
const codes = [...text].map((character) => character.charCodeAt(0));
const hex = (code: number): string => code.toString(16);

it('a canary is 32 base62 characters and never the same', () => {
  expect(text).toMatch(/^[0-9A-Za-z]{32}$/);
  expect(newCanary().text).not.toBe(text);
});

describe('finds the canary, wherever it stands', () => {
  it.each<[string, Buffer | string, string]>([
    ['raw', text, 'raw'],
    ['raw in a JSON text', JSON.stringify({ value: text }), 'raw'],
    ['base64', Buffer.from(text).toString('base64'), 'base64'],
    ['base64 after one byte', Buffer.from(`x${text}yz`).toString('base64'), 'base64'],
    ['base64 after two bytes', Buffer.from(`xx${text}y`).toString('base64'), 'base64'],
    ['base64url', Buffer.from(text).toString('base64url'), 'base64'],
    ['base64url after one byte', Buffer.from(`\u00ff${text}`, 'latin1').toString('base64url'), 'base64'],
    [
      'base64url after two bytes',
      Buffer.from(`\u00ff\u00ff${text}`, 'latin1').toString('base64url'),
      'base64',
    ],
    ['hex', Buffer.from(text).toString('hex'), 'hex'],
    ['hex in upper case', Buffer.from(text).toString('hex').toUpperCase(), 'HEX'],
    ['URL-escaped', codes.map((code) => `%${hex(code)}`).join(''), 'url escape'],
    ['URL-escaped in upper case', codes.map((code) => `%${hex(code).toUpperCase()}`).join(''), 'url escape'],
    ['JSON-escaped', codes.map((code) => `\\u00${hex(code)}`).join(''), 'json escape'],
    [
      'JSON-escaped in upper case',
      codes.map((code) => `\\u00${hex(code).toUpperCase()}`).join(''),
      'json escape',
    ],
    ['JavaScript-escaped', codes.map((code) => `\\x${hex(code)}`).join(''), 'javascript escape'],
    ['HTML-escaped', codes.map((code) => `&#${code};`).join(''), 'html escape'],
    ['HTML-escaped in hex', codes.map((code) => `&#x${hex(code)};`).join(''), 'html escape'],
    ['UTF-16LE', Buffer.from(text, 'utf16le'), 'utf-16le'],
    ['UTF-16BE', Buffer.from(text, 'utf16le').swap16(), 'utf-16le'],
    ['a Buffer in JSON', JSON.stringify(Buffer.from(text)), 'byte list'],
    ['a Buffer printed', inspect(Buffer.from(text)), 'buffer listing'],
  ])('%s', (_, written, encoding) => {
    for (const before of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 4321]) {
      const haystack = Buffer.concat([randomBytes(before), Buffer.from(written), randomBytes(9)]);
      const found = findCanary(haystack, canary).map((finding) => finding.encoding);
      expect(found).toContain(encoding);
    }
  });

  it.each([
    ['raw', text],
    ['base64', Buffer.from(text).toString('base64').replace('=', '')],
    ['hex', Buffer.from(text).toString('hex')],
  ])('any 12 characters of it, and not 11: %s', (encoding, written) => {
    for (let start = 0; start + 12 < written.length - 1; start++) {
      const hidden = (length: number): string =>
        `${'~'.repeat(start)}${written.slice(start, start + length)}~`;
      expect(findCanary(hidden(12), canary)).toEqual([{ encoding, offset: start, length: 12, whole: false }]);
      expect(findCanary(hidden(11), canary)).toEqual([]);
    }
  });

  it.each<[string, (code: number) => string]>([
    ['url escape', (code) => `%${hex(code)}`],
    ['json escape', (code) => `\\u00${hex(code)}`],
    ['html escape', (code) => `&#${code};`],
    ['utf-16le', (code) => `${String.fromCharCode(code)}\0`],
  ])('any 12 characters of it, escaped: %s', (encoding, write) => {
    for (let start = 0; start + 12 <= codes.length; start++) {
      const part = codes
        .slice(start, start + 12)
        .map(write)
        .join('');
      expect(findCanary(`~${part}~`, canary)).toMatchObject([{ encoding, whole: false }]);
    }
  });

  it('at the first and the last byte of the haystack, and each time it is there', () => {
    const found = findCanary(`${text}, ${text}`, canary);
    expect(found).toEqual([0, 34].map((offset) => ({ encoding: 'raw', offset, length: 32, whole: true })));
  });
});

describe('does not find it', () => {
  it('where it is not', () => {
    expect(findCanary('', canary)).toEqual([]);
    expect(findCanary('abc', canary)).toEqual([]);
    expect(findCanary(randomBytes(1_000_000), canary)).toEqual([]);
    expect(findCanary(randomBytes(1_000_000).toString('hex'), canary)).toEqual([]);
    expect(findCanary('\\u0000%00&#0;'.repeat(10_000), canary)).toEqual([]);
    expect(findCanary(newCanary().text, canary)).toEqual([]);
  });
});

it('50 MB are searched to the end', () => {
  const haystack = Buffer.alloc(50_000_000, randomBytes(1_000_003).toString('base64'));
  haystack.write(text, haystack.length - 32);
  expect(findCanary(haystack, canary)).toHaveLength(1);
});

it('a search takes time in proportion to the length', async () => {
  const search = (length: number) => findCanary(Buffer.alloc(length, 'a'), canary);
  expect(await cpuGrowth(search, 1_000_000)).toBeLessThan(LINEAR_GROWTH);
});

describe('expectNoCanary', () => {
  it('fails with the location, and not with the canary', () => {
    expect(() => expectNoCanary('the reply', `value: ${text}`, [canary])).toThrow(
      'canary seen in the reply:\n  whole, raw, 32 bytes at offset 7',
    );
    expect(() => expectNoCanary('the reply', `value: ${text}`)).toThrow('canary seen in the reply');
    const report = describeFindings('the reply', findCanary(`${text} ${text.slice(5, 20)}`, canary));
    expect(findCanary(report, canary)).toEqual([]);
  });

  it('fails without a canary to look for', () => {
    expect(() => expectNoCanary('the reply', 'harmless', [])).toThrow('no canary was made');
  });

  it('passes where no canary is', () => {
    expect(() => expectNoCanary('the reply', 'harmless')).not.toThrow();
  });
});

describe('a watch', () => {
  const folder = createTemporaryFolder('watch');
  afterAll(() => folder.remove());

  it('names every location where the canary was seen', () => {
    const inner = join(folder.path, 'inner');
    const database = join(folder.path, 'gateway.db');
    mkdirSync(join(inner, 'deep'), { recursive: true });
    writeFileSync(join(inner, 'deep', 'log'), `x${text}`);
    writeFileSync(join(inner, text), 'a name');
    for (const suffix of ['', '-wal', '-journal', '-shm'])
      writeFileSync(database + suffix, `${suffix}${text}`);
    let output = '';
    const watch = new CanaryWatch(newCanary(), canary)
      .add('stdout', () => output)
      .add('stderr', 'harmless')
      .addFolder(inner)
      .addDatabase(database)
      .addResponse('reply', { status: 200, headers: new Headers({ 'x-value': text }), body: '{}' })
      .addResponse('echo', { status: 200, headers: { 'content-type': 'text/plain' }, body: text });
    output = text;
    const deep = join(inner, 'deep', 'log');
    const files = ['', '-wal', '-shm', '-journal'].map((suffix) => database + suffix);
    expect(new Set(watch.sightings().map(({ location }) => location))).toEqual(
      new Set(['stdout', `a name in ${inner}`, deep, ...files, 'reply: headers', 'echo: body']),
    );
    expect(() => watch.expectUnseen()).toThrow('canary seen in stdout');
  });

  it('passes when none was seen', () => {
    expect(() => new CanaryWatch(canary).add('stdout', 'harmless').expectUnseen()).not.toThrow();
  });

  it('fails when it could not have seen one', () => {
    expect(() => new CanaryWatch()).toThrow('a watch needs a canary');
    expect(() => new CanaryWatch(canary).add('stdout', '').expectUnseen()).toThrow('not a single byte');
    expect(() => new CanaryWatch(canary).addFile(join(folder.path, 'missing')).expectUnseen()).toThrow(
      'ENOENT',
    );
    expect(() => new CanaryWatch(canary).addDatabase(join(folder.path, 'missing')).expectUnseen()).toThrow(
      'ENOENT',
    );
  });
});
