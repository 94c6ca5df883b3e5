import {
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type SourceLocation,
} from 'graphql';
import {
  BadUserInput,
  Conflict,
  GatewayError,
  LimitExceeded,
  RateLimited,
  StaleVersion,
  type Violation,
} from '../../core/errors';
import { headersOf, statusOf } from '../../http/error-reply';
import { type Log, reportIncident } from '../../log';
import { apolloMessage } from './apollo-messages';
import { type DocumentErrorOptions, rebuiltDocumentError } from './document.error';
import { SchemaNames } from './schema-names';

/** What the messages are made with. */
export interface ErrorFormatOptions extends DocumentErrorOptions {
  readonly log: Log;
  readonly schema: GraphQLSchema;
  /** Levels of fields that an operation may have. */
  readonly maxDepth: number;
}

const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] (\d+) tokens\./;
const LIMITS = ['depth', 'aliases', 'directives', 'rootFields', 'cost'];
/** An error wraps its cause a few times at most. */
const MAX_WRAPS = 8;

/**
 * An error of ours for the places where Apollo ends the whole request: context creation and the hooks before execution.
 * It carries the status and the headers. A resolver throws the error as it is; {@link httpOf} finds its status.
 */
export function toGraphQLError(error: GatewayError): GraphQLError {
  const headers = new Map(Object.entries(headersOf(error)));
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status: statusOf(error.code), headers } },
  });
}

/**
 * Makes every client message and extension anew, by code: an allow-list, so that no text of another library and nothing
 * submitted gets out. Whatever is not known is `Internal error.` with an incident id, under which the log has where it
 * was thrown.
 *
 * @param formatted as Apollo made it; only its code and its locations are looked at.
 */
export function formatGraphQLError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, schema, suggestions, maxDepth }: ErrorFormatOptions,
): GraphQLFormattedError {
  const place = placeOf(formatted, schema);
  const ours = gatewayErrorOf(error);
  if (ours !== undefined) return { ...ourPart(ours, error, schema), ...place };
  // An error with a path was thrown by a resolver: it has nothing to say of the request, whatever code it bears.
  const code = formatted.path === undefined ? formatted.extensions?.code : undefined;
  const isOfDocument = code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED';
  if (isOfDocument && error instanceof GraphQLError) {
    const tokens = TOO_MANY_TOKENS.exec(error.message)?.[1];
    if (tokens !== undefined)
      return { ...limitPart('tokens', Number(tokens), 'The document', 'tokens'), ...place };
    // The parser calls itself for every level, and where its stack ends depends on what V8 has compiled by then.
    if (causeOf(error) instanceof RangeError)
      return limitPart('depth', maxDepth, 'The operation', 'levels of fields');
    return { message: rebuiltDocumentError(error, schema, { suggestions }), ...place, extensions: { code } };
  }
  const message = apolloMessage(code, formatted.message);
  if (message !== undefined) return { message, ...place, extensions: { code } };
  const incidentId = reportIncident(log, causeOf(error));
  return { message: 'Internal error.', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId } };
}

/** Codes that set the status of the whole response, the most telling first. Any other error is a field's own matter. */
const TELLING = [
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'BAD_USER_INPUT',
] as const;

/**
 * The status and headers that formatted errors call for, whichever field they came from and whether or not there is data
 * besides. Undefined leaves Apollo's: 200 when the operation was executed.
 */
export function httpOf(errors: readonly GraphQLFormattedError[]): {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
} {
  for (const code of TELLING) {
    const found = errors.filter(({ extensions }) => extensions?.code === code);
    if (found.length === 0) continue;
    const waits = found.map(({ extensions }) => Number(extensions?.retryAfterSeconds ?? 0));
    return { status: statusOf(code), headers: headersFor(code, Math.max(...waits)) };
  }
  // Apollo lets caches keep its answer to a persisted query; no reply of ours may be kept.
  const isPersistedQuery = errors.some(({ extensions }) =>
    /^PERSISTED_QUERY_/.test(String(extensions?.code)),
  );
  return { status: undefined, headers: isPersistedQuery ? { 'cache-control': 'no-store' } : {} };
}

function headersFor(code: (typeof TELLING)[number], waitSeconds: number): Readonly<Record<string, string>> {
  if (code === 'RATE_LIMITED') return headersOf(new RateLimited(waitSeconds));
  if (code === 'UNAVAILABLE') return { 'retry-after': '1' };
  return code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {};
}

function gatewayErrorOf(error: unknown): GatewayError | undefined {
  const cause = causeOf(error, (each) => each instanceof GatewayError);
  return cause instanceof GatewayError ? cause : undefined;
}

/** The innermost wrapped error, or the first one that fits. */
function causeOf(error: unknown, fits: (each: unknown) => boolean = () => false): unknown {
  let each = error;
  for (let wraps = 0; wraps < MAX_WRAPS && !fits(each); wraps += 1) {
    if (!(each instanceof GraphQLError) || each.originalError === undefined) break;
    each = each.originalError;
  }
  return each;
}

function ourPart(ours: GatewayError, error: unknown, schema: GraphQLSchema): GraphQLFormattedError {
  const { code, message } = ours;
  const located = (path: string) => argumentPath(path, error, schema);
  if (ours instanceof BadUserInput) {
    const violations: Violation[] = ours.violations.map((each) => ({ ...each, path: located(each.path) }));
    return { message: new BadUserInput(violations).message, extensions: { code, violations } };
  }
  if (ours instanceof StaleVersion) {
    return { message, extensions: { code, currentVersion: ours.currentVersion } };
  }
  if (ours instanceof Conflict && ours.path !== undefined) {
    return { message, extensions: { code, path: located(ours.path) } };
  }
  if (ours instanceof RateLimited) {
    return { message, extensions: { code, retryAfterSeconds: ours.retryAfterSeconds } };
  }
  if (ours instanceof LimitExceeded) return { message, extensions: { code, ...limitOf(error) } };
  return { message, extensions: { code } };
}

/** The limit's name and its maximum, where the rule that refused has put them. */
function limitOf(error: unknown): Record<string, unknown> {
  const { limit, maximum } = error instanceof GraphQLError ? error.extensions : {};
  return LIMITS.includes(limit as string) && typeof maximum === 'number' ? { limit, maximum } : {};
}

function limitPart(limit: string, maximum: number, what: string, unit: string): GraphQLFormattedError {
  return {
    message: `${what} has more than ${maximum} ${unit}.`,
    extensions: { code: 'LIMIT_EXCEEDED', limit, maximum },
  };
}

/**
 * A path from the arguments of the mutation: services name a field of their command (`sealedValue.encryptedValue`), and
 * the client wrote it below `input`.
 */
function argumentPath(path: string, error: unknown, schema: GraphQLSchema): string {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (node?.kind !== Kind.FIELD) return path;
  const fields = schema.getMutationType()?.getFields() ?? {};
  const field = Object.hasOwn(fields, node.name.value) ? fields[node.name.value] : undefined;
  const names = field?.args.map(({ name }) => name) ?? [];
  return !names.includes('input') || names.includes(path.split('.', 1)[0] ?? '') ? path : `input.${path}`;
}

/** Aliases in the response path are the client's text: the path is kept only where it has none. */
function placeOf(
  { locations, path }: GraphQLFormattedError,
  schema: GraphQLSchema,
): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  const names = SchemaNames.of(schema);
  const isPlain = path?.every((each) => typeof each === 'number' || names.has(each, 'field')) ?? false;
  return {
    ...(locations && { locations: locations.map(({ line, column }): SourceLocation => ({ line, column })) }),
    ...(path && isPlain && { path }),
  };
}
