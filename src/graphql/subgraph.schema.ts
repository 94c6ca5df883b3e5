import { buildSubgraphSchema } from '@apollo/subgraph';
import { getDocumentNodeFromSchema } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLScalarType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
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

/** A function of the subgraph's resolvers: a field's, or `__resolveReference` and `__resolveType` of a type. */
// biome-ignore lint/suspicious/noExplicitAny: each stands at another type of parent and arguments
export type SubgraphFunction = (...given: any[]) => unknown;

/** What a subgraph has besides the schema it is made from. */
export interface SubgraphOptions {
  /** Directives to add, by schema coordinate (`Type` or `Type.field`): `{ 'Secret': '@key(fields: "id")' }`. */
  readonly directives?: Readonly<Record<string, string>>;
  /** Directives of the schema itself: `@link` of further specifications, `@composeDirective`. */
  readonly schemaDirectives?: string;
  /** Resolvers by type and field that replace or join those of the schema. */
  readonly resolvers?: Readonly<Record<string, Readonly<Record<string, SubgraphFunction>>>>;
}

/** A schema that a federation gateway can query, and the SDL it is composed from. */
export interface Subgraph {
  readonly schema: GraphQLSchema;
  readonly sdl: string;
}

/**
 * Makes a Federation 2 subgraph of a schema that type-graphql built: the directives of its classes and those of the
 * options are written out, with the `@link` that imports them, and the result answers `_service` and `_entities`.
 * Resolvers, scalars, internal values of enums and default values are those of the schema, so that a field costs what
 * it costs there. The guard is not carried: apply it to the result.
 *
 * @throws Error (by the subgraph library) for directives that break the rules of the specification.
 */
export function subgraphOf(schema: GraphQLSchema, options: SubgraphOptions = {}): Subgraph {
  const definitions = subgraphDefinitions(schema, options);
  const sdl = `${print(definitions)}\n`;
  const subgraph = buildSubgraphSchema([
    { typeDefs: definitions, resolvers: resolversOf(schema) },
    {
      typeDefs: { kind: Kind.DOCUMENT, definitions: [] },
      resolvers: { Query: { _service: () => ({ sdl }) } },
    },
    { typeDefs: { kind: Kind.DOCUMENT, definitions: [] }, resolvers: { ...options.resolvers } },
  ] as Parameters<typeof buildSubgraphSchema>[0]);
  carryDefaults(schema, subgraph);
  return { schema: subgraph, sdl };
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

function resolversOf(schema: GraphQLSchema): Record<string, Record<string, unknown>> {
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) {
      const fields: [string, GraphQLFieldResolver<unknown, unknown>][] = [];
      for (const { name, resolve } of Object.values(type.getFields()))
        if (resolve) fields.push([name, resolve]);
      resolvers[type.name] = Object.fromEntries(fields);
    } else if (isAbstractType(type)) resolvers[type.name] = { __resolveType: type.resolveType };
    else if (isEnumType(type)) {
      resolvers[type.name] = Object.fromEntries(type.getValues().map(({ name, value }) => [name, value]));
    } else if (isScalarType(type) && !isSpecifiedScalarType(type)) resolvers[type.name] = functionsOf(type);
  }
  return resolvers;
}

function functionsOf({ serialize, parseValue, parseLiteral }: GraphQLScalarType): Record<string, unknown> {
  return { serialize, parseValue, parseLiteral };
}

/** SDL has default values as text, read before an enum or scalar has its functions; the real ones are taken over. */
function carryDefaults(from: GraphQLSchema, to: GraphQLSchema): void {
  for (const type of Object.values(from.getTypeMap())) {
    const twin = to.getType(type.name);
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type) && isInputObjectType(twin)) {
      for (const field of Object.values(type.getFields()))
        twin.getFields()[field.name]!.defaultValue = field.defaultValue;
    }
    if ((isObjectType(type) && isObjectType(twin)) || (isInterfaceType(type) && isInterfaceType(twin))) {
      for (const { name, args } of Object.values(type.getFields())) {
        for (const argument of twin.getFields()[name]!.args) {
          argument.defaultValue = args.find((each) => each.name === argument.name)?.defaultValue;
        }
      }
    }
  }
}
