import { GraphQLError, type GraphQLSchema } from 'graphql';
import { type DocumentMessage, SYNTAX_MESSAGES, VALIDATION_MESSAGES } from './document-messages';
import { SchemaNames } from './schema-names';

/** What a message may tell of the schema. */
export interface DocumentErrorOptions {
  /** Whether `Did you mean …?` is kept. */
  readonly suggestions: boolean;
}

const SYNTAX = 'Syntax Error: ';

/**
 * The message for a syntax or validation error of graphql-js 16. It is made anew from an allow-list of the library's
 * messages and holds names of the schema and the position only: the library's own text quotes source, names and
 * literals of the document. A message that is not on the list, as a newer version may bring, gives the position alone.
 * An error that we marked as safe (`extensions.safe`) keeps its text.
 */
export function rebuiltDocumentError(
  error: GraphQLError,
  schema: GraphQLSchema,
  options: DocumentErrorOptions,
): string {
  const place = placeOf(error);
  if (isMarkedSafe(error)) return place === '' ? error.message : `${error.message} (${place})`;
  const names = SchemaNames.of(schema);
  if (error.message.startsWith(SYNTAX)) {
    const text = firstText(SYNTAX_MESSAGES, error.message.slice(SYNTAX.length), names);
    if (text !== undefined) return `${text}${place === '' ? '' : ` at ${place}`}.`;
  }
  const text = firstText(VALIDATION_MESSAGES, error.message, names);
  if (text === undefined) return `The document is not valid${place === '' ? '' : ` at ${place}`}.`;
  const hint = options.suggestions ? suggestionOf(error.message, names) : '';
  return `${text}${hint}${place === '' ? '' : ` (${place})`}`;
}

/** Whether an error, or the one it wraps, was written by us for clients. */
function isMarkedSafe(error: GraphQLError): boolean {
  const { originalError } = error;
  return (
    error.extensions.safe === true ||
    (originalError instanceof GraphQLError && originalError.extensions.safe === true)
  );
}

function placeOf({ locations }: GraphQLError): string {
  const place = locations?.[0];
  return place === undefined ? '' : `line ${place.line}, column ${place.column}`;
}

function firstText(
  rows: readonly DocumentMessage[],
  message: string,
  names: SchemaNames,
): string | undefined {
  for (const { pattern, names: kinds, text } of rows) {
    const found = pattern.exec(message);
    if (found === null) continue;
    if (kinds.some((kind, index) => !names.has(found[index + 1] ?? '', kind))) continue;
    return text.replace(/\$(\d)/g, (_whole, group: string) => found[Number(group)] ?? '');
  }
  return undefined;
}

/** The names of the library's suggestion that are the schema's. */
function suggestionOf(message: string, names: SchemaNames): string {
  const tail = / Did you mean ([^?{]*)\?$/.exec(message)?.[1] ?? '';
  const known = [...tail.matchAll(/"@?([_A-Za-z][_0-9A-Za-z]*)"/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => names.has(name, 'any'));
  return known.length === 0 ? '' : ` Did you mean ${known.join(' or ')}?`;
}
