import {
  buildSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { MaskBypass, VALUE_NAME, VALUE_TYPE } from '../guard/mask-proof';

/**
 * Proves that no output position of a composed supergraph can return a secret value. A position that our subgraph answers
 * must exist in our schema with the same type, and {@link proveMasked} has checked that schema. A position that another
 * subgraph answers must not be a SecretValue, must not be named like a value, and must not take a SecretValue as an
 * argument, because a subgraph that never gets a value cannot return one.
 *
 * @param supergraphSdl the output of composition, whose `join` directives say which subgraph answers what.
 * @param name the name of our subgraph in it.
 * @param own our schema, checked by {@link proveMasked}.
 * @throws MaskBypass with the positions that break a rule; TypeError when the supergraph does not have our subgraph.
 */
export function proveSupergraphMasked(supergraphSdl: string, name: string, own: GraphQLSchema): void {
  const supergraph = buildSchema(supergraphSdl, { assumeValid: true, assumeValidSDL: true });
  const ours = graphNamed(supergraph, name);
  const bypasses: string[] = [];
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const graphs = graphsOf(type, field);
      const isProven =
        graphs.length > 0 &&
        graphs.every((graph) => (graph === ours ? isOurs(own, type, field) : isHarmless(field)));
      if (!isProven) bypasses.push(`${type.name}.${field.name}`);
    }
  }
  if (bypasses.length > 0) throw new MaskBypass(bypasses);
}

/** The enum value that stands for a subgraph. */
function graphNamed(supergraph: GraphQLSchema, name: string): string {
  const graphs = supergraph.getType('join__Graph');
  const found = isEnumType(graphs)
    ? graphs
        .getValues()
        .find(({ astNode }) =>
          astNode?.directives?.some(
            (each) => argumentOf(each, 'name') === name && each.name.value === 'join__graph',
          ),
        )
    : undefined;
  if (found === undefined) throw new TypeError(`The supergraph has no subgraph ${JSON.stringify(name)}.`);
  return found.name;
}

/** The subgraphs that may answer a field: those named by its `join__field` directives, or else all that have its type. */
function graphsOf(
  type: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
): readonly unknown[] {
  // An external field counts, too: `@provides` lets its subgraph answer it on some paths.
  const joined = directivesOf(field.astNode?.directives, 'join__field').filter(
    (each) => argumentOf(each, 'graph') !== undefined,
  );
  const directives = joined.length > 0 ? joined : directivesOf(type.astNode?.directives, 'join__type');
  return directives.map((each) => argumentOf(each, 'graph'));
}

function isOurs(
  own: GraphQLSchema,
  { name }: GraphQLObjectType | GraphQLInterfaceType,
  field: GraphQLField<unknown, unknown>,
): boolean {
  const type = own.getType(name);
  if (!(isObjectType(type) || isInterfaceType(type))) return false;
  const proven = type.getFields()[field.name];
  return proven !== undefined && getNamedType(proven.type).name === getNamedType(field.type).name;
}

function isHarmless(field: GraphQLField<unknown, unknown>): boolean {
  const type = getNamedType(field.type);
  if (isLeafType(type) && (type.name === VALUE_TYPE || VALUE_NAME.test(field.name))) return false;
  return !field.args.some((argument) => takesValue(argument.type, new Set()));
}

function takesValue(type: GraphQLInputType, seen: Set<string>): boolean {
  const named = getNamedType(type);
  if (named.name === VALUE_TYPE) return true;
  if (!isInputObjectType(named) || seen.has(named.name)) return false;
  seen.add(named.name);
  return Object.values(named.getFields()).some((field) => takesValue(field.type, seen));
}

function directivesOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): readonly ConstDirectiveNode[] {
  return (directives ?? []).filter((each) => each.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode, name: string): unknown {
  const value = directive.arguments?.find((each) => each.name.value === name)?.value;
  return value !== undefined && 'value' in value ? value.value : undefined;
}
