import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { BadUserInput, LimitExceeded, RateLimited } from '../../core/errors';
import { isFailure } from '../../core/rate';
import type { Log } from '../../log';
import { formatGraphQLError, httpOf, toGraphQLError } from '../errors/error-format';
import { limitsRule, type OperationLimits } from '../limits/limits.rule';
import { checkVariables } from '../limits/variables-check';
import { operationFacts } from '../operation/operation-facts';
import type { RequestContext } from '../request/request-context';

/** What a deployment decides about the GraphQL face. */
export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits: OperationLimits & { readonly maxTokens: number; readonly maxCost: number };
  readonly log: Log;
  /** Told of each answered operation: its kind and the codes of its errors. */
  readonly onAnswer?: (kind: string, codes: readonly string[]) => void;
}

/**
 * The GraphQL server: strict about what it accepts (tokens, depth, cost, variables), silent about what it was sent. What
 * Apollo would do by default and this must not (persisted queries, batching, tracing, reporting, cache hints, stack
 * traces, a landing page from elsewhere) is off.
 */
export function createApolloServer(options: ApolloOptions): ApolloServer<RequestContext> {
  const { schema, introspection, limits, log } = options;
  const format = { log, schema, suggestions: introspection, maxDepth: limits.maxDepth };
  return new ApolloServer<RequestContext>({
    schema,
    introspection,
    hideSchemaDetailsFromClientErrors: !introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    status400ForVariableCoercionErrors: true,
    parseOptions: { maxTokens: limits.maxTokens },
    validationRules: [limitsRule(limits)],
    logger: silentLogger(log),
    formatError: (formatted, error) => formatGraphQLError(formatted, error, format),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      operationGate(options),
      answerStatus(options),
    ] as ApolloServerPlugin<RequestContext>[],
  });
}

/**
 * Between validation and execution: the rate of root fields, variables that graphql-js would refuse with the value in its
 * message, and cost.
 */
function operationGate({ schema, limits, introspection }: ApolloOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request, document, operation, contextValue }) {
          if (operation === undefined) return;
          const facts = operationFacts(schema, document, operation);
          await countRootFields(contextValue, facts.extent.fields);
          const variables = request.variables ?? {};
          const violations = checkVariables(schema, document, operation, variables, {
            suggestions: introspection,
          });
          if (violations.length > 0) throw toGraphQLError(new BadUserInput(violations));
          const cost = facts.cost(variables);
          if (cost > limits.maxCost) throw costError(cost, limits.maxCost);
        },
      };
    },
  };
}

function costError(cost: number, maximum: number): GraphQLError {
  const cause = new LimitExceeded(
    `The operation costs ${cost}; at most ${maximum} is allowed. Ask for smaller pages.`,
  );
  const { message, extensions } = toGraphQLError(cause);
  return new GraphQLError(message, {
    originalError: cause,
    extensions: { ...extensions, limit: 'cost', maximum },
  });
}

/** @throws GraphQLError RATE_LIMITED */
async function countRootFields({ meter }: RequestContext, count: number): Promise<void> {
  try {
    await meter?.countRootFields(count);
  } catch (error) {
    throw error instanceof RateLimited ? toGraphQLError(error) : error;
  }
}

/**
 * The HTTP status and headers that the codes of the errors call for, whichever field they came from. What errors of
 * execution ask for themselves is dropped: Apollo sends `extensions.http` of any error, of other libraries too, as it is.
 */
function answerStatus({ onAnswer }: ApolloOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      let isExecuted = false;
      return {
        async executionDidStart() {
          isExecuted = true;
        },
        async willSendResponse({ response, operation, contextValue }) {
          const result = response.body.kind === 'single' ? response.body.singleResult : {};
          const errors = result.errors ?? [];
          if (isExecuted) {
            response.http.headers.clear();
            response.http.status = result.data === undefined ? 400 : 200;
          }
          const { status, headers } = httpOf(errors);
          if (status !== undefined) response.http.status = status;
          for (const [name, value] of Object.entries(headers)) response.http.headers.set(name, value);
          const codes = errors.map(({ extensions }) => String(extensions?.code));
          await contextValue.meter?.fail(codes.filter(isFailure).length);
          onAnswer?.(operation?.operation ?? 'none', codes);
        },
      };
    },
  };
}

/** Apollo logs error objects and request details; only that something happened may reach the log. */
function silentLogger(log: Log) {
  const nothing = () => undefined;
  return { debug: nothing, info: nothing, warn: nothing, error: () => log.error('graphql server fault') };
}
