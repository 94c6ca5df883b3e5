import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { BadUserInput, LimitExceeded, RateLimited } from '../../core/errors';
import { liftTime } from '../../core/operation-time';
import { isFailure } from '../../core/rate';
import type { Log } from '../../log';
import { type ErrorFormatOptions, formatGraphQLError, httpOf, toGraphQLError } from '../errors/error-format';
import { DocumentCheck, type DocumentLimits } from '../limits/document-check';
import { checkVariables } from '../limits/variables-check';
import { operationFacts } from '../operation/operation-facts';
import type { RequestContext } from '../request/request-context';
import { documentPlugin } from './document.plugin';
import { Documents } from './documents';

/** How a deployment configures the GraphQL server. */
export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits: DocumentLimits & { readonly maxCost: number };
  readonly log: Log;
  /** Called for each answered request with the kind of its operation, or `none`, and the codes of its errors. */
  readonly onAnswer?: (kind: string, codes: readonly string[]) => void;
}

/** The most errors of an answer; one more says how many there are. */
const MAX_ERRORS = 100;

/**
 * The GraphQL server. It limits the tokens, depth and cost of an operation, checks its variables, and repeats nothing of
 * what it was sent. Persisted queries, batching, tracing, reporting, cache hints, stack traces and the landing page of
 * another host, which Apollo has on by default, are off.
 */
export function createApolloServer(options: ApolloOptions): ApolloServer<RequestContext> {
  const { schema, introspection, limits, log } = options;
  const format = { log, schema, suggestions: introspection, maxDepth: limits.maxDepth };
  const documents = new Documents(new DocumentCheck({ schema, limits, introspection }));
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
    documentStore: null,
    parseOptions: { maxTokens: limits.maxTokens },
    logger: silentLogger(log),
    formatError: (formatted, error) => formatGraphQLError(formatted, error, format),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      documentPlugin(documents, (error, code) =>
        formatGraphQLError({ ...error.toJSON(), extensions: { ...error.extensions, code } }, error, format),
      ),
      operationCheck(options),
      answerStatus({ ...options, format }),
    ] as ApolloServerPlugin<RequestContext>[],
  });
}

/**
 * Checks an operation after validation and before execution: its kind, the rate limit of root fields, the variables, which
 * graphql-js would refuse with the value in its message, and the cost.
 */
function operationCheck({
  schema,
  limits,
  introspection,
}: ApolloOptions): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ request, document, operation, contextValue }) {
          if (operation === undefined) return;
          requireRootType(schema, operation);
          const facts = operationFacts(schema, document, operation);
          await countRootFields(contextValue, facts.extent.fields, operation);
          const variables = request.variables ?? {};
          const violations = checkVariables(schema, document, operation, variables, {
            suggestions: introspection,
          });
          if (violations.length > 0) throw toGraphQLError(new BadUserInput(violations), operation);
          const cost = facts.cost(variables);
          if (cost > limits.maxCost) throw costError(cost, limits.maxCost, operation);
          contextValue.cost.begin(cost, limits.maxCost);
        },
      };
    },
  };
}

/** Validation lets a subscription pass where the schema has none; execution would then fail without a reason. */
function requireRootType(schema: GraphQLSchema, operation: OperationDefinitionNode): void {
  const kind = operation.operation;
  if (schema.getRootType(kind)) return;
  const message = `The schema has no ${kind}. Send a query or a mutation.`;
  throw toGraphQLError(BadUserInput.at('query', 'operation', message), operation);
}

function costError(cost: number, maximum: number, operation: OperationDefinitionNode): GraphQLError {
  const cause = new LimitExceeded(
    `The operation costs ${cost}; at most ${maximum} is allowed. Ask for smaller pages.`,
  );
  const { message, extensions } = toGraphQLError(cause);
  return new GraphQLError(message, {
    nodes: operation,
    originalError: cause,
    extensions: { ...extensions, limit: 'cost', maximum },
  });
}

/** @throws GraphQLError RATE_LIMITED */
async function countRootFields(
  { meter }: RequestContext,
  count: number,
  operation: OperationDefinitionNode,
): Promise<void> {
  try {
    await meter?.countRootFields(count);
  } catch (error) {
    throw error instanceof RateLimited ? toGraphQLError(error, operation) : error;
  }
}

/**
 * Writes what was refused to the audit log, without which there is no answer, and
 * sets the HTTP status and headers from the codes of the errors, whichever fields they come from. What errors of
 * execution ask for in `extensions.http` is dropped, because Apollo would send it for the error of any library.
 */
function answerStatus({
  onAnswer,
  format,
}: ApolloOptions & { format: ErrorFormatOptions }): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      let isExecuted = false;
      return {
        async executionDidStart() {
          isExecuted = true;
        },
        // Before they are formatted, in the list that is answered.
        async didEncounterErrors({ errors }) {
          boundErrors(errors as GraphQLError[]);
        },
        async willSendResponse({ response, operation, contextValue }) {
          liftTime();
          await contextValue.chargeCollections();
          const unrecorded = await faultOf(() => contextValue.recordRefusals());
          if (unrecorded !== undefined) {
            const error = formatGraphQLError({ message: '' }, unrecorded, format);
            response.body = { kind: 'single', singleResult: { errors: [error] } };
          }
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

/** Leaves out the errors of further fields: an operation can have as many as it has fields. */
function boundErrors(errors: GraphQLError[]): void {
  const leftOut = errors.splice(MAX_ERRORS).length;
  if (leftOut === 0) return;
  const cause = new LimitExceeded(`${leftOut} further errors are left out. Ask for less at once.`);
  errors.push(new GraphQLError(cause.message, { originalError: cause }));
}

async function faultOf(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Apollo logs error objects and details of the request. Our log gets only the fact that something failed. */
function silentLogger(log: Log) {
  const nothing = () => undefined;
  return { debug: nothing, info: nothing, warn: nothing, error: () => log.error('graphql server fault') };
}
