import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { fieldOf } from '../operation/document-walk';

/** Two fields with one response name that cannot be merged, and how they differ. */
export interface FieldConflict {
  readonly nodes: readonly [FieldNode, FieldNode];
  readonly difference: 'types' | 'fields or arguments';
}

/** A field of a merged selection set. */
interface Selected {
  readonly node: FieldNode;
  readonly parent: GraphQLNamedType | undefined;
  readonly field: GraphQLField<unknown, unknown> | undefined;
}

/** A selection set and the type that its fields belong to. */
type TypedSet = readonly [SelectionSetNode, GraphQLNamedType | undefined];

/** The fields of a merged selection set by response name. */
type Groups = ReadonlyMap<string, readonly Selected[]>;

/** Merging takes more steps than allowed. */
export class TooManySteps extends Error {}

const MAX_CONFLICTS = 20;

/**
 * The conflicts of a document that is valid otherwise (GraphQL §5.3.2). The rule of graphql-js compares each field with
 * each other of the same response name, which is quadratic. This one merges the fields of a name once and compares each with
 * the first: that is enough, because having the same shape, and being the same field with the same arguments, are
 * equivalences. So it visits each field twice, with each fragment counted where it is used.
 *
 * @param maxSteps fields to visit. Only fields of an interface beside fields of many of its types need more than two visits.
 * @returns at most 20.
 * @throws TooManySteps
 */
export function fieldConflicts(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  maxSteps: number,
): readonly FieldConflict[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const search = new ConflictSearch(schema, fragments, maxSteps);
  for (const each of definitions) {
    if (each.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = [each.selectionSet, schema.getRootType(each.operation) ?? undefined] as const;
    search.compareShapes([root]);
    if (search.found.length === 0) search.compareFields([root]);
  }
  return search.found;
}

class ConflictSearch {
  readonly found: FieldConflict[] = [];
  readonly #keys = new Map<FieldNode, string>();
  #steps = 0;

  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    readonly maxSteps: number,
  ) {}

  /** All fields of a response name must have the same shape, whatever type they belong to (`SameResponseShape`). */
  compareShapes(sets: readonly TypedSet[]): void {
    for (const fields of this.#merged(sets).values()) {
      // `__typename` is not compared. Servers have always accepted it beside a field of another type.
      const typed = fields.filter(({ field }) => field !== undefined);
      const isSame = this.#allSame(typed, ({ field }) => shapeOf(field!.type), 'types');
      if (isSame) this.compareShapes(subsets(typed));
    }
  }

  /** Fields whose types an object may have at once must be the same (`FieldsInSetCanMerge`). */
  compareFields(sets: readonly TypedSet[]): void {
    for (const fields of this.#merged(sets).values()) {
      for (const together of overlapping(fields)) {
        const isSame = this.#allSame(together, (each) => this.#keyOf(each), 'fields or arguments');
        if (isSame) this.compareFields(subsets(together));
      }
    }
  }

  #allSame(
    fields: readonly Selected[],
    keyOf: (each: Selected) => string,
    difference: FieldConflict['difference'],
  ): boolean {
    const [first, ...others] = fields;
    if (first === undefined || others.length === 0) return true;
    const key = keyOf(first);
    const other = others.find((each) => keyOf(each) !== key);
    if (other !== undefined && this.found.length < MAX_CONFLICTS) {
      this.found.push({ nodes: [first.node, other.node], difference });
    }
    return other === undefined;
  }

  #merged(sets: readonly TypedSet[]): Groups {
    const groups = new Map<string, Selected[]>();
    const seen = new Set<SelectionSetNode>();
    for (const [set, parent] of sets) this.#collect(set, parent, seen, groups);
    return groups;
  }

  /** @param seen so that a fragment that is spread twice in a merged set counts once. */
  #collect(
    set: SelectionSetNode,
    parent: GraphQLNamedType | undefined,
    seen: Set<SelectionSetNode>,
    groups: Map<string, Selected[]>,
  ): void {
    if (seen.has(set)) return;
    seen.add(set);
    for (const each of set.selections) {
      this.#steps += 1;
      if (this.#steps > this.maxSteps) throw new TooManySteps();
      if (each.kind === Kind.FIELD) {
        const { value: name } = each.alias ?? each.name;
        const selected = { node: each, parent, field: fieldOf(this.schema, parent, each.name.value) };
        const group = groups.get(name);
        if (group === undefined) groups.set(name, [selected]);
        else group.push(selected);
        continue;
      }
      const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : this.fragments.get(each.name.value);
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition?.name.value;
      const type = condition === undefined ? parent : this.schema.getType(condition);
      this.#collect(fragment.selectionSet, type, seen, groups);
    }
  }

  #keyOf({ node }: Selected): string {
    let key = this.#keys.get(node);
    if (key === undefined) {
      key = `${node.name.value}(${keyOfPairs(node.arguments ?? [])})`;
      this.#keys.set(node, key);
    }
    return key;
  }
}

/** The subfields of fields that are merged. */
function subsets(fields: readonly Selected[]): readonly TypedSet[] {
  return fields.flatMap(({ node, field }) =>
    node.selectionSet === undefined ? [] : [[node.selectionSet, field && getNamedType(field.type)] as const],
  );
}

/** The fields of an interface or union are selected together with those of each object type. */
function overlapping(fields: readonly Selected[]): readonly (readonly Selected[])[] {
  const ofAny: Selected[] = [];
  const ofObjects = new Map<GraphQLNamedType | undefined, Selected[]>();
  for (const each of fields) {
    const known = ofObjects.get(each.parent);
    if (isAbstractType(each.parent)) ofAny.push(each);
    else if (known === undefined) ofObjects.set(each.parent, [each]);
    else known.push(each);
  }
  if (ofObjects.size === 0) return [ofAny];
  return [...ofObjects.values()].map((each) => [...ofAny, ...each]);
}

/** Equal for types whose results look alike: the same leaf type, or any types with subfields, in the same lists. */
function shapeOf(type: GraphQLOutputType): string {
  if (isNonNullType(type)) return `${shapeOf(type.ofType)}!`;
  if (isListType(type)) return `[${shapeOf(type.ofType)}]`;
  return isLeafType(type) ? type.name : '{}';
}

/** Equal for arguments, or fields of an input, with the same names and values in any order. */
function keyOfPairs(
  pairs: readonly { readonly name: { readonly value: string }; readonly value: ValueNode }[],
): string {
  return pairs
    .map(({ name, value }) => `${name.value}:${keyOfValue(value)}`)
    .sort()
    .join(',');
}

function keyOfValue(node: ValueNode): string {
  switch (node.kind) {
    case Kind.VARIABLE:
      return `$${node.name.value}`;
    case Kind.LIST:
      return `[${node.values.map(keyOfValue).join(',')}]`;
    case Kind.OBJECT:
      return `{${keyOfPairs(node.fields)}}`;
    case Kind.NULL:
      return 'null';
    case Kind.STRING:
      return JSON.stringify(node.value);
    default:
      return String(node.value);
  }
}
