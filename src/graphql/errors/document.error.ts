import { GraphQLError, type GraphQLSchema } from 'graphql';
import { locationsOf } from '../operation/source-positions';
import { type DocumentMessage, SYNTAX_MESSAGES, VALIDATION_MESSAGES } from './document-messages';
import { SchemaNames } from './schema-names';

/** What messages may reveal of the schema. */
export interface DocumentErrorOptions {
  /** Whether `Did you mean …?` is kept. */
  readonly suggestions: boolean;
}

const SYNTAX = 'Syntax Error: ';

/**
 * Our message for a syntax or validation error of graphql-js 16. The library's text quotes source, names and literals of
 * the document. Ours comes from an allow-list of the library's messages and contains only names of the schema and the
 * position. A message that is not on the list, such as one of a newer version, becomes the position alone. An error that
 * we marked as safe (`extensions.safe`) keeps its text.
 */
export function documentErrorMessage(
  error: GraphQLError,
  schema: GraphQLSchema,
  options: DocumentErrorOptions,
): string {
  const position = positionOf(error);
  if (isMarkedSafe(error)) return position === '' ? error.message : `${error.message} (${position})`;
  const names = SchemaNames.of(schema);
  if (error.message.startsWith(SYNTAX)) {
    const text = matchingText(SYNTAX_MESSAGES, error.message.slice(SYNTAX.length), names);
    if (text !== undefined) return `${text}${position === '' ? '' : ` at ${position}`}.`;
  }
  const text = matchingText(VALIDATION_MESSAGES, error.message, names);
  if (text === undefined) return `The document is not valid${position === '' ? '' : ` at ${position}`}.`;
  const hint = options.suggestions ? suggestionOf(error.message, names) : '';
  return `${text}${hint}${position === '' ? '' : ` (${position})`}`;
}

/** Whether we wrote the error, or the one that it wraps, for clients. */
function isMarkedSafe(error: GraphQLError): boolean {
  const { originalError } = error;
  return (
    error.extensions.safe === true ||
    (originalError instanceof GraphQLError && originalError.extensions.safe === true)
  );
}

function positionOf(error: GraphQLError): string {
  const position = locationsOf(error)?.[0];
  return position === undefined ? '' : `line ${position.line}, column ${position.column}`;
}

/** The text of the first message that matches and whose names are all in the schema. */
function matchingText(
  messages: readonly DocumentMessage[],
  message: string,
  names: SchemaNames,
): string | undefined {
  for (const { pattern, names: kinds, text } of messages) {
    const found = pattern.exec(message);
    if (found === null) continue;
    if (kinds.some((kind, index) => !names.has(found[index + 1] ?? '', kind))) continue;
    return text.replace(/\$(\d)/g, (_whole, group: string) => found[Number(group)] ?? '');
  }
  return undefined;
}

/** The names in the library's suggestion that the schema has. */
function suggestionOf(message: string, names: SchemaNames): string {
  const tail = / Did you mean ([^?{]*)\?$/.exec(message)?.[1] ?? '';
  const known = [...tail.matchAll(/"@?([_A-Za-z][_0-9A-Za-z]*)"/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => names.has(name, 'any'));
  return known.length === 0 ? '' : ` Did you mean ${known.join(' or ')}?`;
}
