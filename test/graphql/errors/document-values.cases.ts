import { type BrokenDocument, C } from './document.fixture';

/** Documents that break the rules on arguments, values and variables, and limits of the library. */
export const BROKEN_VALUES: readonly BrokenDocument[] = [
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
    'The field secret requires the argument id of type ID!. (line 1, column 3)',
  ],
  [
    'ProvidedRequiredArguments, directive',
    `{ ${C}: __typename @onField }`,
    'The directive @onField requires the argument reason of type String!. (line 1, column 49)',
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
    'Two fields with the same response name differ in field, arguments or type. Give one of them an alias. (line 1, column 3)',
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
    'The introspection query is nested too deeply. (line 1, column 3)',
  ],
  [
    'NoSchemaIntrospection',
    `{ ${C}: __schema { __typename } }`,
    'Introspection is switched off. (line 1, column 3)',
  ],
  [
    'MaxErrors',
    `{ ${Array.from({ length: 200 }, (_, each) => `${C}${each}`).join(' ')} }`,
    'There are too many errors to show them all.',
  ],
];
