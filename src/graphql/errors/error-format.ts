import {
  type ASTNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type Location,
  type Source,
  type SourceLocation,
  type Token,
  TokenKind,
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
import { locationsOf } from '../operation/source-positions';
import { apolloMessage } from './apollo-messages';
import { type DocumentErrorOptions, documentErrorMessage } from './document.error';
import { SchemaNames } from './schema-names';

/** What error formatting needs. */
export interface ErrorFormatOptions extends DocumentErrorOptions {
  readonly log: Log;
  readonly schema: GraphQLSchema;
  /** The most levels of fields that an operation may have. */
  readonly maxDepth: number;
}

/** How the parser says that a document is too large: tokens and comments, or characters. */
const TOO_MANY =
  /^Syntax Error: (?:Document|Source) contains more tha[nt] (\d+) (tokens|comments|UTF-16 code units)\./;
const LIMITS = ['depth', 'aliases', 'directives', 'rootFields', 'repeats', 'size', 'cost'];
/** The most wrappers to remove from an error. */
const MAX_WRAPPERS = 8;

/**
 * One of our errors for where Apollo ends the whole request: context creation and the hooks before execution. It carries the
 * status and the headers. A resolver throws our error as it is, and {@link httpOf} finds its status.
 *
 * @param node what the error is about, once the document is known.
 */
export function toGraphQLError(error: GatewayError, node?: ASTNode): GraphQLError {
  const headers = new Map(Object.entries(headersOf(error)));
  return new GraphQLError(error.message, {
    ...(node && { nodes: node }),
    originalError: error,
    extensions: { code: error.code, http: { status: statusOf(error.code), headers } },
  });
}

/**
 * Builds the error for the client from its code. This is an allow-list: no text of another library and no submitted text
 * gets out. Any other error becomes `Internal error.` with an incident id, and the log has that id and where the error was
 * thrown.
 *
 * @param formatted as Apollo made it; only its code, its path and its locations are used.
 */
export function formatGraphQLError(
  formatted: GraphQLFormattedError,
  error: unknown,
  { log, schema, suggestions, maxDepth }: ErrorFormatOptions,
): GraphQLFormattedError {
  const location = locationOf(formatted, error, schema);
  const gatewayError = gatewayErrorOf(error);
  if (gatewayError !== undefined) return { ...gatewayErrorPart(gatewayError, error, schema), ...location };
  // An error with a path comes from a resolver. Whatever its code, it is not about the request.
  const code = formatted.path === undefined ? formatted.extensions?.code : undefined;
  const isOfDocument = code === 'GRAPHQL_PARSE_FAILED' || code === 'GRAPHQL_VALIDATION_FAILED';
  if (isOfDocument && error instanceof GraphQLError) {
    const [, maximum, unit] = TOO_MANY.exec(error.message) ?? [];
    if (maximum !== undefined && unit !== undefined) {
      const limit = unit === 'tokens' || unit === 'comments' ? unit : 'characters';
      return { ...limitPart(limit, Number(maximum), 'The document', limit), ...location };
    }
    // The parser recurses for every level. The depth at which its stack ends depends on what V8 has compiled so far.
    if (causeOf(error) instanceof RangeError)
      return limitPart('depth', maxDepth, 'The operation', 'levels of fields');
    return {
      message: documentErrorMessage(error, schema, { suggestions }),
      ...location,
      extensions: { code },
    };
  }
  const message = apolloMessage(code, formatted.message);
  if (message !== undefined) return { message, ...location, extensions: { code } };
  const incidentId = reportIncident(log, causeOf(error));
  return {
    message: 'Internal error.',
    ...location,
    extensions: { code: 'INTERNAL_SERVER_ERROR', incidentId },
  };
}

/** The codes that set the status of the whole response, in order of precedence. Other errors concern only their field. */
const STATUS_CODES = [
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'BAD_USER_INPUT',
] as const;

/**
 * The status and headers for formatted errors, whichever fields they come from and whether or not there is data. An
 * undefined status leaves Apollo's, which is 200 if the operation was executed.
 */
export function httpOf(errors: readonly GraphQLFormattedError[]): {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
} {
  for (const code of STATUS_CODES) {
    const found = errors.filter(({ extensions }) => extensions?.code === code);
    if (found.length === 0) continue;
    const waits = found.map(({ extensions }) => Number(extensions?.retryAfterSeconds ?? 0));
    return { status: statusOf(code), headers: headersFor(code, Math.max(...waits)) };
  }
  // Apollo lets caches store its reply to a persisted query. None of our replies may be stored.
  const isPersistedQuery = errors.some(({ extensions }) =>
    /^PERSISTED_QUERY_/.test(String(extensions?.code)),
  );
  return { status: undefined, headers: isPersistedQuery ? { 'cache-control': 'no-store' } : {} };
}

function headersFor(
  code: (typeof STATUS_CODES)[number],
  waitSeconds: number,
): Readonly<Record<string, string>> {
  if (code === 'RATE_LIMITED') return headersOf(new RateLimited(waitSeconds));
  if (code === 'UNAVAILABLE') return { 'retry-after': '1' };
  return code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {};
}

function gatewayErrorOf(error: unknown): GatewayError | undefined {
  const cause = causeOf(error, (each) => each instanceof GatewayError);
  return cause instanceof GatewayError ? cause : undefined;
}

/** The first error that fits, from the outermost inwards; otherwise the innermost. */
function causeOf(error: unknown, fits: (each: unknown) => boolean = () => false): unknown {
  let each = error;
  for (let removed = 0; removed < MAX_WRAPPERS && !fits(each); removed += 1) {
    if (!(each instanceof GraphQLError) || each.originalError === undefined) break;
    each = each.originalError;
  }
  return each;
}

function gatewayErrorPart(ours: GatewayError, error: unknown, schema: GraphQLSchema): GraphQLFormattedError {
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

/** The name and the maximum of the limit, if the rule that refused the operation gave them. */
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
 * A path from the arguments of the mutation. Services name a field of their command (`sealedValue.encryptedValue`), which
 * the client wrote below `input`.
 */
function argumentPath(path: string, error: unknown, schema: GraphQLSchema): string {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (node?.kind !== Kind.FIELD) return path;
  const fields = schema.getMutationType()?.getFields() ?? {};
  const field = Object.hasOwn(fields, node.name.value) ? fields[node.name.value] : undefined;
  const names = field?.args.map(({ name }) => name) ?? [];
  return !names.includes('input') || names.includes(path.split('.', 1)[0] ?? '') ? path : `input.${path}`;
}

/**
 * The locations, and the path if the operation has each of its keys. A key may be an alias, which is the client's text, but
 * it is a key of `data` as well. A path that somebody gave an error of their own is not trusted.
 */
function locationOf(
  { locations, path }: GraphQLFormattedError,
  error: unknown,
  schema: GraphQLSchema,
): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  const names = SchemaNames.of(schema);
  const exact = error instanceof GraphQLError ? locationsOf(error) : locations;
  const submitted = error instanceof GraphQLError ? submittedNames(error.nodes?.[0]?.loc) : NO_NAMES;
  const isKey = (each: string | number) =>
    typeof each === 'number' || names.has(each, 'field') || submitted.has(each);
  return {
    ...(exact && { locations: exact.map(({ line, column }): SourceLocation => ({ line, column })) }),
    ...(path?.every(isKey) && { path }),
  };
}

const NO_NAMES: ReadonlySet<string> = new Set();
const namesOf = new WeakMap<Source, ReadonlySet<string>>();

/** The names in a document, without words in strings and comments. They are collected once for all errors of it. */
function submittedNames(location: Location | undefined): ReadonlySet<string> {
  if (location === undefined) return NO_NAMES;
  const known = namesOf.get(location.source);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const { startToken } = location;
  for (let token: Token | null = startToken; token !== null; token = token.next) addName(names, token);
  for (let token: Token | null = startToken.prev; token !== null; token = token.prev) addName(names, token);
  namesOf.set(location.source, names);
  return names;
}

function addName(names: Set<string>, { kind, value }: Token): void {
  if (kind === TokenKind.NAME) names.add(value);
}
