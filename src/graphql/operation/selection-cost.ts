import {
  type FieldNode,
  type GraphQLField,
  getNullableType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';
import { PAGE_SIZE } from '../../core/page';

/** Arguments with one item for each item of the list that a field returns. */
const SUBJECT_LISTS = ['ids', 'representations'];

/**
 * The most fields that a selection may resolve: a number, or a function of the variables if they set page sizes or list
 * lengths. A whole number of at most `Number.MAX_SAFE_INTEGER`.
 */
export type Cost = number | ((sizes: VariableSizes) => number);

/** The page sizes and list lengths in the variables of one request. Computes the cost of each fragment once. */
export class VariableSizes {
  readonly #defaults: ReadonlyMap<string, unknown>;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #fragments = new Map<string, number>();

  /** @param variables as submitted; a variable without a usable value counts as its default. */
  constructor(defaults: ReadonlyMap<string, unknown>, variables: Readonly<Record<string, unknown>>) {
    this.#defaults = defaults;
    this.#variables = variables;
  }

  valueOf(name: string): unknown {
    const given = Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
    return given ?? this.#defaults.get(name);
  }

  costOf(cost: Cost): number {
    return typeof cost === 'number' ? cost : cost(this);
  }

  fragmentCost(name: string, cost: Cost): number {
    let known = this.#fragments.get(name);
    if (known === undefined) {
      known = this.costOf(cost);
      this.#fragments.set(name, known);
    }
    return known;
  }
}

/** The default sizes of an operation's variables, by name. */
export function defaultSizes({ variableDefinitions }: OperationDefinitionNode): ReadonlyMap<string, unknown> {
  return new Map(
    (variableDefinitions ?? []).map(({ variable, defaultValue }) => [
      variable.name.value,
      defaultValue && sizeOf(defaultValue),
    ]),
  );
}

/** The cost of a selection set, from the costs of its selections. */
export function sumOf(costs: readonly Cost[]): Cost {
  let fixed = 0;
  const varying: ((sizes: VariableSizes) => number)[] = [];
  for (const cost of costs) {
    if (typeof cost === 'number') fixed = capped(fixed + cost);
    else varying.push(cost);
  }
  if (varying.length === 0) return fixed;
  return (sizes) => varying.reduce((sum, cost) => capped(sum + cost(sizes)), fixed);
}

/** The cost of a fragment where it is spread. */
export function spreadCost(name: string, cost: Cost): Cost {
  return typeof cost === 'number' ? cost : (sizes) => sizes.fragmentCost(name, cost);
}

/** The cost of a field with subfields, which count once for each row of the field. */
export function fieldCost(
  node: FieldNode,
  field: GraphQLField<unknown, unknown> | undefined,
  inner: Cost,
): Cost {
  const rows = field === undefined ? 1 : rowsOf(node, field);
  if (typeof rows === 'number' && typeof inner === 'number') return capped(1 + inner * rows);
  return (sizes) => capped(1 + sizes.costOf(inner) * sizes.costOf(rows));
}

/** The most rows that a field may have: those of a page, or one for each item of the list in its argument. */
function rowsOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Cost {
  const has = (name: string) => field.args.some((each) => each.name === name);
  if (has('first') || has('last')) {
    const sizes = ['first', 'last'].filter(has).map((name) => argumentOf(node, field, name));
    return ofSizes(sizes, (given) => {
      const usable = given.filter(isPageSize);
      return usable.length > 0 ? Math.max(...usable) : PAGE_SIZE.default;
    });
  }
  const list = isListType(getNullableType(field.type)) && SUBJECT_LISTS.find(has);
  if (!list) return 1;
  return ofSizes([argumentOf(node, field, list)], ([given]) => (Array.isArray(given) ? given.length : 1));
}

type Size = { readonly variable: string; readonly fallback: unknown } | { readonly fixed: unknown };

function argumentOf(node: FieldNode, field: GraphQLField<unknown, unknown>, name: string): Size {
  const value = node.arguments?.find((each) => each.name.value === name)?.value;
  const fallback = field.args.find((each) => each.name === name)?.defaultValue;
  if (value?.kind === Kind.VARIABLE) return { variable: value.name.value, fallback };
  return { fixed: (value && sizeOf(value)) ?? fallback };
}

function ofSizes(sizes: readonly Size[], rows: (given: readonly unknown[]) => number): Cost {
  const read = (given?: VariableSizes) =>
    rows(
      sizes.map((each) => ('fixed' in each ? each.fixed : (given?.valueOf(each.variable) ?? each.fallback))),
    );
  return sizes.every((each) => 'fixed' in each) ? read() : read;
}

/** The part of a literal that matters for sizes: a number, or a list for its length. */
function sizeOf(node: ValueNode): unknown {
  if (node.kind === Kind.INT) return Number(node.value);
  return node.kind === Kind.LIST ? node.values : undefined;
}

function isPageSize(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

/** Limits a sum or product of whole numbers to the largest exact one. */
function capped(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
