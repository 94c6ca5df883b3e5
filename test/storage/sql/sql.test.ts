import {
  boundValue,
  fixed,
  forUpdate,
  joined,
  list,
  renderedSql,
  type Sql,
  sql,
} from '../../../src/storage/sql/sql';

const both = (statement: Sql) => [
  renderedSql(statement, 'sqlite'),
  renderedSql(statement, 'postgres'),
  statement.values,
];

describe('a statement', () => {
  it('never holds a value in its text', () => {
    const hostile = "'; DROP TABLE secret; --";
    expect(both(sql`SELECT 1 WHERE a = ${hostile}`)).toEqual([
      'SELECT 1 WHERE a = ?',
      'SELECT 1 WHERE a = $1',
      [hostile],
    ]);
  });

  it('refuses an undefined value and a fixed part that is not of the program', () => {
    expect(() => sql`SELECT ${undefined as unknown as string}`).toThrow(TypeError);
    for (const text of ["a'", 'a"', 'a;b', 'a--', 'a$1', 'a?', 'é'])
      expect(() => fixed(text)).toThrow(TypeError);
    expect(fixed('(name_folded, id)').texts).toEqual(['(name_folded, id)']);
  });

  it('numbers the values of its parts in order', () => {
    const inner = sql`b IN (${list([1, 2])}) OR c = ${true}`;
    expect(both(sql`SELECT ${fixed('x')} WHERE a = ${'a'} AND (${inner}) AND d = ${null}`)).toEqual([
      'SELECT x WHERE a = ? AND (b IN (?, ?) OR c = ?) AND d = ?',
      'SELECT x WHERE a = $1 AND (b IN ($2, $3) OR c = $4) AND d = $5',
      ['a', 1, 2, true, null],
    ]);
  });

  it('has each value of a list once, however often it was given', () => {
    expect(both(sql`a IN (${list([1, 2, 1, 1])})`)).toEqual(['a IN (?, ?)', 'a IN ($1, $2)', [1, 2]]);
  });

  it('with an empty list finds nothing', () => {
    expect(both(sql`a IN (${list([])})`)).toEqual(['a IN (NULL)', 'a IN (NULL)', []]);
  });

  it('is joined from parts', () => {
    expect(both(joined([sql`a = ${1}`, sql`b = ${2}`, sql`c`], ' AND '))).toEqual([
      'a = ? AND b = ? AND c',
      'a = $1 AND b = $2 AND c',
      [1, 2],
    ]);
    expect(both(joined([], ' AND '))).toEqual(['', '', []]);
  });

  it('locks rows on PostgreSQL only', () => {
    expect(renderedSql(forUpdate({ kind: 'sqlite' }), 'sqlite')).toBe('');
    expect(renderedSql(forUpdate({ kind: 'postgres' }, 'secret'), 'postgres')).toBe(
      ' FOR NO KEY UPDATE OF secret',
    );
  });
});

describe('a value', () => {
  it('that is a time is bound as text of 24 characters, and bytes without a copy', () => {
    expect(boundValue(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
    const memory = new Uint8Array([9, 1, 2, 9]);
    const bound = boundValue(memory.subarray(1, 3)) as Buffer;
    expect([...bound]).toEqual([1, 2]);
    expect(bound.buffer).toBe(memory.buffer);
    expect([boundValue(true), boundValue(1), boundValue(null), boundValue('')]).toEqual([true, 1, null, '']);
  });
});
