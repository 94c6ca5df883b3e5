import {
  type DefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type DefinitionFacts, DocumentWalk, type Extent } from './document-walk';
import type { VariableUse } from './mentions';
import { defaultSizes, VariableSizes } from './selection-cost';

/** What a parsed document says about one of its operations: its size, cost, variables and fields. */
export class OperationFacts {
  readonly extent: Extent;
  readonly #facts: DefinitionFacts;
  readonly #operation: OperationDefinitionNode;
  #defaults: ReadonlyMap<string, unknown> | undefined;
  #fieldNames: ReadonlySet<string> | undefined;
  #variableUses: ReadonlyMap<string, VariableUse> | undefined;

  constructor(operation: OperationDefinitionNode, facts: DefinitionFacts) {
    this.extent = facts.extent;
    this.#facts = facts;
    this.#operation = operation;
  }

  /**
   * The most fields that the operation may resolve. Every field counts one. The fields below a connection count once for
   * each row of `first` or `last` (of the default page size if neither is given), and those below `nodes(ids:)` or
   * `_entities(representations:)` once for each item of the list. `@skip` and `@include` are ignored, and every fragment
   * counts, whatever the type of an object turns out to be.
   *
   * @param variables as submitted; a variable without a usable value counts as its default.
   * @returns a whole number of at most `Number.MAX_SAFE_INTEGER`.
   */
  cost(variables: Readonly<Record<string, unknown>>): number {
    const { cost } = this.#facts;
    if (typeof cost === 'number') return cost;
    this.#defaults ??= defaultSizes(this.#operation);
    return cost(new VariableSizes(this.#defaults, variables));
  }

  /** Where each variable is used, by name of the variable. */
  get variableUses(): ReadonlyMap<string, VariableUse> {
    this.#variableUses ??= this.#facts.mentions.variableUses();
    return this.#variableUses;
  }

  /**
   * The names of all fields that the operation selects on any type, including those in fragments. A name that is missing
   * here is not selected anywhere.
   */
  get fieldNames(): ReadonlySet<string> {
    this.#fieldNames ??= this.#facts.mentions.fieldNames();
    return this.#fieldNames;
  }
}

/** Kept as long as the parsed document, which never changes. The server caches documents and uses them again. */
const known = new WeakMap<
  OperationDefinitionNode,
  { readonly schema: GraphQLSchema; readonly facts: OperationFacts }
>();

/**
 * The facts of an operation. The first call for a document walks all of its operations, and each fragment once. The
 * document need not be valid.
 *
 * @param definitions those of the document that has the operation.
 */
export function operationFacts(
  schema: GraphQLSchema,
  { definitions }: { readonly definitions: readonly DefinitionNode[] },
  operation: OperationDefinitionNode,
): OperationFacts {
  const found = knownFacts(schema, operation);
  if (found !== undefined) return found;
  const walk = new DocumentWalk(schema, definitions);
  for (const each of definitions) {
    if (each.kind === Kind.OPERATION_DEFINITION) walkOperation(walk, schema, each);
  }
  return knownFacts(schema, operation) ?? walkOperation(walk, schema, operation);
}

function walkOperation(
  walk: DocumentWalk,
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
): OperationFacts {
  const facts = new OperationFacts(operation, walk.operation(operation));
  known.set(operation, { schema, facts });
  return facts;
}

/** The facts of the operation that a resolver runs in. */
export function executedFacts({ schema, operation, fragments }: GraphQLResolveInfo): OperationFacts {
  return (
    knownFacts(schema, operation) ??
    operationFacts(schema, { definitions: [operation, ...Object.values(fragments)] }, operation)
  );
}

function knownFacts(schema: GraphQLSchema, operation: OperationDefinitionNode): OperationFacts | undefined {
  const found = known.get(operation);
  return found?.schema === schema ? found.facts : undefined;
}
