import { createHash } from 'node:crypto';
import { BadUserInput } from '../../src/core/errors';
import { newId } from '../../src/core/id';
import { foldCase } from '../../src/core/name';
import { type ConnectionArguments, decodeCursor, encodeCursor, pageRequest } from '../../src/core/page';

const LIST = 'secrets\norg-1\nNAME\nascending';
const key = { value: 'api_key', id: newId('secret') };

/** `path:rule` of what is refused; `none` when it is accepted. */
function refusalOf(check: () => unknown): string {
  try {
    check();
    return 'none';
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    return error.violations.map(({ path, rule }) => `${path}:${rule}`).join();
  }
}
const refusedCursor = (cursor: string, list = LIST) => refusalOf(() => decodeCursor(list, cursor, 'after'));

/** What a forger makes who has read the source: any body, with the checksum that fits it. */
function forgedCursor(body: string): string {
  const checksum = createHash('sha256').update(`${LIST}\n${body}`).digest('base64url').slice(0, 12);
  return Buffer.from(checksum + body, 'utf8').toString('base64url');
}

describe('a cursor', () => {
  const cursor = encodeCursor(LIST, key);

  it('with any one character flipped is refused', () => {
    const accepted: number[] = [];
    for (let at = 0; at < cursor.length; at += 1) {
      for (const other of 'AZaz09-_') {
        if (other === cursor[at]) continue;
        const flipped = cursor.slice(0, at) + other + cursor.slice(at + 1);
        if (refusedCursor(flipped) !== 'after:cursor') accepted.push(at);
      }
    }

    expect(accepted).toEqual([]);
    expect(refusedCursor(cursor)).toBe('none');
  });

  it('is spelt in one way only, also where base64 leaves bits unused', () => {
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const accepted = ['a', 'ab', 'abc'].map((value) => {
      const made = encodeCursor(LIST, { ...key, value });
      return [...ALPHABET].filter((last) => refusedCursor(made.slice(0, -1) + last) === 'none').length;
    });

    expect(accepted).toEqual([1, 1, 1]);
  });

  it.each([
    ['another organization', 'secrets\norg-2\nNAME\nascending'],
    ['another order', 'secrets\norg-1\nCREATED\nascending'],
    ['the other direction', 'secrets\norg-1\nNAME\ndescending'],
    ['another noun', 'teams\norg-1\nNAME\nascending'],
  ])('of %s is refused', (_what, list) => {
    expect(refusedCursor(cursor, list)).toBe('after:cursor');
    expect(refusedCursor(encodeCursor(list, key), list)).toBe('none');
  });

  it.each([
    ['nothing', ''],
    ['zero', '0'],
    ['a negative number', '-1'],
    ['NaN', 'NaN'],
    ['2^53+1', '9007199254740993'],
    ['null', 'null'],
    ['a very long text', 'A'.repeat(1_000_000)],
    ['its beginning', cursor.slice(0, -4)],
    ['one character more', `${cursor}A`],
    ['padding', `${cursor}==`],
    ['a space behind', `${cursor} `],
    ['the other base64 alphabet', cursor.replace(/./, '+')],
    ['a line feed behind', `${cursor}\n`],
    ['offset-style base64', Buffer.from('arrayconnection:0').toString('base64')],
  ])('that is %s is refused', (_what, text) => {
    expect(refusedCursor(text)).toBe('after:cursor');
  });

  it.each([
    ['not JSON', 'x'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['an object', '{"value":"a","id":"b"}'],
    ['one part', '["a"]'],
    ['three parts', `["a","${key.id}","c"]`],
    ['a number for a value', `[1,"${key.id}"]`],
    ['null for a value', `[null,"${key.id}"]`],
    ['an object for a value', `[{"a":1},"${key.id}"]`],
    ['a NUL in the value, which PostgreSQL cannot take', `["a\\u0000","${key.id}"]`],
    ['a lone surrogate in the value', `["a\\ud800","${key.id}"]`],
    ['a number for an id', '["a",1]'],
    ['an id that is none', '["a","1"]'],
    ['an id with SQL', `["a","${key.id}' OR 1=1"]`],
  ])('made for %s, with the checksum that fits, is refused', (_what, body) => {
    expect(refusedCursor(forgedCursor(body))).toBe('after:cursor');
    expect(refusedCursor(forgedCursor(JSON.stringify([key.value, key.id])))).toBe('none');
  });

  it.each([
    ['the longest name there is', foldCase('\u1f80'.repeat(255))],
    ['255 characters of four bytes', '😀'.repeat(255)],
    ['255 quotes', '"'.repeat(255)],
    ['an empty value', ''],
    ['a time', '2026-01-02T03:04:05.678Z'],
  ])('gives back the place it was made of: %s', (_what, value) => {
    expect(decodeCursor(LIST, encodeCursor(LIST, { ...key, value }), 'after')).toEqual({ ...key, value });
  });

  it('is never quoted by the error that refuses it', () => {
    expect(() => decodeCursor(LIST, 'hunter2hunter2', 'after')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    );
  });
});

describe('a page', () => {
  const refusal = (given: ConnectionArguments) => refusalOf(() => pageRequest(LIST, given, 'secrets'));

  it.each([0, -1, 201, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 + 1])(
    'of %d rows is refused',
    (size) => {
      expect(refusal({ first: size })).toBe('secrets.first:range');
      expect(refusal({ last: size })).toBe('secrets.last:range');
    },
  );

  it('with both first and last is refused', () => {
    expect(refusal({ first: 1, last: 1 })).toBe('secrets.last:exclusive');
  });

  it('after or before a cursor of another list is refused at that argument', () => {
    const foreign = encodeCursor('teams', key);

    expect(refusal({ after: foreign })).toBe('secrets.after:cursor');
    expect(refusal({ before: foreign })).toBe('secrets.before:cursor');
    expect(refusalOf(() => pageRequest(LIST, { after: foreign }))).toBe('after:cursor');
  });

  it.each([1, 200])('of %d rows is given, from either end', (size) => {
    expect(pageRequest(LIST, { first: size })).toMatchObject({ size, backward: false });
    expect(pageRequest(LIST, { last: size })).toMatchObject({ size, backward: true });
  });

  it('has 30 rows from the start when nothing is asked, null being nothing', () => {
    const start = { size: 30, backward: false, after: undefined, before: undefined };

    expect(pageRequest(LIST, {})).toEqual(start);
    expect(pageRequest(LIST, { first: null, after: null, last: null, before: null })).toEqual(start);
  });

  it('lies between the cursors that are given', () => {
    const cursor = encodeCursor(LIST, key);

    expect(pageRequest(LIST, { first: 2, after: cursor, before: cursor })).toEqual({
      size: 2,
      backward: false,
      after: key,
      before: key,
    });
  });
});
