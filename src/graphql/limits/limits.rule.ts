import {
  type ASTVisitor,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { LimitExceeded } from '../../core/errors';
import type { Extent } from '../operation/document-walk';
import { operationFacts } from '../operation/operation-facts';

/** The most that one operation may have of each, from the configuration. */
export interface OperationLimits {
  /** Levels of fields; a root field is on level 1. */
  readonly maxDepth: number;
  /** Aliases, including those of `__typename`. */
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
}

/**
 * A validation rule that refuses each operation beyond a limit with the code LIMIT_EXCEEDED and the name and the maximum
 * of the limit.
 */
export function limitsRule(limits: OperationLimits): ValidationRule {
  return (context): ASTVisitor => ({
    Document(document) {
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        const { extent } = operationFacts(context.getSchema(), document, definition);
        report(context, definition, extent, limits);
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
  const measured = [
    ['depth', extent.depth, maxDepth, 'levels of fields'],
    ['aliases', extent.aliases, maxAliases, 'aliases'],
    ['directives', extent.directives, maxDirectives, 'directives'],
    ['rootFields', extent.fields, maxRootFields, 'root fields'],
  ] as const;
  for (const [limit, actual, maximum, unit] of measured) {
    if (actual > maximum) context.reportError(limitError(limit, maximum, unit, operation));
  }
}

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
