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

/** The version of the Federation specification that subgraphs are written in: the oldest that has all we use. */
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

/** What a subgraph has besides the schema it is made from. */
export interface SubgraphOptions {
  /** Directives to add, by schema coordinate (`Type` or `Type.field`): `{ 'Secret': '@key(fields: "id")' }`. */
  readonly directives?: Readonly<Record<string, string>>;
  /** Directives of the schema itself: `@link` of further specifications, `@composeDirective`. */
  readonly schemaDirectives?: string;
  /** The types that other subgraphs refer to; without them there is no `_entities`. */
  readonly entities?: Entities;
}

/** How representations become objects. */
export interface Entities {
  /** The names of the types, each of which has a `@key`. */
  readonly typeNames: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: contexts differ by server
  readonly resolve: GraphQLFieldResolver<unknown, any, { representations: readonly unknown[] }>;
  /** The type of an object that `resolve` gave. */
  // biome-ignore lint/suspicious/noExplicitAny: contexts differ by server
  readonly resolveType: GraphQLTypeResolver<any, any>;
}

/** A schema that a federation gateway can query, and the SDL it is composed from. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  /** Written when it is asked for first. @throws TypeError for directives at a coordinate that the schema lacks. */
  readonly sdl: string;
}

/**
 * Makes a Federation 2 subgraph of a schema that type-graphql built: the directives of its classes and those of the
 * options are written out, with the `@link` that imports them, and the schema answers `_service` and `_entities` (Apollo
 * Federation, "Subgraph schema and resolvers"). The types are those of the given schema, so that a field costs what it
 * costs there; only the query type is another. The guard is not carried: apply it to the result.
 *
 * Whether the directives keep the rules of the specification is checked where the SDL file is written.
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

/** Adds the directives that `further` has for this definition and its fields, and takes them out of it. */
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
  // What objects, interfaces and input objects have in common is all that is touched.
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
