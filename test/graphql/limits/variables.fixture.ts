import {
  buildSchema,
  GraphQLError,
  type GraphQLScalarType,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { BadUserInput } from '../../../src/core/errors';
import { checkVariables } from '../../../src/graphql/limits/variables-check';

export const schema = buildSchema(`
  scalar SecretValue
  scalar Name
  scalar Broken
  scalar Anything
  enum Visibility { ALL PRIVATE SELECTED }
  input Sealed { keyId: String!, encryptedValue: String! }
  input CreateSecret {
    organizationId: ID!
    name: Name!
    value: SecretValue
    sealedValue: Sealed
    note: String
    isFile: Boolean! = false
    weight: Float
    broken: Broken
    visibility: Visibility! = ALL
    selectedRepositoryIds: [Int!]
    children: [CreateSecret!]
    matrix: [[Int]]
  }
  input Choice @oneOf { id: ID, slug: String }
  type Secret { id: ID!, rename(to: Name!): Secret }
  type Query {
    secret(id: ID!): Secret
    nodes(ids: [ID!]!): [Secret]!
    page(first: Int! = 30): Secret
    pick(choice: Choice!): Secret
    any(thing: Anything): Secret
  }
  type Mutation { createSecret(input: CreateSecret!): Secret, putSecret(input: CreateSecret!): Secret }
`);
const scalar = (name: string) => schema.getType(name) as GraphQLScalarType;
scalar('SecretValue').parseValue = (value) => {
  if (typeof value === 'string') return value;
  throw new GraphQLError('A SecretValue is a string.', { extensions: { safe: true } });
};
scalar('Name').parseValue = (value) => {
  if (typeof value === 'string' && value.length < 256) return value;
  throw BadUserInput.at('name', 'length', 'A name has 1 to 255 characters.');
};
scalar('Broken').parseValue = (value) => {
  throw new Error(`cannot read ${JSON.stringify(value)}`);
};

/** A mutation with one variable. */
export const CREATE = 'mutation($x: CreateSecret!) { createSecret(input: $x) { id } }';
/** The smallest valid input. */
export const GOOD = { organizationId: 'org-1', name: 'a' };

/** The violations. If there are none, the executor must accept the variables, too. */
export function check(source: string, variables: unknown, options = { suggestions: true }) {
  const document = parse(source);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('one operation is needed');
  expect(validate(schema, document, specifiedRules)).toEqual([]);
  const violations = checkVariables(schema, document, operation, variables, options);
  if (violations.length > 0) return violations;
  // Otherwise the executor would raise an error of its own, which quotes the value.
  const inputs = (variables ?? {}) as Record<string, unknown>;
  expect(getVariableValues(schema, operation.variableDefinitions ?? [], inputs)).not.toHaveProperty('errors');
  return violations;
}
/** `path:rule` of each violation. */
export const rulesOf = (source: string, variables: unknown) =>
  check(source, variables).map(({ path, rule }) => `${path}:${rule}`);
export const rulesOfInput = (input: unknown) => rulesOf(CREATE, { x: input });
