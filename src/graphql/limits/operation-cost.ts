import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { PAGE_SIZE } from '../../core/page';
import { fieldOf } from './variable-uses';

/** Arguments that hold one subject for each item of the list a field answers with. */
const SUBJECT_LISTS = ['ids', 'representations'];

/**
 * How many fields an operation may resolve at most: every field counts one; what is below a connection counts as often
 * as `first` or `last` says (the default page size when neither does), and what is below `nodes(ids:)` or
 * `_entities(representations:)` as often as the list is long. `@skip` and `@include` are not looked at, and every
 * fragment counts, whatever type an object turns out to have. Each fragment is measured once.
 *
 * @param variables as submitted; what has no usable value counts as its default.
 * @returns a whole number up to `Number.MAX_SAFE_INTEGER`, at which it stays.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> | undefined,
): number {
  return new Costing(schema, document, operation, variables ?? {}).run();
}

class Costing {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, number>();
  readonly #values = new Map<string, unknown>();

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
    readonly operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
  ) {
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
    }
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      const name = variable.name.value;
      const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
      this.#values.set(name, given ?? (defaultValue && this.#literal(defaultValue)));
    }
  }

  run(): number {
    return this.#set(
      this.operation.selectionSet,
      this.schema.getRootType(this.operation.operation) ?? undefined,
    );
  }

  #set(set: SelectionSetNode, parent: GraphQLNamedType | undefined): number {
    let sum = 0;
    for (const selection of set.selections) sum = capped(sum + this.#selection(selection, parent));
    return sum;
  }

  #selection(selection: SelectionNode, parent: GraphQLNamedType | undefined): number {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      return this.#set(
        selection.selectionSet,
        condition === undefined ? parent : this.schema.getType(condition),
      );
    }
    if (selection.selectionSet === undefined) return 1;
    const field = fieldOf(this.schema, parent, selection.name.value);
    const inner = this.#set(selection.selectionSet, field && getNamedType(field.type));
    return capped(1 + inner * (field === undefined ? 1 : this.#multiplier(selection, field)));
  }

  #fragment(name: string): number {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    // A fragment within itself does not pass validation; here it must only end.
    this.#known.set(name, 0);
    if (fragment === undefined) return 0;
    const cost = this.#set(fragment.selectionSet, this.schema.getType(fragment.typeCondition.name.value));
    this.#known.set(name, cost);
    return cost;
  }

  #multiplier(node: FieldNode, field: GraphQLField<unknown, unknown>): number {
    const names = new Set(field.args.map((each) => each.name));
    if (names.has('first') || names.has('last')) {
      const sizes = ['first', 'last'].map((name) => this.#argument(node, field, name)).filter(isPageSize);
      return sizes.length > 0 ? Math.max(...sizes) : PAGE_SIZE.default;
    }
    const list = isListType(getNullableType(field.type)) && SUBJECT_LISTS.find((name) => names.has(name));
    if (!list) return 1;
    const value = this.#argument(node, field, list);
    return Array.isArray(value) ? value.length : 1;
  }

  #argument(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): unknown {
    const given = node.arguments?.find((each) => each.name.value === name);
    const value = given === undefined ? undefined : this.#literal(given.value);
    return value ?? field.args.find((each) => each.name === name)?.defaultValue;
  }

  /** Only sizes matter: numbers, and lists by their length. */
  #literal(node: ValueNode): unknown {
    if (node.kind === Kind.VARIABLE) return this.#values.get(node.name.value);
    if (node.kind === Kind.INT) return Number(node.value);
    return node.kind === Kind.LIST ? node.values : undefined;
  }
}

function isPageSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/** Keeps sums and products of whole numbers exact, or at the largest exact one. */
function capped(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
