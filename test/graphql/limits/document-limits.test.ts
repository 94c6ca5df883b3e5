import {
  buildSchema,
  getIntrospectionQuery,
  getOperationAST,
  NoFragmentCyclesRule,
  parse,
  validate,
} from 'graphql';
import { LimitExceeded } from '../../../src/core/errors';
import { limitErrors, type OperationLimits } from '../../../src/graphql/limits/document-limits';
import { operationFacts } from '../../../src/graphql/operation/operation-facts';
import { callsOf } from '../../support/work';

const schema = buildSchema(`
  type Query { me: User, users(first: Int, last: Int, after: String): UserConnection!, nodes(ids: [ID!]!): [User]!, _entities(representations: [Any!]!): [User]! }
  scalar Any
  type User { id: ID!, friend: User, users(first: Int, last: Int): UserConnection!, tags: [String!]! }
  type UserConnection { totalCount: Int!, nodes: [User!]!, edges: [UserEdge!]! }
  type UserEdge { cursor: String!, node: User! }
`);
const LIMITS: OperationLimits = {
  maxDepth: 5,
  maxAliases: 3,
  maxDirectives: 3,
  maxRootFields: 3,
  maxRepeats: 10_000,
  maxSize: Number.POSITIVE_INFINITY,
};

/** `limit:maximum` of each refusal. */
function refused(source: string, limits: Partial<OperationLimits> = {}): string[] {
  const errors = limitErrors(schema, parse(source), { ...LIMITS, ...limits });
  return errors.map(({ extensions, originalError, message }) => {
    expect(originalError).toBeInstanceOf(LimitExceeded);
    expect(extensions.code).toBe('LIMIT_EXCEEDED');
    expect(message).toContain(`more than ${extensions.maximum} `);
    return `${extensions.limit}:${extensions.maximum}`;
  });
}
const deep = (levels: number) =>
  `{ ${'me { friend { '.slice(0, 5)}${'friend { '.repeat(levels - 2)}id${' }'.repeat(levels)}`;
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('an operation', () => {
  it.each([
    ['fields', deep(6), deep(5), ['depth:5']],
    [
      'fields through fragments',
      '{ me { ...a } } fragment a on User { friend { ... { ...b } } } fragment b on User { friend { friend { friend { id } } } }',
      '{ me { ...a } } fragment a on User { friend { ... { ...b } } } fragment b on User { friend { friend { id } } }',
      ['depth:5'],
    ],
    ['aliases', '{ me { a: id b: id c: id d: id } }', '{ me { a: id b: id c: id } }', ['aliases:3']],
    [
      'aliases of __typename',
      `{ me { ${times(4, (n) => `a${n}: __typename`)} } }`,
      `{ me { ${times(3, (n) => `a${n}: __typename`)} } }`,
      ['aliases:3'],
    ],
    [
      'aliases through fragments',
      '{ me { ...a friend { ...a } } } fragment a on User { a: id b: id }',
      '{ me { ...a friend { ...b } } } fragment a on User { a: id b: id } fragment b on User { a: id }',
      ['aliases:3'],
    ],
    [
      'directives of fields',
      `{ me { id ${times(4, () => '@skip(if: false)')} } }`,
      `{ me { id ${times(3, () => '@skip(if: false)')} } }`,
      ['directives:3'],
    ],
    [
      'directives in every place',
      'query @a { me { ...f @b ... @c { id } } } fragment f on User @d { id }',
      'query @a { me { ...f @b ... @c { id } } } fragment f on User { id }',
      ['directives:3'],
    ],
    [
      'directives of variables',
      'query($a: Int @a @b @c @d) { users(first: $a) { totalCount } }',
      'query($a: Int @a @b @c) { users(first: $a) { totalCount } }',
      ['directives:3'],
    ],
    [
      'root fields',
      '{ a: me { id } b: me { id } me { id } __typename }',
      '{ a: me { id } b: me { id } __typename }',
      ['rootFields:3'],
    ],
    [
      'root fields through fragments',
      '{ ...a ... { ...a } } fragment a on Query { a: __typename __typename }',
      '{ ...a ... { __typename } } fragment a on Query { a: __typename __typename }',
      ['rootFields:3'],
    ],
  ])(
    'with one too many %s is refused, and with as many as allowed is not',
    (_what, tooMany, enough, expected) => {
      expect(refused(tooMany)).toEqual(expected);
      expect(refused(enough)).toEqual([]);
    },
  );

  it('is refused wherever it is in the document, whatever the operationName', () => {
    expect(refused(`query a { __typename } query b ${deep(6)}`)).toEqual(['depth:5']);
  });

  it('that introspects the whole schema is within the default limits', () => {
    expect(
      refused(
        getIntrospectionQuery({
          descriptions: true,
          oneOf: true,
          directiveIsRepeatable: true,
          specifiedByUrl: true,
          schemaDescription: true,
          inputValueDeprecation: true,
        }),
        { maxDepth: 15, maxAliases: 50, maxDirectives: 50, maxRootFields: 20 },
      ),
    ).toEqual([]);
  });
});

describe('a bomb', () => {
  const fragments = (count: number) =>
    `{ me { ...f0 } } ${times(count, (n) => `fragment f${n} on User { ${n + 1 < count ? times(10, (m) => `a${m}: friend { ...f${n + 1} }`) : 'id'} }`)}`;
  /** Work that grew with the square of a document would take far more. */
  const MAX_CALLS = 2_000_000;
  const bombs: [string, string, string[]][] = [
    ['fragments that multiply', fragments(200), ['depth:5', 'aliases:3']],
    [
      'spreads that multiply',
      `{ me { ...f0 } } ${times(200, (n) => `fragment f${n} on User { ${n < 199 ? times(10, () => `...f${n + 1}`) : 'a: id b: id'} }`)}`,
      ['aliases:3'],
    ],
    [
      'aliases of __typename',
      `{ ${times(10_000, (n) => `a${n}: __typename`)} }`,
      ['aliases:3', 'rootFields:3'],
    ],
    ['directives', `{ me { id ${times(10_000, () => '@a')} } }`, ['directives:3']],
    ['levels', deep(1_500), ['depth:5']],
    [
      'a fragment within itself',
      '{ me { ...a } } fragment a on User { x: id friend { ...b } } fragment b on User { y: id friend { ...a ...a } }',
      [],
    ],
  ];
  it.each(bombs)('of %s is measured in bounded work', async (_what, source, expected) => {
    const document = parse(source);
    const operation = getOperationAST(document)!;
    const errors = limitErrors(schema, document, LIMITS);
    const cost = operationFacts(schema, document, operation).cost({});
    const calls = await callsOf(() => {
      limitErrors(schema, document, LIMITS);
      operationFacts(schema, document, operation).cost({});
    });

    expect(calls).toBeLessThan(MAX_CALLS);
    expect(errors.map(({ extensions }) => `${extensions.limit}:${extensions.maximum}`)).toEqual(expected);
    expect(cost).toBeGreaterThan(0);
    expect(Number.isSafeInteger(cost)).toBe(true);
  });

  it('of fragments has the maximum cost, and another rule refuses the cycle', () => {
    const document = parse(fragments(200));
    expect(operationFacts(schema, document, getOperationAST(document)!).cost({})).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(validate(schema, parse(bombs.at(-1)![1]), [NoFragmentCyclesRule])).not.toEqual([]);
  });
});

describe('the cost of an operation', () => {
  function costOf(source: string, variables: Record<string, unknown> = {}): number {
    const document = parse(source);
    return operationFacts(schema, document, getOperationAST(document)!).cost(variables);
  }

  it.each([
    ['a leaf counts one', '{ __typename }', {}, 1],
    ['plain fields count one each', '{ me { id friend { id tags } } }', {}, 5],
    ['a connection multiplies by first', '{ users(first: 10) { nodes { id } } }', {}, 1 + 10 * 2],
    ['a connection multiplies by last', '{ users(last: 7) { totalCount } }', {}, 1 + 7],
    ['the larger of both counts', '{ users(first: 2, last: 7) { totalCount } }', {}, 1 + 7],
    ['the default page counts when none is given', '{ users { totalCount } }', {}, 1 + 30],
    ['null is the default page', '{ users(first: null) { totalCount } }', {}, 1 + 30],
    [
      'nested connections multiply',
      '{ users(first: 10) { nodes { users(first: 20) { nodes { id } } } } }',
      {},
      1 + 10 * (1 + 1 + 20 * 2),
    ],
    ['variables count', 'query($n: Int) { users(first: $n) { totalCount } }', { n: 200 }, 1 + 200],
    ['defaults of variables count', 'query($n: Int = 100) { users(first: $n) { totalCount } }', {}, 1 + 100],
    [
      'a useless variable is the default page',
      'query($n: Int) { users(first: $n) { totalCount } }',
      { n: '9' },
      1 + 30,
    ],
    ['a negative size is the default page', '{ users(first: -5) { totalCount } }', {}, 1 + 30],
    [
      'an inherited variable does not count',
      'query($n: Int) { users(first: $n) { totalCount } }',
      Object.create({ n: 200 }),
      1 + 30,
    ],
    ['ids multiply', '{ nodes(ids: ["a", "b", "c"]) { id friend { id } } }', {}, 1 + 3 * 3],
    ['ids in a variable multiply', 'query($i: [ID!]!) { nodes(ids: $i) { id } }', { i: ['a', 'b'] }, 1 + 2],
    ['one id for a list counts once', 'query($i: [ID!]!) { nodes(ids: $i) { id } }', { i: 'a' }, 1 + 1],
    [
      'representations multiply',
      'query($r: [Any!]!) { _entities(representations: $r) { id tags } }',
      { r: [1, 2, 3, 4] },
      1 + 4 * 2,
    ],
    [
      'fragments and unions count in full',
      '{ me { ...a ...a ... on User { id } } } fragment a on User { id tags }',
      {},
      1 + 2 + 2 + 1,
    ],
    ['skipped fields count', '{ me @skip(if: true) { id @include(if: false) } }', {}, 2],
    ['introspection counts', '{ __schema { types { name } } }', {}, 3],
  ])('%s', (_what, source, variables, expected) => {
    expect(costOf(source, variables)).toBe(expected);
  });

  it('is at most the largest exact number', () => {
    const nested = (levels: number): string =>
      levels === 0 ? 'id' : `users(first: 200) { nodes { ${nested(levels - 1)} } }`;
    expect(costOf(`{ me { ${nested(20)} } }`)).toBe(Number.MAX_SAFE_INTEGER);
    expect(costOf('{ users(first: 99999999999999999999) { nodes { id } } }')).toBe(Number.MAX_SAFE_INTEGER);
  });
});
