import {
  flag,
  generatedNumber,
  id,
  mapped,
  named,
  number,
  optional,
  reference,
  text,
  time,
  wordList,
} from '../../../src/storage/sql/column';
import { packedProjection, projection } from '../../../src/storage/sql/projection';
import { renderedSql, type Sql, sql } from '../../../src/storage/sql/sql';
import { insertInto, insertSelect, type RowOf, setOf, table, updateOf } from '../../../src/storage/sql/table';

const FLAT = table(
  'flat',
  {
    id: id(),
    houseNumber: named('house', number()),
    rooms: wordList(),
    isLet: flag(),
    tenant: optional(mapped(text(), JSON.parse as (stored: string) => { name: string }, JSON.stringify)),
    ownerId: reference('owner'),
    builtAt: time(),
    soldAt: optional(time()),
  },
  { constant: ['id', 'builtAt'] },
);
const BUILT = new Date('2026-01-02T03:04:05.678Z');
const ROW: RowOf<typeof FLAT> = {
  id: 'flat-1',
  houseNumber: 7,
  rooms: ['bath', 'hall'],
  isLet: true,
  tenant: { name: 'Ada' },
  ownerId: 'owner-1',
  builtAt: BUILT,
  soldAt: null,
};
const rendered = (statement: Sql) => [renderedSql(statement, 'sqlite'), statement.values];

describe('a table', () => {
  it('inserts every column, also under a condition', () => {
    const values = ['flat-1', 7, 'bath,hall', true, '{"name":"Ada"}', 'owner-1', BUILT, null];
    const columns = 'id, house, rooms, is_let, tenant, owner_id, built_at, sold_at';
    expect(rendered(insertInto(FLAT, ROW))).toEqual([
      `INSERT INTO flat (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      values,
    ]);
    expect(rendered(sql`${insertSelect(FLAT, ROW)} WHERE ${1} = 1`)).toEqual([
      `INSERT INTO flat (${columns}) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE ? = 1`,
      [...values, 1],
    ]);
  });

  it('leaves to the database what it generates', () => {
    const counted = table('counted', { number: generatedNumber(), name: text() });
    expect(rendered(insertInto(counted, { name: 'a' }))).toEqual([
      'INSERT INTO counted (name) VALUES (?)',
      ['a'],
    ]);
  });

  it('updates every column that is not constant, or those that are given', () => {
    expect(rendered(sql`${updateOf(FLAT, { ...ROW, tenant: null })} WHERE id = ${ROW.id}`)).toEqual([
      'UPDATE flat SET house = ?, rooms = ?, is_let = ?, tenant = ?, owner_id = ?, sold_at = ? WHERE id = ?',
      [7, 'bath,hall', true, null, 'owner-1', null, 'flat-1'],
    ]);
    expect(rendered(setOf(FLAT, { rooms: [], soldAt: BUILT }))).toEqual([
      'UPDATE flat SET rooms = ?, sold_at = ?',
      ['', BUILT],
    ]);
  });

  it('refuses a row that lacks a value, which the type also does', () => {
    const { ownerId: _, ...lacking } = ROW;
    // @ts-expect-error ownerId is missing
    expect(() => insertInto(FLAT, lacking)).toThrow(TypeError);
    // @ts-expect-error ownerId is missing
    expect(() => updateOf(FLAT, lacking)).toThrow(TypeError);
  });
});

describe('a projection', () => {
  const stored = {
    id: 'flat-1',
    house: 7,
    rooms: 'bath,hall',
    is_let: 1,
    tenant: '{"name":"Ada"}',
    owner_id: 'owner-1',
    built_at: BUILT.toISOString(),
    sold_at: null,
  };

  it('reads what was written', () => {
    const all = projection(FLAT);
    expect(rendered(all.columns())[0]).toBe(
      'flat.id, flat.house, flat.rooms, flat.is_let, flat.tenant, flat.owner_id, flat.built_at, flat.sold_at',
    );
    expect(all.read(stored)).toEqual(ROW);
    expect(all.read({ ...stored, is_let: false, tenant: null, rooms: '' })).toEqual({
      ...ROW,
      isLet: false,
      tenant: null,
      rooms: [],
    });
  });

  it('reads some columns, under names that do not meet those of another table', () => {
    const some = projection(FLAT, { only: ['id', 'houseNumber'], prefix: 'flat_' });
    expect(rendered(some.columns())[0]).toBe('flat.id AS flat_id, flat.house AS flat_house');
    expect(some.read({ flat_id: 'flat-1', flat_house: 7, id: 'other' })).toEqual({
      id: 'flat-1',
      houseNumber: 7,
    });
  });

  it('reads a packed row, with equal times made once and different times apart', () => {
    const packed = packedProjection(FLAT, { except: ['ownerId'] });
    const names = 'id, house, rooms, is_let, tenant, built_at, sold_at';
    expect(rendered(packed.columns({ kind: 'sqlite' }))[0]).toBe(`json_array(${names}) AS packed`);
    expect(rendered(packed.columns({ kind: 'postgres' }))[0]).toBe(
      `CAST(json_build_array(${names}) AS text) AS packed`,
    );
    const read = (soldAt: string | null) =>
      packed.read({
        packed: JSON.stringify(['flat-1', 7, 'bath,hall', 1, '{"name":"Ada"}', stored.built_at, soldAt]),
      });
    const { ownerId: _, ...expected } = ROW;
    expect(read(null)).toEqual(expected);
    const sold = read(stored.built_at);
    expect(sold.soldAt).toBe(sold.builtAt);
    const later = '2026-01-02T03:04:05.679Z';
    expect(read(later)).toEqual({ ...expected, soldAt: new Date(later) });
  });
});
