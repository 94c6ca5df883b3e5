import {
  type ASTVisitor,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { LimitExceeded } from '../../core/errors';

/** The most that one operation may have, as the configuration sets it. */
export interface OperationLimits {
  /** Levels of fields; a root field is on level 1. */
  readonly maxDepth: number;
  /** Aliases, those of `__typename` included. */
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
}

/** What a selection has, fragments expanded. Sums of nested fragments may grow to Infinity, which no limit allows. */
interface Extent {
  depth: number;
  aliases: number;
  directives: number;
  /** Fields on its first level. */
  fields: number;
}

const NOTHING: Readonly<Extent> = { depth: 0, aliases: 0, directives: 0, fields: 0 };

/**
 * A validation rule that refuses operations beyond the limits, each with code LIMIT_EXCEEDED, the limit's name and its
 * maximum. Every fragment is measured once, so that the work is linear in the document even where fragments multiply.
 */
export function limitsRule(limits: OperationLimits): ValidationRule {
  return (context): ASTVisitor => ({
    Document(document) {
      const measure = new Measure(document);
      for (const definition of document.definitions) {
        if (definition.kind === Kind.OPERATION_DEFINITION)
          report(context, definition, measure.of(definition), limits);
      }
    },
  });
}

function report(
  context: ValidationContext,
  operation: OperationDefinitionNode,
  extent: Extent,
  { maxDepth, maxAliases, maxDirectives, maxRootFields }: OperationLimits,
): void {
  const rows = [
    ['depth', extent.depth, maxDepth, 'levels of fields'],
    ['aliases', extent.aliases, maxAliases, 'aliases'],
    ['directives', extent.directives, maxDirectives, 'directives'],
    ['rootFields', extent.fields, maxRootFields, 'root fields'],
  ] as const;
  for (const [limit, actual, maximum, unit] of rows) {
    if (actual > maximum) context.reportError(limitError(limit, maximum, unit, operation));
  }
}

/** An error that names a limit and its maximum, in the message and as `extensions.limit` and `extensions.maximum`. */
export function limitError(
  limit: string,
  maximum: number,
  unit: string,
  operation: OperationDefinitionNode,
): GraphQLError {
  const cause = new LimitExceeded(`The operation has more than ${maximum} ${unit}.`);
  return new GraphQLError(cause.message, {
    nodes: operation,
    originalError: cause,
    extensions: { code: cause.code, limit, maximum },
  });
}

class Measure {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #known = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
    }
  }

  of(operation: OperationDefinitionNode): Extent {
    const extent = this.#set(operation.selectionSet);
    extent.directives += operation.directives?.length ?? 0;
    for (const { directives } of operation.variableDefinitions ?? [])
      extent.directives += directives?.length ?? 0;
    return extent;
  }

  #set(set: SelectionSetNode): Extent {
    const sum = { ...NOTHING };
    for (const selection of set.selections) {
      const { depth, aliases, directives, fields } = this.#selection(selection);
      sum.depth = Math.max(sum.depth, depth);
      sum.aliases += aliases;
      sum.directives += directives + (selection.directives?.length ?? 0);
      sum.fields += fields;
    }
    return sum;
  }

  #selection(selection: SelectionNode): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return this.#set(selection.selectionSet);
    const inner = selection.selectionSet ? this.#set(selection.selectionSet) : NOTHING;
    return {
      depth: inner.depth + 1,
      aliases: inner.aliases + (selection.alias ? 1 : 0),
      directives: inner.directives,
      fields: 1,
    };
  }

  #fragment(name: string): Extent {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    // A fragment within itself is refused by a rule of its own; here it must only end.
    this.#known.set(name, NOTHING);
    if (fragment === undefined) return NOTHING;
    const extent = this.#set(fragment.selectionSet);
    extent.directives += fragment.directives?.length ?? 0;
    this.#known.set(name, extent);
    return extent;
  }
}
