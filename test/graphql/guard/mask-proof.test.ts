import { buildSchema, type GraphQLScalarType, type GraphQLSchema } from 'graphql';
import { MASK, Plaintext } from '../../../src/core/plaintext';
import { DIALECTS } from '../../../src/gateway-dialects';
import { MaskBypass, proveMasked } from '../../../src/graphql/guard/mask-proof';
import { SecretValueScalar } from '../../../src/graphql/schema/secret-value.scalar';
import { buildGatewaySchema, buildGatewaySubgraph } from '../../../src/graphql/server/gateway-schema';

/** The positions for which the proof fails. */
function bypasses(schema: GraphQLSchema): readonly string[] {
  try {
    proveMasked(schema);
    return [];
  } catch (error) {
    if (error instanceof MaskBypass) return error.positions;
    throw error;
  }
}

/** The name of a scalar, and how it serializes. */
type Serializer = readonly [string, (given: unknown) => unknown];

/** A schema whose scalars serialize as given. */
function schemaOf(sdl: string, serializer?: Serializer): GraphQLSchema {
  const schema = buildSchema(`scalar SecretValue ${sdl}`);
  const masking: Serializer = ['SecretValue', () => MASK];
  for (const [name, serialize] of serializer === undefined ? [masking] : [masking, serializer]) {
    (schema.getType(name) as GraphQLScalarType).serialize = serialize;
  }
  return schema;
}

const same = (given: unknown) => given;

describe('the proof of the mask', () => {
  it.each<[string, string, Serializer | undefined, string[]]>([
    ['a value that is a String', 'type Query { value: String }', undefined, ['Query.value']],
    ['a value that is a list of Strings', 'type Query { values: [String!]! }', undefined, ['Query.values']],
    [
      'a value of an interface',
      'type Query { a: A } interface A { plaintext: String }',
      undefined,
      ['A.plaintext'],
    ],
    [
      'a value inside an object',
      'type Query { value: Box } type Box { text: String }',
      undefined,
      ['Query.value'],
    ],
    ['an envelope', 'type Query { envelope: ID }', undefined, ['Query.envelope']],
    [
      'a SecretValue that does not mask',
      'type Query { value: SecretValue }',
      ['SecretValue', same],
      ['Query.value'],
    ],
    [
      'a SecretValue that masks only what it knows',
      'type Query { value: SecretValue }',
      ['SecretValue', (given) => (given instanceof Plaintext ? MASK : given)],
      ['Query.value'],
    ],
    [
      'a SecretValue that masks but for nothing',
      'type Query { value: SecretValue }',
      ['SecretValue', (given) => (given === null ? 'none' : MASK)],
      ['Query.value'],
    ],
    [
      'a SecretValue that is an object',
      'type Query { a: Int } type B { value: SecretValue }',
      ['SecretValue', () => ({ mask: MASK })],
      ['B.value'],
    ],
    [
      'a scalar that returns its input',
      'scalar JSON type Query { detail: JSON }',
      ['JSON', same],
      ['Query.detail'],
    ],
    [
      'a scalar that prints its input',
      'scalar Text type Query { detail: Text }',
      ['Text', String],
      ['Query.detail'],
    ],
    [
      'a scalar that encodes its input',
      'scalar Any type Query { a: A } type A { list: [[Any!]] }',
      ['Any', (given) => JSON.stringify(given)],
      ['A.list'],
    ],
    [
      'a scalar that copies its input',
      'scalar Any type Query { detail: Any }',
      ['Any', (given) => ({ ...(given as object) })],
      ['Query.detail'],
    ],
  ])('fails for %s', (_, sdl, serializer, positions) => {
    expect(bypasses(schemaOf(sdl, serializer))).toEqual(positions);
  });

  it.each<[string, string, Serializer | undefined]>([
    ['values that mask', 'type Query { value: SecretValue! values: [SecretValue] }', undefined],
    [
      'ordinary fields',
      'type Query { name: String id: ID count: Int ratio: Float yes: Boolean e: E } enum E { A }',
      undefined,
    ],
    ['names that merely contain the word', 'type Query { valueCount: Int sealedValueKeyId: ID }', undefined],
    ['a scalar that goes in only', 'scalar JSON type Query { a(given: JSON): Int }', ['JSON', same]],
    [
      'a scalar that refuses structures',
      'scalar Date type Query { at: Date }',
      ['Date', (given) => (given as Date).toISOString()],
    ],
  ])('holds for %s', (_, sdl, serializer) => {
    expect(bypasses(schemaOf(sdl, serializer))).toEqual([]);
  });

  it.each([
    ['the schema of the gateway', () => buildGatewaySchema(DIALECTS)],
    ['the subgraph of the gateway', () => buildGatewaySubgraph(DIALECTS).schema],
  ])('holds for %s, which fails without the mask of its scalar', (_, build) => {
    const schema = build();
    expect(bypasses(schema)).toEqual([]);
    const scalar = schema.getType('SecretValue') as GraphQLScalarType;
    const { serialize } = scalar;
    scalar.serialize = same;
    try {
      expect(bypasses(schema)).toEqual(['Secret.value']);
    } finally {
      scalar.serialize = serialize;
    }
  });

  it('fails for the schema of the gateway with an additional scalar that returns its input', () => {
    const schema = buildGatewaySchema(DIALECTS);
    const scalar = schema.getType('DateTime') as GraphQLScalarType;
    const { serialize } = scalar;
    scalar.serialize = same;
    try {
      expect(bypasses(schema)).toEqual(expect.arrayContaining(['Secret.createdAt', 'Token.expiresAt']));
    } finally {
      scalar.serialize = serialize;
    }
  });

  it('relies on a scalar that serializes everything as the mask', () => {
    const given = [
      'text',
      '',
      1,
      null,
      undefined,
      {},
      [],
      Symbol('s'),
      Buffer.from('b'),
      new Error('e'),
      Plaintext.ofText('p'),
    ];
    expect(given.map((each) => SecretValueScalar.serialize(each))).toEqual(given.map(() => MASK));
  });
});
