import { GraphQLError, GraphQLScalarType } from 'graphql';
import { isWellFormedText, MASK, Plaintext } from '../../core/plaintext';
import { VALUE_TYPE } from '../guard/mask-proof';

/** The error for a value inside the document. Clients, proxies and servers log and cache documents. */
const INLINE_VALUE_MESSAGE =
  'A SecretValue is accepted only as a variable, never inside the document: declare $value: SecretValue (or $input) and send it in "variables".';

/**
 * The value of a secret. A string variable becomes a {@link Plaintext} at once. The output is always the mask, whatever a
 * resolver returns.
 *
 * @throws GraphQLError for a value inside the document, and for a variable that is not a well-formed string. The messages
 * contain nothing that was submitted.
 */
export const SecretValueScalar = new GraphQLScalarType({
  name: VALUE_TYPE,
  description:
    'The value of a secret: a string of 1 byte to 64 KB. It is accepted only as a variable and can never be read: as an output it is always "[REDACTED]".',
  // The check of the variables uses this, so that a value becomes a Plaintext only once in a request.
  extensions: { check: requireText },
  parseValue: (given) => Plaintext.ofText(requireText(given)),
  parseLiteral(node): never {
    // Of the node, the error formatter uses only the position.
    throw new GraphQLError(INLINE_VALUE_MESSAGE, { nodes: node, extensions: { safe: true } });
  },
  serialize(): string {
    return MASK;
  },
});

function requireText(given: unknown): string {
  if (typeof given !== 'string') throw safeError('A SecretValue is a string.');
  if (!isWellFormedText(given)) throw safeError('A SecretValue is well-formed Unicode text.');
  return given;
}

/** An error that the formatter passes on as it is, because its message contains nothing that was submitted. */
function safeError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { safe: true } });
}
