import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  createPrivateFile,
  PrivateFileError,
  readPrivateFile,
  replacePrivateFile,
} from '../../src/files/private-file';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';

const KIB = 1024;

let folder: TemporaryFolder;
let path: string;
beforeEach(() => {
  folder = createTemporaryFolder('private');
  path = join(folder.path, 'a.key');
});
afterEach(() => folder.remove());

const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('reading', () => {
  const write = (text: string, mode: number) => {
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  const ruleOf = (read: () => string) => {
    try {
      return read();
    } catch (error) {
      return error instanceof PrivateFileError ? error.rule : error;
    }
  };

  it.each([0o600, 0o400])('takes a file of mode %o', (mode) => {
    write('text', mode);
    expect(readPrivateFile(path, { atMost: '1 MiB' })).toBe('text');
  });

  it.each([0o640, 0o604, 0o660, 0o602, 0o610])('refuses a file of mode %o, unless it is public', (mode) => {
    write('text', mode);
    expect(ruleOf(() => readPrivateFile(path, { atMost: '1 MiB' }))).toBe('mode');
    expect(readPrivateFile(path, { atMost: '1 MiB', isPublic: true })).toBe('text');
  });

  it.each([
    ['64 KiB', 64 * KIB],
    ['1 MiB', KIB * KIB],
  ] as const)('takes at most %s', (atMost, bytes) => {
    write('a'.repeat(bytes), 0o600);
    expect(readPrivateFile(path, { atMost })).toHaveLength(bytes);
    write('a'.repeat(bytes + 1), 0o600);
    expect(() => readPrivateFile(path, { atMost })).toThrow(`must be a file of at most ${atMost}`);
  });

  it('refuses what is missing and what is no file', () => {
    expect(ruleOf(() => readPrivateFile(path, { atMost: '1 MiB' }))).toBe('missing');
    expect(ruleOf(() => readPrivateFile(folder.path, { atMost: '1 MiB' }))).toBe('size');
    expect(ruleOf(() => readPrivateFile(join(folder.path, 'a.key', 'b'), { atMost: '1 MiB' }))).toBe(
      'missing',
    );
    write('text', 0o600);
    expect(ruleOf(() => readPrivateFile(join(path, 'b'), { atMost: '1 MiB' }))).toBe('unreadable');
  });

  it('follows a link, and checks the file behind it', () => {
    const link = join(folder.path, 'link');
    write('text', 0o600);
    symlinkSync(path, link);
    expect(readPrivateFile(link, { atMost: '1 MiB' })).toBe('text');
    chmodSync(path, 0o644);
    expect(ruleOf(() => readPrivateFile(link, { atMost: '1 MiB' }))).toBe('mode');
  });
});

describe('creating', () => {
  it('makes the folder with mode 0700 and the file with mode 0600, and leaves no draft', () => {
    const file = join(folder.path, 'keys', 'a.key');
    createPrivateFile(file, 'text');
    expect([modeOf(join(folder.path, 'keys')), modeOf(file)]).toEqual([0o700, 0o600]);
    expect(readFileSync(file, 'utf8')).toBe('text');
    expect(readdirSync(join(folder.path, 'keys'))).toEqual(['a.key']);
  });

  it('replaces neither a file nor the draft of another writer', () => {
    writeFileSync(path, 'first');
    expect(() => createPrivateFile(path, 'second')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(readdirSync(folder.path)).toEqual(['a.key']);
    const other = join(folder.path, 'b.key');
    writeFileSync(`${other}.new`, 'draft');
    expect(() => createPrivateFile(other, 'second')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(existsSync(other)).toBe(false);
    expect(readFileSync(`${other}.new`, 'utf8')).toBe('draft');
  });
});

describe('replacing', () => {
  it('gives mode 0600 whatever the mode was and the mask of the process is, and leaves no draft', () => {
    writeFileSync(path, 'first', { mode: 0o644 });
    const before = process.umask(0o777);
    try {
      replacePrivateFile(path, 'second');
    } finally {
      process.umask(before);
    }
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['second', 0o600]);
    expect(readdirSync(folder.path)).toEqual(['a.key']);
  });

  it('replaces a link and not the file behind it', () => {
    const link = join(folder.path, 'link');
    writeFileSync(path, 'first');
    symlinkSync(path, link);
    replacePrivateFile(link, 'second');
    expect([readFileSync(path, 'utf8'), readFileSync(link, 'utf8')]).toEqual(['first', 'second']);
  });

  it.each([true, false])(
    'keeps the draft of another writer, and removes its own (durable: %s)',
    (isDurable) => {
      const draft = `${path}.draft`;
      writeFileSync(path, 'first');
      writeFileSync(draft, 'draft');
      expect(() => replacePrivateFile(path, 'second', { draft, isDurable })).toThrow(
        expect.objectContaining({ code: 'EEXIST' }),
      );
      expect([readFileSync(path, 'utf8'), readFileSync(draft, 'utf8')]).toEqual(['first', 'draft']);
      // A folder cannot be replaced by a file, so that the draft is written and the rename fails.
      const taken = join(folder.path, 'taken');
      mkdirSync(taken);
      expect(() => replacePrivateFile(taken, 'second', { isDurable })).toThrow();
      expect(existsSync(`${taken}.new`)).toBe(false);
    },
  );
});
