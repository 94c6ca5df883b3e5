import 'reflect-metadata';
import { type GraphQLEnumType, GraphQLSchema, isInterfaceType } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { gatewaySubgraph } from '../federation/gateway-subgraph';
import type { Subgraph } from '../federation/subgraph-schema';
import { applyGuard } from '../guard/guard';
import { guardDirectives } from '../guard/guard.directive';
import { proveMasked } from '../guard/mask-proof';
import { nodeTypeName } from '../relay/node.type';
import { AuditEventResolver, AuditLogResolver } from './audit-event.resolver';
import { ConsumerMutation } from './consumer.mutation';
import { ConsumerListResolver, ConsumerResolver, SecretUseResolver } from './consumer.resolver';
import { DialectNameResolver, SecretDialectsResolver } from './dialect.resolver';
import { callDirectly } from './direct.resolver';
import { DirectoryResolver } from './directory.resolver';
import { MembershipMutation } from './membership.mutation';
import { NodeResolver } from './node.resolver';
import { OrganizationMutation } from './organization.mutation';
import { OrganizationResolver } from './organization.resolver';
import { ServiceUserObject, UserObject } from './principal.type';
import { RepositoryMutation } from './repository.mutation';
import { RoleMutation } from './role.mutation';
import { SecretMutation } from './secret.mutation';
import { SecretListResolver, SecretResolver, SecretVersionResolver } from './secret.resolver';
import { ServiceUserMutation } from './service-user.mutation';
import { TeamMutation } from './team.mutation';
import {
  MembershipResolver,
  RepositoryResolver,
  RoleResolver,
  ServiceUserResolver,
  TeamResolver,
  TokenResolver,
  UserResolver,
} from './team.resolver';
import { TokenMutation } from './token.mutation';
import { ViewerResolver } from './viewer.resolver';

const RESOLVERS = [
  AuditEventResolver,
  AuditLogResolver,
  ConsumerListResolver,
  ConsumerMutation,
  ConsumerResolver,
  DialectNameResolver,
  DirectoryResolver,
  MembershipMutation,
  MembershipResolver,
  NodeResolver,
  OrganizationMutation,
  OrganizationResolver,
  RepositoryMutation,
  RepositoryResolver,
  RoleMutation,
  RoleResolver,
  SecretDialectsResolver,
  SecretListResolver,
  SecretMutation,
  SecretResolver,
  SecretUseResolver,
  SecretVersionResolver,
  ServiceUserMutation,
  ServiceUserResolver,
  TeamMutation,
  TeamResolver,
  TokenMutation,
  TokenResolver,
  UserResolver,
  ViewerResolver,
] as const;

/** Root types have no class that could bear a description. */
const ROOTS = {
  Query: 'What can be read. Nothing in it leads to a value.',
  Mutation: 'What can be changed. Each change and its audit event are one transaction.',
};

/**
 * The schema of the gateway, as clients see it, with the guard on every field.
 *
 * @throws UnguardedFields when a field has no rule; MaskBypass when an output position could yield a value.
 */
export function buildGatewaySchema(): GraphQLSchema {
  return guarded(unguardedSchema());
}

/**
 * The same schema as a Federation 2 subgraph, with its SDL.
 *
 * @throws like {@link buildGatewaySchema}.
 */
export function buildGatewaySubgraph(): Subgraph {
  const subgraph = gatewaySubgraph(unguardedSchema());
  guarded(subgraph.schema);
  return subgraph;
}

function guarded(schema: GraphQLSchema): GraphQLSchema {
  applyGuard(schema);
  proveMasked(schema);
  return schema;
}

function unguardedSchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    orphanedTypes: [UserObject, ServiceUserObject],
    validate: false,
    // It would run an introspection query over the schema; the server validates the schema that it serves.
    skipCheck: true,
  });
  // type-graphql would answer with a promise for every row, although the type stands in the id.
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = nodeTypeName;
  }
  callDirectly(schema);
  for (const [name, description] of Object.entries(ROOTS)) schema.getType(name)!.description = description;
  const { directives, ...config } = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    description: 'Secrets of organizations go in and never come out.',
    directives: [...directives, ...guardDirectives(schema.getType('Permission') as GraphQLEnumType)],
  });
}
