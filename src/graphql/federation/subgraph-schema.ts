import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLFieldConfigMap,
  type GraphQLFieldResolver,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  type GraphQLTypeResolver,
  GraphQLUnionType,
  Kind,
  lexicographicSortSchema,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  visit,
} from 'graphql';

/** The version of the Federation specification that our subgraphs use: the oldest with everything we need. */
const FEDERATION = 'https://specs.apollo.dev/federation/v2.3';
const FEDERATION_DIRECTIVES = new Set([
  'key',
  'requires',
  'provides',
  'external',
  'tag',
  'extends',
  'shareable',
  'inaccessible',
  'override',
  'composeDirective',
  'interfaceObject',
]);

/** What to add to a schema to make it a subgraph. */
export interface SubgraphOptions {
  /** Directives to add, by schema coordinate (`Type` or `Type.field`): `{ 'Secret': '@key(fields: "id")' }`. */
  readonly directives?: Readonly<Record<string, string>>;
  /** Directives of the schema itself, such as `@link` for more specifications and `@composeDirective`. */
  readonly schemaDirectives?: string;
  /** The types that other subgraphs may refer to. Without them there is no `_entities`. */
  readonly entities?: Entities;
}

/** How `_entities` turns representations into objects. */
interface Entities {
  /** The names of the types; each has a `@key`. */
  readonly typeNames: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: contexts differ by server
  readonly resolve: GraphQLFieldResolver<unknown, any, { representations: readonly unknown[] }>;
  /** Finds the type of an object that `resolve` returned. */
  // biome-ignore lint/suspicious/noExplicitAny: contexts differ by server
  readonly resolveType: GraphQLTypeResolver<any, any>;
}

/** A schema that a federation gateway can query, and its SDL for composition. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** Printed on first use. @throws TypeError for directives at a coordinate that the schema lacks. */
  readonly sdl: string;
}

/**
 * Makes a Federation 2 subgraph of a schema that type-graphql built (Apollo Federation, "Subgraph schema and resolvers").
 * The schema answers `_service` and `_entities`. The SDL has the directives of the classes and of the options, and the
 * `@link` that imports them. The types are those of the given schema, except for the query type, which is a new one
 * without a guard: apply the guard to the result.
 *
 * Whether the directives comply with the specification is checked where the SDL file is written.
 *
 * @throws TypeError for a schema without a query type.
 */
export function subgraphOf(schema: GraphQLSchema, options: SubgraphOptions = {}): Subgraph {
  let text: string | undefined;
  const sdl = () => {
    text ??= `${print(subgraphDefinitions(schema, options))}\n`;
    return text;
  };
  const { query, types, ...config } = schema.toConfig();
  if (!query) throw new TypeError('The schema has no query type.');
  const root = withFields(query, { ...entityFields(schema, options.entities), ...serviceFields(sdl) });
  const others = types.filter((type) => type !== query);
  return {
    schema: new GraphQLSchema({ ...config, query: root, types: others }),
    get sdl() {
      return sdl();
    },
  };
}

function withFields(
  type: GraphQLObjectType,
  fields: GraphQLFieldConfigMap<unknown, unknown>,
): GraphQLObjectType {
  const config = type.toConfig();
  return new GraphQLObjectType({ ...config, fields: { ...config.fields, ...fields } });
}

function entityFields(
  schema: GraphQLSchema,
  entities: Entities | undefined,
): GraphQLFieldConfigMap<unknown, unknown> {
  if (entities === undefined) return {};
  const { typeNames, resolve, resolveType } = entities;
  const types = [...typeNames].sort().map((name) => schema.getType(name) as GraphQLObjectType);
  const entity = new GraphQLUnionType({ name: '_Entity', types, resolveType });
  const any = new GraphQLNonNull(new GraphQLScalarType({ name: '_Any' }));
  return {
    _entities: {
      type: new GraphQLNonNull(new GraphQLList(entity)),
      args: { representations: { type: new GraphQLNonNull(new GraphQLList(any)) } },
      resolve: resolve as GraphQLFieldResolver<unknown, unknown>,
    },
  };
}

function serviceFields(sdl: () => string): GraphQLFieldConfigMap<unknown, unknown> {
  const service = new GraphQLObjectType({ name: '_Service', fields: { sdl: { type: GraphQLString } } });
  return { _service: { type: new GraphQLNonNull(service), resolve: () => ({ sdl: sdl() }) } };
}

function subgraphDefinitions(
  schema: GraphQLSchema,
  { directives = {}, schemaDirectives = '' }: SubgraphOptions,
): DocumentNode {
  const further = new Map(Object.entries(directives).map(([at, text]) => [at, parsedDirectives(text)]));
  const definitions = getDocumentNodeFromSchema(lexicographicSortSchema(schema)).definitions.map((each) =>
    withDirectives(each, further),
  );
  if (further.size > 0) throw new TypeError(`The schema has no ${[...further.keys()].join(', ')}.`);
  const own = parsedDirectives(schemaDirectives);
  const used = new Set(own.map(({ name }) => name.value));
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions };
  visit(document, { enter: (node) => void (node.kind === Kind.DIRECTIVE && used.add(node.name.value)) });
  const imports = [...used].filter((name) => FEDERATION_DIRECTIVES.has(name)).sort();
  const link = `@link(url: "${FEDERATION}", import: [${imports.map((name) => `"@${name}"`).join(', ')}])`;
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      { kind: Kind.SCHEMA_EXTENSION, directives: [...parsedDirectives(link), ...own] },
      ...definitions,
    ],
  };
}

/** Adds the directives that `further` has for this definition and its fields, and removes them from `further`. */
function withDirectives(
  definition: DefinitionNode,
  further: Map<string, readonly ConstDirectiveNode[]>,
): DefinitionNode {
  if (!('name' in definition) || definition.name === undefined || !('directives' in definition))
    return definition;
  const take = (coordinate: string, present: readonly ConstDirectiveNode[] | undefined) => {
    const added = further.get(coordinate) ?? [];
    further.delete(coordinate);
    return [...(present ?? []), ...added];
  };
  const { name } = definition;
  // Only properties that objects, interfaces and input objects share are changed.
  const type = definition as ObjectTypeDefinitionNode;
  return {
    ...type,
    directives: take(name.value, type.directives),
    ...(type.fields && {
      fields: type.fields.map((field) => ({
        ...field,
        directives: take(`${name.value}.${field.name.value}`, field.directives),
      })),
    }),
  };
}

function parsedDirectives(text: string): readonly ConstDirectiveNode[] {
  const [definition] = parse(`scalar Holder ${text}`).definitions;
  return (definition as { directives?: readonly ConstDirectiveNode[] }).directives ?? [];
}
