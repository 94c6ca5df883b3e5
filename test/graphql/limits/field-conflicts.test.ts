import fc from 'fast-check';
import { buildSchema, OverlappingFieldsCanBeMergedRule, parse, validate } from 'graphql';
import { fieldConflicts, TooManySteps } from '../../../src/graphql/limits/field-conflicts';
import { callsOf } from '../../support/work';

const schema = buildSchema(`
  interface Pet { id: ID!, name(short: Boolean, of: [Of!]): String, friend: Pet, friends: [Pet!]! }
  input Of { a: Int, b: Int }
  type Dog implements Pet { id: ID!, name(short: Boolean, of: [Of!]): String, friend: Pet, friends: [Pet!]!, age: Int!, rank: Int }
  type Cat implements Pet { id: ID!, name(short: Boolean, of: [Of!]): String, friend: Pet, friends: [Pet!]!, age: Int!, rank: String }
  type Query { pet: Pet, dog: Dog, cat: Cat }
`);
const STEPS = 100_000;
const conflictsOf = (source: string) => fieldConflicts(schema, parse(source), STEPS);
const hasConflict = (source: string) => conflictsOf(source).length > 0;
const libraryFinds = (source: string) =>
  validate(schema, parse(source), [OverlappingFieldsCanBeMergedRule]).length > 0;

/** A conflicting document and one that is nearly the same and has none. */
const PAIRS: readonly (readonly [string, string, string])[] = [
  ['other fields', '{ dog { x: id x: age } }', '{ dog { x: id x: id } }'],
  [
    'other arguments',
    '{ dog { name(short: true) name(short: false) } }',
    '{ dog { name(short: true) name(short: true) } }',
  ],
  ['an argument or none', '{ dog { name(short: true) name } }', '{ dog { name name } }'],
  [
    'other values in a list of objects',
    '{ dog { name(of: [{ a: 1, b: 2 }]) name(of: [{ a: 2, b: 1 }]) } }',
    '{ dog { name(of: [{ a: 1, b: 2 }]) name(of: [{ b: 2, a: 1 }]) } }',
  ],
  [
    'a variable and another',
    'query($a: Boolean, $b: Boolean) { dog { name(short: $a) name(short: $b) } }',
    'query($a: Boolean, $b: Boolean) { dog { name(short: $a) name(short: $a) x: name(short: $b) } }',
  ],
  [
    'fields of an interface and of an object',
    '{ pet { x: id ... on Dog { x: name } } }',
    '{ pet { x: id ... on Dog { x: id } } }',
  ],
  [
    'leaf types of two objects',
    '{ pet { ... on Dog { rank } ... on Cat { rank } } }',
    '{ pet { ... on Dog { age } ... on Cat { age } } }',
  ],
  [
    'null and never null',
    '{ pet { ... on Dog { x: age } ... on Cat { x: rank } } }',
    '{ pet { ... on Dog { x: id } ... on Cat { x: id } } }',
  ],
  [
    'a list and none',
    '{ pet { ... on Dog { x: friend { id } } ... on Cat { x: friends { id } } } }',
    '{ pet { ... on Dog { x: friends { id } } ... on Cat { x: friends { id } } } }',
  ],
  [
    'subfields of merged fields',
    '{ dog { friend { x: id } friend { x: name } } }',
    '{ dog { friend { x: id } friend { y: name } } }',
  ],
  [
    'subfields in fragments of fragments',
    '{ dog { ...a friend { x: id } } } fragment a on Dog { ...b } fragment b on Dog { friend { x: name } }',
    '{ dog { ...a friend { x: id } } } fragment a on Dog { ...b } fragment b on Dog { friend { x: id } }',
  ],
  [
    'shapes below two objects',
    '{ pet { ... on Dog { x: friend { y: id } } ... on Cat { x: friend { y: friends { id } } } } }',
    '{ pet { ... on Dog { x: friend { y: id } } ... on Cat { x: friend { y: id } } } }',
  ],
  ['__typename and another', '{ dog { x: __typename x: id } }', '{ dog { x: __typename x: __typename } }'],
];

it.each(PAIRS)('finds a conflict of %s, and none where there is none', (_, bad, good) => {
  expect([hasConflict(bad), libraryFinds(bad)]).toEqual([true, true]);
  expect([hasConflict(good), libraryFinds(good)]).toEqual([false, false]);
});

it('names both fields', () => {
  const [conflict] = conflictsOf('{ dog { x: id y: name x: age } }');
  expect(conflict?.nodes.map(({ loc }) => loc?.start)).toEqual([8, 22]);
});

it('agrees with the rule of graphql-js about any document', () => {
  const name = fc.constantFrom('id', 'name', 'name(short: true)', 'age', 'rank', '__typename');
  const alias = fc.constantFrom('', '', 'x: ', 'y: ');
  const { set } = fc.letrec<{ set: string; selection: string }>((tie) => ({
    set: fc
      .array(tie('selection'), { minLength: 1, maxLength: 4 })
      .map((selections) => `{ ${selections.join(' ')} }`),
    selection: fc.oneof(
      { maxDepth: 3 },
      fc.tuple(alias, name).map(([left, right]) => left + right),
      fc.tuple(alias, fc.constantFrom('friend', 'friends'), tie('set')).map((parts) => parts.join(' ')),
      fc.tuple(fc.constantFrom('Dog', 'Cat', 'Pet'), tie('set')).map(([type, of]) => `... on ${type} ${of}`),
      fc.constantFrom('...f', '...g'),
    ),
  }));
  const spread = (text: string) => text.replaceAll(/\.\.\.[fg]/g, 'id');
  const found = { conflicts: 0, none: 0 };
  fc.assert(
    fc.property(set, set, set, (root, f, g) => {
      const fragments = `fragment f on Dog ${f.replaceAll('...f', 'id')} fragment g on Pet ${spread(g)}`;
      const source = `query p { pet ${root} } query q { dog { ...f ...g } } ${fragments}`;
      const expected = libraryFinds(source);
      found[expected ? 'conflicts' : 'none'] += 1;
      expect(hasConflict(source)).toBe(expected);
    }),
    { seed: 10, numRuns: 1_000 },
  );
  expect(Math.min(found.conflicts, found.none)).toBeGreaterThan(20);
});

describe('the work', () => {
  const documents: readonly (readonly [string, (size: number) => string])[] = [
    ['one field many times', (size) => `{ dog { ${'id '.repeat(size)} } }`],
    ['a field with subfields many times', (size) => `{ dog { ${'friend { id } '.repeat(size)} } }`],
    [
      'many fragments beside each other',
      (size) =>
        `{ dog { ${Array.from({ length: size }, (_, n) => `...f${n}`).join(' ')} } } ${Array.from({ length: size }, (_, n) => `fragment f${n} on Dog { id }`).join(' ')}`,
    ],
    [
      'fields of an interface beside those of objects',
      (size) => `{ pet { ${'friend { id } ... on Dog { friend { id } } '.repeat(size)} } }`,
    ],
  ];

  it.each(documents)('grows with the document and not with its square: %s', async (_, documentOf) => {
    const [small, large] = [parse(documentOf(200)), parse(documentOf(1_600))];
    const calls = async (document: typeof small) => callsOf(() => fieldConflicts(schema, document, STEPS));
    expect(await calls(large)).toBeLessThan((await calls(small)) * 12);
  });

  it('ends where it is more than allowed', () => {
    const document = parse(documents[1]![1](1_000));
    expect(() => fieldConflicts(schema, document, 1_000)).toThrow(TooManySteps);
    expect(fieldConflicts(schema, document, STEPS)).toEqual([]);
  });
});
