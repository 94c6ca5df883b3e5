import 'reflect-metadata';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLEnumType, GraphQLSchema, isInterfaceType, lexicographicSortSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import type { DialectSummary } from '../../core/dialect';
import { gatewaySubgraph } from '../federation/gateway-subgraph';
import type { Subgraph } from '../federation/subgraph-schema';
import { applyGuard } from '../guard/guard';
import { guardDirectives } from '../guard/guard.directive';
import { proveMasked } from '../guard/mask-proof';
import { nodeTypeName } from '../relay/node.type';
import { addDialects, DialectRepresentationObject } from '../schema/dialect.type';
import { ServiceUserObject, UserObject } from '../schema/principal.type';
import { RESOLVERS } from '../schema/resolvers';
import { resolveDirectly } from './direct-resolution';

/** Root types have no class that could carry a description. */
const ROOTS = {
  Query: 'What can be read. The value of a secret is never part of it.',
  Mutation: 'What can be changed. Each change is committed together with its audit event.',
};

/**
 * The schema of the gateway, as clients see it, with a guard on every field.
 *
 * @throws UnguardedFields when a field has no rule; MaskBypass when an output position could return a value.
 */
export function buildGatewaySchema(dialects: readonly DialectSummary[]): GraphQLSchema {
  return guarded(unguardedSchema(dialects));
}

/**
 * The same schema as a Federation 2 subgraph, with its SDL.
 *
 * @throws like {@link buildGatewaySchema}.
 */
export function buildGatewaySubgraph(dialects: readonly DialectSummary[]): Subgraph {
  const subgraph = gatewaySubgraph(unguardedSchema(dialects));
  guarded(subgraph.schema);
  return subgraph;
}

/** The SDL of a schema, as in `schema/schema.graphql`: sorted, with the directives of the guard. */
export function schemaDefinition(schema: GraphQLSchema): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema)).trim()}\n`;
}

function guarded(schema: GraphQLSchema): GraphQLSchema {
  applyGuard(schema);
  proveMasked(schema);
  return schema;
}

function unguardedSchema(dialects: readonly DialectSummary[]): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    orphanedTypes: [UserObject, ServiceUserObject, DialectRepresentationObject],
    validate: false,
    // The check would introspect the schema. The server validates the schema that it serves anyway.
    skipCheck: true,
  });
  // type-graphql would return a promise for every row, although the id alone says the type.
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = nodeTypeName;
  }
  addDialects(schema, dialects);
  resolveDirectly(schema);
  for (const [name, description] of Object.entries(ROOTS)) schema.getType(name)!.description = description;
  const { directives, ...config } = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    description: 'Manages the secrets of organizations. Values can be written but never read.',
    directives: [...directives, ...guardDirectives(schema.getType('Permission') as GraphQLEnumType)],
  });
}
