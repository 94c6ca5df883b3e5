import {
  type DefinitionNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type DefinitionFacts, DocumentWalk, type Extent } from './document-walk';
import { defaultSizes, VariableSizes } from './selection-cost';
import type { VariableUse } from './variable-uses';

/** What is known of an operation as soon as its document is parsed. */
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
   * How many fields the operation may resolve at most: every field counts one; what is below a connection counts as often
   * as `first` or `last` says (the default page size when neither does), and what is below `nodes(ids:)` or
   * `_entities(representations:)` as often as the list is long. `@skip` and `@include` are not looked at, and every
   * fragment counts, whatever type an object turns out to have.
   *
   * @param variables as submitted; what has no usable value counts as its default.
   * @returns a whole number up to `Number.MAX_SAFE_INTEGER`, at which it stays.
   */
  cost(variables: Readonly<Record<string, unknown>>): number {
    const { cost } = this.#facts;
    if (typeof cost === 'number') return cost;
    this.#defaults ??= defaultSizes(this.#operation);
    return cost(new VariableSizes(this.#defaults, variables));
  }

  /** Where each variable is used, by the variable's name. */
  get variableUses(): ReadonlyMap<string, VariableUse> {
    this.#variableUses ??= this.#facts.mentions.variableUses();
    return this.#variableUses;
  }

  /**
   * The names of all fields that the operation mentions anywhere, fragments included: a cheap answer to "could anybody
   * ask for this?", which may say yes too often.
   */
  get fieldNames(): ReadonlySet<string> {
    this.#fieldNames ??= this.#facts.mentions.fieldNames();
    return this.#fieldNames;
  }
}

/** Kept as long as the parsed document, whose content does not change; the server keeps documents and uses them again. */
const known = new WeakMap<
  OperationDefinitionNode,
  { readonly schema: GraphQLSchema; readonly facts: OperationFacts }
>();

/**
 * The facts of an operation. The first call for a document walks all of it, every fragment once; it need not be valid.
 *
 * @param definitions of the document that the operation is in.
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

/** The facts of the operation that a resolver is called for. */
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
