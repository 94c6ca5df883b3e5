import {
  buildSchema,
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { rebuiltDocumentError } from '../../src/graphql/document.error';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary.watch';

const schema = buildSchema(`
  directive @onField(reason: String!) on FIELD
  enum Visibility { ALL PRIVATE }
  scalar SecretValue
  input Choice @oneOf { id: ID, slug: String }
  input CreateSecret { name: String!, visibility: Visibility, value: SecretValue }
  interface Node { id: ID! }
  type Secret implements Node { id: ID!, name: String!, versions(first: Int): [Secret!]! }
  type Team implements Node { id: ID!, name: Int! }
  type Query { secret(id: ID!): Secret, node(id: ID!): Node, pick(choice: Choice!): Secret, pickAny(choice: Choice): Secret, page(visibility: Visibility, first: Int): Secret }
  type Mutation { createSecret(input: CreateSecret!): Secret }
  type Subscription { changed: Secret, other: Secret }
`);
const canary = newCanary();
/** A canary that is a GraphQL name. */
const C = `z${canary.text}`;

function errorsOf(source: string): readonly GraphQLError[] {
  try {
    return validate(schema, parse(source, { maxTokens: 3_000 }), [
      ...specifiedRules,
      NoSchemaIntrospectionCustomRule,
    ]);
  } catch (error) {
    return [error as GraphQLError];
  }
}
const messagesOf = (source: string, suggestions = true) =>
  errorsOf(source).map((error) => rebuiltDocumentError(error, schema, { suggestions }));

/** The rule, a document that breaks it with a canary in every place a client fills, and what is said. */
const BROKEN: readonly (readonly [rule: string, source: string, expected: string])[] = [
  [
    'ExecutableDefinitions',
    `{ secret(id: "${C}") { id } } type ${C} { a: Int }`,
    'A document has operations and fragments only. (line 1, column 60)',
  ],
  [
    'UniqueOperationNames',
    `query ${C} { __typename } query ${C} { __typename }`,
    'Two operations have the same name. (line 1, column 7)',
  ],
  [
    'LoneAnonymousOperation',
    `{ __typename } query ${C} { __typename }`,
    'An operation without a name must be the only one. (line 1, column 1)',
  ],
  [
    'SingleFieldSubscriptions',
    `subscription ${C} { changed { id } other { id } }`,
    'A subscription has one root field. (line 1, column 65)',
  ],
  [
    'SingleFieldSubscriptions, introspection',
    `subscription ${C} { __typename }`,
    'A subscription does not introspect. (line 1, column 50)',
  ],
  [
    'KnownTypeNames',
    `{ node(id: "${C}") { ... on ${C} { id } } }`,
    'The schema has no type of this name. (line 1, column 58)',
  ],
  [
    'FragmentsOnCompositeTypes',
    `{ node(id: "${C}") { ... on Visibility { id } } }`,
    'A fragment cannot be on Visibility, which has no fields. (line 1, column 58)',
  ],
  [
    'FragmentsOnCompositeTypes, named',
    `{ node(id: 1) { ...${C} } } fragment ${C} on CreateSecret { id }`,
    'A fragment cannot be on CreateSecret, which has no fields. (line 1, column 104)',
  ],
  [
    'VariablesAreInputTypes',
    `query($${C}: Secret) { secret(id: $${C}) { id } }`,
    'A variable cannot be of type Secret, which is not an input type. (line 1, column 43)',
  ],
  [
    'ScalarLeafs',
    `{ ${C}: secret(id: "${C}") { id { ${C} } } }`,
    'The field id of type ID! has no subfields to select. (line 1, column 91)',
  ],
  [
    'ScalarLeafs, missing',
    `{ ${C}: secret(id: "${C}") }`,
    'The field secret of type Secret needs a selection of subfields. (line 1, column 3)',
  ],
  [
    'FieldsOnCorrectType',
    `{ secret(id: "${C}") { ${C} } }`,
    'The type Secret has no field of this name. (line 1, column 53)',
  ],
  [
    'UniqueFragmentNames',
    `{ node(id: 1) { ...${C} } } fragment ${C} on Node { id } fragment ${C} on Node { id }`,
    'Two fragments have the same name. (line 1, column 67)',
  ],
  [
    'KnownFragmentNames',
    `{ secret(id: "${C}") { ...${C} } }`,
    'The document has no fragment of this name. (line 1, column 56)',
  ],
  [
    'NoUnusedFragments',
    `{ __typename } fragment ${C} on Node { id }`,
    'A fragment is never used. (line 1, column 16)',
  ],
  [
    'PossibleFragmentSpreads',
    `{ secret(id: "${C}") { ... on Team { ${C}: id } } }`,
    'A fragment on Team cannot be spread here: an object of type Secret is never one. (line 1, column 53)',
  ],
  [
    'PossibleFragmentSpreads, named',
    `{ secret(id: 1) { ...${C} } } fragment ${C} on Team { id }`,
    'A fragment on Team cannot be spread here: an object of type Secret is never one. (line 1, column 19)',
  ],
  [
    'NoFragmentCycles',
    `{ node(id: 1) { ...${C} } } fragment ${C} on Node { ...y${C} } fragment y${C} on Node { ...${C} }`,
    'A fragment is spread within itself. (line 1, column 111)',
  ],
  [
    'UniqueVariableNames',
    `query($${C}: ID!, $${C}: ID!) { secret(id: $${C}) { id } }`,
    'Two variables have the same name. (line 1, column 8)',
  ],
  [
    'NoUndefinedVariables',
    `query ${C} { secret(id: $${C}) { id } }`,
    'A variable is used that the operation does not declare. (line 1, column 54)',
  ],
  [
    'NoUnusedVariables',
    `query ${C}($${C}: ID = "${C}") { __typename }`,
    'A variable is declared and never used. (line 1, column 41)',
  ],
  [
    'KnownDirectives',
    `{ __typename @${C}(${C}: "${C}") }`,
    'The schema has no directive of this name. (line 1, column 14)',
  ],
  [
    'KnownDirectives, place',
    `query ${C} @onField(reason: "${C}") { __typename }`,
    'The directive @onField cannot stand on QUERY. (line 1, column 41)',
  ],
  [
    'UniqueDirectivesPerLocation',
    `{ __typename @onField(reason: "${C}") @onField(reason: "${C}") }`,
    'The directive @onField can stand only once at one place. (line 1, column 14)',
  ],
  [
    'KnownArgumentNames',
    `{ secret(id: 1, ${C}: "${C}") { id } }`,
    'The field Query.secret has no argument of this name. (line 1, column 17)',
  ],
  [
    'KnownArgumentNames, directive',
    `{ __typename @onField(reason: "", ${C}: "${C}") }`,
    'The directive @onField has no argument of this name. (line 1, column 35)',
  ],
  [
    'UniqueArgumentNames',
    `{ secret(id: "${C}", id: "${C}") { id } }`,
    'The argument id is given twice. (line 1, column 10)',
  ],
  [
    'UniqueArgumentNames, unknown',
    `{ secret(id: 1, ${C}: "${C}", ${C}: 1) { id } }`,
    'An argument is given twice. (line 1, column 17)',
  ],
  [
    'ValuesOfCorrectType, missing',
    `mutation { createSecret(input: { value: "${C}" }) { id } }`,
    'The input field CreateSecret.name of type String! is required. (line 1, column 32)',
  ],
  [
    'ValuesOfCorrectType, unknown',
    `mutation { createSecret(input: { name: "${C}", ${C}: "${C}" }) { id } }`,
    'The input type CreateSecret has no field of this name. (line 1, column 77)',
  ],
  [
    'ValuesOfCorrectType, string',
    `{ page(first: "${C}") { id } }`,
    'A value of type Int is expected here. (line 1, column 15)',
  ],
  [
    'ValuesOfCorrectType, enum name',
    `{ page(first: ${C}) { id } }`,
    'A value of type Int is expected here. (line 1, column 15)',
  ],
  [
    'ValuesOfCorrectType, enum',
    `{ page(visibility: ${C}) { id } }`,
    'A value of the enum Visibility is expected here. (line 1, column 20)',
  ],
  [
    'ValuesOfCorrectType, string for enum',
    `{ page(visibility: "${C}") { id } }`,
    'A value of the enum Visibility is expected here. (line 1, column 20)',
  ],
  [
    'ValuesOfCorrectType, object',
    `{ page(first: { ${C}: "${C}" }) { id } }`,
    'A value of type Int is expected here. (line 1, column 15)',
  ],
  [
    'ValuesOfCorrectType, list',
    `{ page(first: ["${C}"]) { id } }`,
    'A value of type Int is expected here. (line 1, column 15)',
  ],
  [
    'ValuesOfCorrectType, scalar for object',
    `mutation { createSecret(input: "${C}") { id } }`,
    'A value of type CreateSecret! is expected here. (line 1, column 32)',
  ],
  [
    'ValuesOfCorrectType, one of',
    `{ pick(choice: { id: "${C}", slug: "${C}" }) { id } }`,
    'The input type Choice takes exactly one field. (line 1, column 16)',
  ],
  [
    'ValuesOfCorrectType, one of null',
    `{ ${C}: pick(choice: { id: null }) { id } }`,
    'The input field Choice.id must not be null. (line 1, column 51)',
  ],
  [
    'ProvidedRequiredArguments',
    `{ ${C}: secret { id } }`,
    'The field secret needs its argument id of type ID!. (line 1, column 3)',
  ],
  [
    'ProvidedRequiredArguments, directive',
    `{ ${C}: __typename @onField }`,
    'The directive @onField needs its argument reason of type String!. (line 1, column 49)',
  ],
  [
    'VariablesInAllowedPosition',
    `query($${C}: Int) { secret(id: $${C}) { id } }`,
    'A variable of type Int is used where ID! is expected. (line 1, column 7)',
  ],
  [
    'VariablesInAllowedPosition, one of',
    `query($${C}: ID) { pickAny(choice: { id: $${C} }) { id } }`,
    'A variable of type ID must be non-null to be used in Choice. (line 1, column 7)',
  ],
  [
    'OverlappingFieldsCanBeMerged',
    `{ ${C}: secret(id: "${C}") { id } ${C}: secret(id: "y${C}") { id } }`,
    'Two fields with the same response name differ in field, arguments or type: give one an alias. (line 1, column 3)',
  ],
  [
    'UniqueInputFieldNames',
    `mutation { createSecret(input: { name: "${C}", name: "${C}" }) { id } }`,
    'The input field name is given twice. (line 1, column 34)',
  ],
  [
    'UniqueInputFieldNames, unknown',
    `mutation { createSecret(input: { name: "", ${C}: 1, ${C}: 2 }) { id } }`,
    'An input field is given twice. (line 1, column 44)',
  ],
  [
    'MaxIntrospectionDepth',
    `{ __schema { types { fields { type { fields { type { fields { ${C}: name } } } } } } } }`,
    'The introspection is nested too deep. (line 1, column 3)',
  ],
  [
    'NoSchemaIntrospection',
    `{ ${C}: __schema { __typename } }`,
    'Introspection is switched off. (line 1, column 3)',
  ],
  [
    'MaxErrors',
    `{ ${Array.from({ length: 200 }, (_, each) => `${C}${each}`).join(' ')} }`,
    'There are more errors than are shown.',
  ],
];
const SYNTAX: readonly (readonly [what: string, source: string, expected: string])[] = [
  ['a wrong token', `{ secret(id "${C}") }`, 'Syntax error: ":" is expected at line 1, column 13.'],
  [
    'a wrong name',
    `{ secret(id: "${C}") { "${C}" } }`,
    'Syntax error: Name is expected at line 1, column 53.',
  ],
  ['a wrong keyword', `fragment a ${C} Node { id }`, 'Syntax error: "on" is expected at line 1, column 12.'],
  ['a wrong definition', `${C} { id }`, 'Syntax error: something unexpected stands at line 1, column 1.'],
  ['an early end', `{ ${C}`, 'Syntax error: Name is expected at line 1, column 36.'],
  ['an end within a list', `{ a(b: [${C}`, 'Syntax error: the document ends too early at line 1, column 42.'],
  [
    'a line break in a string',
    `{ secret(id: "${C}\n") }`,
    'Syntax error: a string does not end at line 1, column 48.',
  ],
  ['an escape', `{ secret(id: "\\${C}") }`, 'Syntax error: a malformed escape at line 1, column 15.'],
  [
    'a Unicode escape',
    `{ secret(id: "\\u${C}") }`,
    'Syntax error: a malformed Unicode escape at line 1, column 15.',
  ],
  [
    'a braced Unicode escape',
    `{ secret(id: "\\u{${C}}") }`,
    'Syntax error: a malformed Unicode escape at line 1, column 15.',
  ],
  [
    'half a surrogate pair in a string',
    `{ secret(id: "${C}\ud800") }`,
    'Syntax error: a character that a string cannot hold at line 1, column 48.',
  ],
  [
    'single quotes',
    `{ secret(id: '${C}') }`,
    'Syntax error: strings have double quotes at line 1, column 14.',
  ],
  [
    'another character',
    `{ secret(id: ;${C}) }`,
    'Syntax error: a character that GraphQL does not have at line 1, column 14.',
  ],
  ['a number', `{ secret(id: 01${C}) }`, 'Syntax error: a malformed number at line 1, column 15.'],
  [
    'a variable in a constant',
    `query($a: ID = $${C}) { id }`,
    'Syntax error: a variable cannot stand in a constant value at line 1, column 16.',
  ],
  ['a description', `"${C}" { id }`, 'Syntax error: a description cannot stand at line 1, column 1.'],
  [
    'too many tokens',
    `{ ${`${C} `.repeat(3_000)} }`,
    'The document has more than 3000 tokens, counted at line 1, column 101969.',
  ],
];

describe('an error of the document', () => {
  it.each(BROKEN)('that breaks %s names the rule and the schema', (_rule, source, expected) => {
    expect(messagesOf(source)).toContain(expected);
  });

  it.each(SYNTAX)('that is %s names what is expected and where', (_what, source, expected) => {
    expect(messagesOf(source)).toEqual([expected]);
  });

  it('never holds a name or a literal of the document, and the library does', () => {
    const watch = new CanaryWatch(canary);
    let quoted = 0;
    for (const [rule, source] of [...BROKEN, ...SYNTAX]) {
      watch.add(rule, messagesOf(source).join('\n'));
      if (errorsOf(source).some(({ message }) => findCanary(message, canary).length > 0)) quoted += 1;
    }
    watch.expectUnseen();
    expect(quoted).toBeGreaterThan(30);
  });

  it('covers every message: none of the above falls back to the position alone', () => {
    const fallen = [...BROKEN, ...SYNTAX].filter(([, source]) =>
      messagesOf(source).some((message) => message.startsWith('The document is not valid')),
    );
    expect(fallen.map(([rule]) => rule)).toEqual([]);
  });

  it('covers every specified rule', () => {
    const covered = new Set(BROKEN.map(([rule]) => `${rule.split(',')[0]}Rule`));
    expect(specifiedRules.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it.each([
    ['a message of another version', `The field ${C} is not what it seems.`],
    ['a known message about an unknown type', `Cannot query field "a" on type "${C}".`],
    ['a known message with something behind it', `Unknown fragment "a". The source was ${C}.`],
    ['a known syntax error with an unknown token', `Syntax Error: Expected ${C}, found Name.`],
  ])('that is %s gives the position alone', (_what, message) => {
    const [node] = parse('\n  { a }').definitions;
    expect(
      rebuiltDocumentError(new GraphQLError(message, { nodes: node! }), schema, { suggestions: true }),
    ).toBe('The document is not valid at line 2, column 3.');
    expect(rebuiltDocumentError(new GraphQLError(message), schema, { suggestions: true })).toBe(
      'The document is not valid.',
    );
  });

  it('suggests names of the schema, when that is on', () => {
    const wrong = '{ secret(id: 1) { nam } page(visibility: PRIVAT) { id } }';
    expect(messagesOf(wrong)).toEqual([
      'The type Secret has no field of this name. Did you mean name? (line 1, column 19)',
      'A value of the enum Visibility is expected here. Did you mean PRIVATE? (line 1, column 42)',
    ]);
    expect(messagesOf(wrong, false)).toEqual([
      'The type Secret has no field of this name. (line 1, column 19)',
      'A value of the enum Visibility is expected here. (line 1, column 42)',
    ]);
    const forged = new GraphQLError(
      `Cannot query field "a" on type "Secret". Did you mean "${C}" or "name"?`,
    );
    expect(rebuiltDocumentError(forged, schema, { suggestions: true })).toBe(
      'The type Secret has no field of this name. Did you mean name?',
    );
  });

  it('that we marked as safe keeps its text, and one that is not marked does not', () => {
    const marked = new GraphQLError('A value stands here.', { extensions: { safe: true } });
    expect(rebuiltDocumentError(marked, schema, { suggestions: false })).toBe('A value stands here.');
    const wrapped = new GraphQLError('A value stands here.', { originalError: marked, extensions: {} });
    expect(rebuiltDocumentError(wrapped, schema, { suggestions: false })).toBe('A value stands here.');
    const unmarked = new GraphQLError('A value stands here.', { extensions: { safe: 'yes' } });
    expect(rebuiltDocumentError(unmarked, schema, { suggestions: false })).toBe('The document is not valid.');
  });
});
