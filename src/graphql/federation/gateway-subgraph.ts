import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
} from 'graphql';
import { Permission } from '../../core/permission';
import { GATEWAY_DIRECTIVE, GUARD_DIRECTIVE, PUBLIC_DIRECTIVE } from '../guard/guard.directive';
import { nodeTypeName } from '../relay/node.type';
import { ENTITY_NAMES, resolveEntities } from './entities.resolver';
import { type Subgraph, subgraphOf } from './subgraph-schema';

/** The name of the specification of the guard's directives. There is nothing to fetch at it. */
const GUARD_SPECIFICATION = 'https://secrets-gateway.invalid/guard/v1.0';

/**
 * The directives that a supergraph needs. `node` and `nodes` are inaccessible in it, because they do not know the ids of
 * other subgraphs: clients of a supergraph use `organization(id:)` and `secret(id:)`.
 */
const DIRECTIVES = {
  Organization: '@key(fields: "id")',
  Secret: '@key(fields: "id")',
  PageInfo: '@shareable',
  'Query.node': '@inaccessible',
  'Query.nodes': '@inaccessible',
} as const;

/** The guards of fields that exist only in the served schema and in no SDL file. */
const GUARDS = {
  'Query._entities': `@${GUARD_DIRECTIVE}(permission: ${Permission.VIEW_SELF})`,
  'Query._service': `@${GATEWAY_DIRECTIVE}`,
  _Service: `@${PUBLIC_DIRECTIVE}`,
} as const;

/** The gateway's schema as a Federation 2 subgraph, not yet guarded. */
export function gatewaySubgraph(schema: GraphQLSchema): Subgraph {
  const subgraph = subgraphOf(schema, {
    directives: DIRECTIVES,
    schemaDirectives: `@link(url: "${GUARD_SPECIFICATION}", import: ["@${GUARD_DIRECTIVE}", "@${PUBLIC_DIRECTIVE}"]) @composeDirective(name: "@${GUARD_DIRECTIVE}")`,
    entities: { typeNames: ENTITY_NAMES, resolve: resolveEntities, resolveType: nodeTypeName },
  });
  for (const [coordinate, text] of Object.entries(GUARDS)) addDirective(subgraph.schema, coordinate, text);
  return subgraph;
}

/** Adds a directive to a type or field, where the guard looks for it. */
function addDirective(schema: GraphQLSchema, coordinate: string, text: string): void {
  const [typeName = '', fieldName] = coordinate.split('.');
  const type = schema.getType(typeName);
  const holder = isObjectType(type) && fieldName !== undefined ? type.getFields()[fieldName] : type;
  if (holder === undefined) throw new TypeError(`The subgraph has no ${coordinate}.`);
  const [definition] = parse(`type ${typeName} ${text}`).definitions as [ObjectTypeDefinitionNode];
  const directives: readonly ConstDirectiveNode[] = definition.directives ?? [];
  const name = { kind: Kind.NAME, value: fieldName ?? typeName };
  Object.assign(holder, { astNode: { ...(holder.astNode ?? { ...definition, name }), directives } });
}
