import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LimitExceeded } from '../../core/errors';
import { operationFacts } from '../operation/operation-facts';

/** The most that one operation may have of each, from the configuration. */
export interface OperationLimits {
  /** Levels of fields; a root field is on level 1. */
  readonly maxDepth: number;
  /** Aliases, including those of `__typename`. */
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
  /** Fields with one response name in one selection set. */
  readonly maxRepeats: number;
  /** Fields, spreads, variables, arguments, directives and values of all operations of a document together. */
  readonly maxSize: number;
}

/**
 * Refuses each operation beyond a limit with the code LIMIT_EXCEEDED and the name and the maximum of the limit. The document
 * need not be valid, so this comes before validation, whose work the limits bound. The work here is linear in the document.
 */
export function limitErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: OperationLimits,
): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  let size = 0;
  for (const definition of operationsOf(document)) {
    const { extent } = operationFacts(schema, document, definition);
    size += extent.size;
    const measured = [
      ['depth', extent.depth, limits.maxDepth, 'levels of fields'],
      ['aliases', extent.aliases, limits.maxAliases, 'aliases'],
      ['directives', extent.directives, limits.maxDirectives, 'directives'],
      ['rootFields', extent.fields, limits.maxRootFields, 'root fields'],
      ['repeats', extent.repeats, limits.maxRepeats, 'fields with one response name in one selection set'],
      ['size', size, limits.maxSize, 'parts, with each fragment counted where it is used'],
    ] as const;
    for (const [limit, actual, maximum, unit] of measured) {
      if (actual > maximum) errors.push(limitError(limit, maximum, unit, definition));
    }
    if (errors.length >= MAX_ERRORS) break;
  }
  return errors;
}

/** The size of all operations of a document together, with each fragment counted where it is used. */
export function sizeOf(schema: GraphQLSchema, document: DocumentNode): number {
  return operationsOf(document).reduce(
    (sum, each) => sum + operationFacts(schema, document, each).extent.size,
    0,
  );
}

function operationsOf({ definitions }: DocumentNode): readonly OperationDefinitionNode[] {
  return definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
}

/** A document may have a thousand operations that are all too large. */
const MAX_ERRORS = 20;

/** An error that names a limit and its maximum, in the message and as `extensions.limit` and `extensions.maximum`. */
function limitError(
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
