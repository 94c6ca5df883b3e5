import {
  type ArgumentNode,
  type DefinitionNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type ObjectFieldNode,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type ValueNode,
} from 'graphql';
import { Mentions } from './mentions';
import { type Cost, fieldCost, spreadCost, sumOf } from './selection-cost';

/** The size of a selection with its fragments expanded. Sums may grow to Infinity, which no limit allows. */
export interface Extent {
  /** Levels of fields; a root field is on level 1. */
  readonly depth: number;
  /** Aliases, including those of `__typename`. */
  readonly aliases: number;
  readonly directives: number;
  /** Fields on the first level. */
  readonly fields: number;
  /** Fields, spreads, variables, arguments, directives and values: what validation and execution go through. */
  readonly size: number;
  /** The most fields with one response name in one selection set, with its inline fragments but not its spreads. */
  readonly repeats: number;
}

/** What a walk finds in an operation or a fragment, including the fragments that it spreads. */
export interface DefinitionFacts {
  readonly extent: Extent;
  readonly cost: Cost;
  readonly mentions: Mentions;
}

type SelectionFacts = Omit<DefinitionFacts, 'mentions'>;

const NOTHING: SelectionFacts = {
  extent: { depth: 0, aliases: 0, directives: 0, fields: 0, size: 0, repeats: 0 },
  cost: 0,
};

/** Selection sets within each other, including those of fragments, that a walk enters. The stack has room for them. */
const MAX_NESTING = 500;
const TOO_DEEP: SelectionFacts = {
  ...NOTHING,
  extent: { ...NOTHING.extent, depth: Number.POSITIVE_INFINITY },
};

/**
 * Walks the definitions of a document. It walks each fragment once, so the work is linear in the document even if fragments
 * multiply. The document need not be valid: a field that the schema lacks has no type and counts once.
 */
export class DocumentWalk {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, DefinitionFacts>();
  #nesting = 0;

  constructor(schema: GraphQLSchema, definitions: readonly DefinitionNode[]) {
    this.#schema = schema;
    for (const each of definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
    }
  }

  operation(node: OperationDefinitionNode): DefinitionFacts {
    const mentions = new Mentions(this.#schema);
    mentions.addDirectives(node.directives);
    const root = this.#schema.getRootType(node.operation) ?? undefined;
    const { extent, cost } = this.#set(node.selectionSet, root, mentions);
    let directives = extent.directives + (node.directives?.length ?? 0);
    let size = extent.size + sizeOfDirectives(node.directives);
    for (const variable of node.variableDefinitions ?? []) {
      directives += variable.directives?.length ?? 0;
      size += 1 + sizeOfDirectives(variable.directives);
      if (variable.defaultValue) size += sizeOfValue(variable.defaultValue);
    }
    return { extent: { ...extent, directives, size }, cost, mentions };
  }

  /** @param names how often each response name was selected so far, in the set that an inline fragment belongs to. */
  #set(
    set: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    mentions: Mentions,
    names = new Map<string, number>(),
  ): SelectionFacts {
    if (this.#nesting >= MAX_NESTING) return TOO_DEEP;
    this.#nesting += 1;
    const sum = { ...NOTHING.extent };
    const costs: Cost[] = [];
    for (const selection of set.selections) {
      mentions.addDirectives(selection.directives);
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const repeats = (names.get(name) ?? 0) + 1;
        names.set(name, repeats);
        sum.repeats = Math.max(sum.repeats, repeats);
      }
      const { extent, cost } = this.#selection(selection, parent, mentions, names);
      sum.depth = Math.max(sum.depth, extent.depth);
      sum.aliases += extent.aliases;
      sum.directives += extent.directives + (selection.directives?.length ?? 0);
      sum.fields += extent.fields;
      sum.size += extent.size + sizeOfDirectives(selection.directives);
      sum.repeats = Math.max(sum.repeats, extent.repeats);
      costs.push(cost);
    }
    this.#nesting -= 1;
    return { extent: sum, cost: sumOf(costs) };
  }

  #selection(
    selection: SelectionNode,
    parent: GraphQLNamedType | undefined,
    mentions: Mentions,
    names: Map<string, number>,
  ): SelectionFacts {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent, mentions);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = this.#known.get(name) ?? this.#fragment(name);
      const size = 1 + (fragment?.extent.size ?? 0);
      if (fragment === undefined) return { ...NOTHING, extent: { ...NOTHING.extent, size } };
      mentions.addSpread(fragment.mentions);
      return { extent: { ...fragment.extent, size }, cost: spreadCost(name, fragment.cost) };
    }
    const condition = selection.typeCondition?.name.value;
    const type = condition === undefined ? parent : this.#schema.getType(condition);
    const { extent, cost } = this.#set(selection.selectionSet, type, mentions, names);
    return { extent: { ...extent, size: extent.size + 1 }, cost };
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined, mentions: Mentions): SelectionFacts {
    const field = fieldOf(this.#schema, parent, node.name.value);
    mentions.addField(node.name.value);
    mentions.addArguments(node.arguments, field?.args);
    const inner = node.selectionSet
      ? this.#set(node.selectionSet, field && getNamedType(field.type), mentions)
      : NOTHING;
    const { depth, aliases, directives, size, repeats } = inner.extent;
    return {
      extent: {
        depth: depth + 1,
        aliases: aliases + (node.alias ? 1 : 0),
        directives,
        fields: 1,
        size: 1 + sizeOfArguments(node.arguments) + size,
        repeats,
      },
      cost: node.selectionSet ? fieldCost(node, field, inner.cost) : 1,
    };
  }

  #fragment(name: string): DefinitionFacts | undefined {
    const node = this.#fragments.get(name);
    if (node === undefined) return undefined;
    const mentions = new Mentions(this.#schema);
    // Another rule refuses a fragment that spreads itself; here the walk must only end.
    this.#known.set(name, { ...NOTHING, mentions });
    mentions.addDirectives(node.directives);
    const type = this.#schema.getType(node.typeCondition.name.value);
    const { extent, cost } = this.#set(node.selectionSet, type, mentions);
    const directives = extent.directives + (node.directives?.length ?? 0);
    const size = extent.size + sizeOfDirectives(node.directives);
    const facts = { extent: { ...extent, directives, size }, cost, mentions };
    this.#known.set(name, facts);
    return facts;
  }
}

function sizeOfDirectives(nodes: readonly DirectiveNode[] | undefined): number {
  return (nodes ?? []).reduce((sum, each) => sum + 1 + sizeOfArguments(each.arguments), 0);
}

function sizeOfArguments(nodes: readonly (ArgumentNode | ObjectFieldNode)[] | undefined): number {
  return (nodes ?? []).reduce((sum, { value }) => sum + 1 + sizeOfValue(value), 0);
}

function sizeOfValue(node: ValueNode): number {
  if (node.kind === Kind.OBJECT) return 1 + sizeOfArguments(node.fields);
  return node.kind === Kind.LIST ? node.values.reduce((sum, each) => sum + sizeOfValue(each), 1) : 1;
}

/** The definition of a field, including `__schema` and `__type`; undefined for a field that the type lacks. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (!(isObjectType(parent) || isInterfaceType(parent))) return undefined;
  const fields = parent.getFields();
  if (Object.hasOwn(fields, name)) return fields[name];
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((each) => each.name === name);
  return parent === schema.getQueryType() ? meta : undefined;
}
