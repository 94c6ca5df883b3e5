import { type BrokenDocument, C } from './document.fixture';

/** Documents that break the rules on operations, fragments, fields and directives. */
export const BROKEN_RULES: readonly BrokenDocument[] = [
  [
    'ExecutableDefinitions',
    `{ secret(id: "${C}") { id } } type ${C} { a: Int }`,
    'A document may contain only operations and fragments. (line 1, column 60)',
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
    'A subscription must have exactly one root field. (line 1, column 65)',
  ],
  [
    'SingleFieldSubscriptions, introspection',
    `subscription ${C} { __typename }`,
    'A subscription must not have an introspection field at its root. (line 1, column 50)',
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
    'A fragment on Team cannot be spread here, because an object of type Secret is never of type Team. (line 1, column 53)',
  ],
  [
    'PossibleFragmentSpreads, named',
    `{ secret(id: 1) { ...${C} } } fragment ${C} on Team { id }`,
    'A fragment on Team cannot be spread here, because an object of type Secret is never of type Team. (line 1, column 19)',
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
    'The operation uses a variable that it does not declare. (line 1, column 54)',
  ],
  [
    'NoUnusedVariables',
    `query ${C}($${C}: ID = "${C}") { __typename }`,
    'A variable is declared but never used. (line 1, column 41)',
  ],
  [
    'KnownDirectives',
    `{ __typename @${C}(${C}: "${C}") }`,
    'The schema has no directive of this name. (line 1, column 14)',
  ],
  [
    'KnownDirectives, place',
    `query ${C} @onField(reason: "${C}") { __typename }`,
    'The directive @onField is not allowed on QUERY. (line 1, column 41)',
  ],
  [
    'UniqueDirectivesPerLocation',
    `{ __typename @onField(reason: "${C}") @onField(reason: "${C}") }`,
    'The directive @onField can be used only once at this location. (line 1, column 14)',
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
];
