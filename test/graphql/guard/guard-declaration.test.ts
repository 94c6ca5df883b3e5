import {
  buildSchema,
  type GraphQLObjectType,
  type GraphQLSchema,
  graphqlSync,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
} from 'graphql';
import { DIALECTS } from '../../../src/gateway-dialects';
import { applyGuard, fieldRule, UnguardedFields } from '../../../src/graphql/guard/guard';
import { buildGatewaySchema, buildGatewaySubgraph } from '../../../src/graphql/server/gateway-schema';

const DIRECTIVES = `
  directive @public on OBJECT | FIELD_DEFINITION
  directive @requiresPermission(permission: Permission!) on OBJECT | FIELD_DEFINITION
  enum Permission { VIEW_SELF VIEW_ORGANIZATION VIEW_SECRETS MANAGE_ORGANIZATION }
`;
const GUARDED = '@requiresPermission(permission: VIEW_SECRETS)';

/** The fields for which building the schema fails. */
function unguarded(schema: GraphQLSchema): readonly string[] {
  try {
    applyGuard(schema);
    return [];
  } catch (error) {
    if (error instanceof UnguardedFields) return error.fields;
    throw error;
  }
}

describe('a schema', () => {
  it.each([
    ['a field of a plain type', `type Query { a: A @public } type A { b: Int }`, ['A.b']],
    [
      'a field of a type that is guarded in part',
      `type Query { a: A @public } type A { b: Int @public c: Int }`,
      ['A.c'],
    ],
    [
      'a field of a connection and of its edge',
      `type Query { list: AConnection! @public }
       type AConnection { totalCount: Int! edges: [AEdge!]! ${GUARDED} }
       type AEdge { node: A! cursor: String! @public } type A @public { b: Int }`,
      ['AConnection.totalCount', 'AEdge.node'],
    ],
    [
      'a field of a payload',
      `type Query { a: Int @public } type Mutation { burn(input: In!): BurnPayload! ${GUARDED} }
       input In { organizationId: ID! } type BurnPayload { burnt: Int }`,
      ['BurnPayload.burnt'],
    ],
    ['a root field', `type Query { a: Int }`, ['Query.a']],
    [
      'a type that only an interface leads to',
      `type Query { n: N @public } interface N { id: ID } type A implements N { id: ID }`,
      ['A.id'],
    ],
    [
      'a root field whose subject no argument names',
      `type Query { a(name: String): Int ${GUARDED} }`,
      ['Query.a'],
    ],
    [
      'a mutation whose subject no argument names',
      `type Query { a: Int @public } type Mutation { burn(input: In!): Int ${GUARDED} } input In { name: ID! }`,
      ['Mutation.burn'],
    ],
    [
      'a mutation whose id may be of any noun',
      `type Query { a: Int @public } type Mutation { burn(input: In!): Int ${GUARDED} } input In { id: ID! }`,
      ['Mutation.burn'],
    ],
    [
      'a mutation whose input is no input object',
      `type Query { a: Int @public } type Mutation { burn(input: Int!): Int ${GUARDED} }`,
      ['Mutation.burn'],
    ],
  ])('does not build with %s undecided', (_, sdl, fields) => {
    expect(unguarded(buildSchema(DIRECTIVES + sdl))).toEqual(fields);
  });

  it.each([
    ['fields that are public by themselves', `type Query { a: A @public } type A { b: Int @public }`],
    ['fields that are public by their type', `type Query { a: A @public } type A @public { b: Int }`],
    ['fields that are guarded by their type', `type Query { a: A @public } type A ${GUARDED} { b: Int }`],
    ['a root field with a subject', `type Query { a(organizationId: ID!): Int ${GUARDED} }`],
    ['a root field of the caller itself', `type Query { a: Int @requiresPermission(permission: VIEW_SELF) }`],
    [
      'a mutation with a subject',
      `type Query { a: Int @public } type Mutation { burnTeam(input: In!): Int ${GUARDED} } input In { id: ID! }`,
    ],
  ])('builds with %s', (_, sdl) => {
    expect(unguarded(buildSchema(DIRECTIVES + sdl))).toEqual([]);
  });

  it('uses the directive of a field before that of its type', () => {
    const schema = buildSchema(
      `${DIRECTIVES} type Query @public { open: Int shut: Int @requiresPermission(permission: VIEW_SELF) }`,
    );
    applyGuard(schema);
    const refuse = () => {
      throw new Error('refused');
    };
    const rootValue = { open: 1, shut: 2 };
    const { data, errors } = graphqlSync({
      schema,
      source: '{ open shut }',
      rootValue,
      contextValue: { instancePermit: refuse },
    });
    expect(data).toEqual({ open: 1, shut: null });
    expect(errors?.map(({ message, path }) => [message, path])).toEqual([['refused', ['shut']]]);
  });
});

describe.each([
  ['the schema of the gateway', () => buildGatewaySchema(DIALECTS)],
  ['the subgraph of the gateway', () => buildGatewaySubgraph(DIALECTS).schema],
])('%s', (_, build) => {
  const schema = build();
  const objects = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );

  it('does not build without any one of its directives', () => {
    let taken = 0;
    for (const type of objects) {
      const fields = Object.values(type.getFields());
      if (type.astNode?.directives?.length) {
        const dependent = fields.filter(({ astNode }) => !astNode?.directives?.some(isRule));
        const wrong = withoutDirectives(type, () => unguarded(schema));
        expect(wrong).toEqual(dependent.map(({ name }) => `${type.name}.${name}`));
        taken += dependent.length;
      }
      if (type.astNode?.directives?.some(isRule)) continue;
      for (const field of fields) {
        expect(withoutDirectives(field, () => unguarded(schema))).toEqual([`${type.name}.${field.name}`]);
        taken += 1;
      }
    }
    expect(taken).toBeGreaterThan(200);
    expect(unguarded(schema)).toEqual([]);
  });

  it('has a rule of its own on every root field, so that a new one is not public by its type', () => {
    for (const root of [schema.getQueryType()!, schema.getMutationType()!]) {
      expect(root.astNode?.directives?.filter(isRule) ?? []).toEqual([]);
      const rules = Object.values(root.getFields()).map((field) => fieldRule(root, field)?.kind);
      expect(rules).not.toContain('public');
    }
  });
});

/** Runs `probe` as if the type or field had no directives. */
function withoutDirectives<Result>(
  holder: { astNode?: { readonly directives?: readonly unknown[] } | null | undefined },
  probe: () => Result,
): Result {
  const { astNode } = holder;
  Object.assign(holder, { astNode: { ...astNode, directives: [] } });
  try {
    return probe();
  } finally {
    Object.assign(holder, { astNode });
  }
}

function isRule({ name }: { readonly name: { readonly value: string } }): boolean {
  return ['public', 'requiresPermission', 'requiresGateway'].includes(name.value);
}

/** Everything in a schema that has no description, by its coordinate. */
function undescribed(schema: GraphQLSchema): string[] {
  const missing: string[] = [];
  const look = (
    coordinate: string,
    { description }: { readonly description?: string | null | undefined },
  ) => {
    if (!description?.trim()) missing.push(coordinate);
  };
  for (const directive of schema.getDirectives()) {
    if (isSpecifiedDirective(directive)) continue;
    look(`@${directive.name}`, directive);
    for (const argument of directive.args) look(`@${directive.name}(${argument.name}:)`, argument);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    }
    if (!(isObjectType(type) || isInterfaceType(type))) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name}:)`, argument);
    }
  }
  return missing;
}

describe('the documentation in the schema', () => {
  it('describes every type, field, argument, enum value, input field and directive', () => {
    expect(undescribed(buildGatewaySchema(DIALECTS))).toEqual([]);
  });

  it('is reported wherever it is missing', () => {
    const schema = buildSchema(`
      directive @d(a: Int) on OBJECT
      type Query { f(a: Int): E } enum E { V } input I { f: Int } interface N { id: Int }
    `);
    const coordinates = [
      '@d',
      '@d(a:)',
      'Query',
      'Query.f',
      'Query.f(a:)',
      'E',
      'E.V',
      'I',
      'I.f',
      'N',
      'N.id',
    ];
    expect(undescribed(schema)).toEqual(expect.arrayContaining(coordinates));
  });
});
