import {
  type DefinitionNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
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
}

/** What a walk finds in an operation or a fragment, including the fragments that it spreads. */
export interface DefinitionFacts {
  readonly extent: Extent;
  readonly cost: Cost;
  readonly mentions: Mentions;
}

type SelectionFacts = Omit<DefinitionFacts, 'mentions'>;

const NOTHING: SelectionFacts = { extent: { depth: 0, aliases: 0, directives: 0, fields: 0 }, cost: 0 };

/**
 * Walks the definitions of a document. It walks each fragment once, so the work is linear in the document even if fragments
 * multiply. The document need not be valid: a field that the schema lacks has no type and counts once.
 */
export class DocumentWalk {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, DefinitionFacts>();

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
    const ofVariables = (node.variableDefinitions ?? []).map(({ directives }) => directives?.length ?? 0);
    const directives = ofVariables.reduce((sum, each) => sum + each, node.directives?.length ?? 0);
    return { extent: { ...extent, directives: extent.directives + directives }, cost, mentions };
  }

  #set(set: SelectionSetNode, parent: GraphQLNamedType | undefined, mentions: Mentions): SelectionFacts {
    const sum = { ...NOTHING.extent };
    const costs: Cost[] = [];
    for (const selection of set.selections) {
      mentions.addDirectives(selection.directives);
      const { extent, cost } = this.#selection(selection, parent, mentions);
      sum.depth = Math.max(sum.depth, extent.depth);
      sum.aliases += extent.aliases;
      sum.directives += extent.directives + (selection.directives?.length ?? 0);
      sum.fields += extent.fields;
      costs.push(cost);
    }
    return { extent: sum, cost: sumOf(costs) };
  }

  #selection(
    selection: SelectionNode,
    parent: GraphQLNamedType | undefined,
    mentions: Mentions,
  ): SelectionFacts {
    if (selection.kind === Kind.FIELD) return this.#field(selection, parent, mentions);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = this.#known.get(name) ?? this.#fragment(name);
      if (fragment === undefined) return NOTHING;
      mentions.addSpread(fragment.mentions);
      return { extent: fragment.extent, cost: spreadCost(name, fragment.cost) };
    }
    const condition = selection.typeCondition?.name.value;
    const type = condition === undefined ? parent : this.#schema.getType(condition);
    return this.#set(selection.selectionSet, type, mentions);
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined, mentions: Mentions): SelectionFacts {
    const field = fieldOf(this.#schema, parent, node.name.value);
    mentions.addField(node.name.value);
    mentions.addArguments(node.arguments, field?.args);
    const inner = node.selectionSet
      ? this.#set(node.selectionSet, field && getNamedType(field.type), mentions)
      : NOTHING;
    const { depth, aliases, directives } = inner.extent;
    return {
      extent: { depth: depth + 1, aliases: aliases + (node.alias ? 1 : 0), directives, fields: 1 },
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
    const facts = { extent: { ...extent, directives }, cost, mentions };
    this.#known.set(name, facts);
    return facts;
  }
}

/** The definition of a field, including `__schema` and `__type`; undefined for a field that the type lacks. */
function fieldOf(
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
