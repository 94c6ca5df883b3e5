import {
  buildSchema,
  type GraphQLError,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { documentErrorMessage } from '../../../src/graphql/errors/document.error';
import { newCanary } from '../../support/canary';

/** What is wrong, a document with a canary wherever a client writes text, and our message. */
export type BrokenDocument = readonly [what: string, source: string, expected: string];

/** A schema with each kind of type. */
export const schema = buildSchema(`
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
export const canary = newCanary();
/** A canary that is a GraphQL name. */
export const C = `z${canary.text}`;

/** The errors of the library. */
export function errorsOf(source: string): readonly GraphQLError[] {
  try {
    return validate(schema, parse(source, { maxTokens: 3_000 }), [
      ...specifiedRules,
      NoSchemaIntrospectionCustomRule,
    ]);
  } catch (error) {
    return [error as GraphQLError];
  }
}
/** Our messages. */
export const messagesOf = (source: string, suggestions = true) =>
  errorsOf(source).map((error) => documentErrorMessage(error, schema, { suggestions }));
