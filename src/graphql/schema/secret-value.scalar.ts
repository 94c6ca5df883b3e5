import { GraphQLError, GraphQLScalarType } from 'graphql';
import { isWellFormedText, MASK, Plaintext } from '../../core/plaintext';
import { VALUE_TYPE } from '../guard/mask-proof';

/** Told to a client that wrote a value into the document. The document is logged and cached in many places. */
export const INLINE_VALUE_MESSAGE =
  'A SecretValue is accepted only as a variable, never inside the document: declare $value: SecretValue (or $input) and send it in "variables".';

/**
 * The value of a secret. It goes in as a string variable and becomes {@link Plaintext} at once; whatever stands at an
 * output position, the mask comes out.
 */
export const SecretValueScalar = new GraphQLScalarType({
  name: VALUE_TYPE,
  description:
    'The value of a secret: a string of 1 byte to 64 KB. Accepted only as a variable and never readable: wherever it is selected, it is "[REDACTED]".',
  // A value becomes a Plaintext once a request: the check of the variables looks at it without making one.
  extensions: { check: requireText },
  parseValue: (given) => Plaintext.ofText(requireText(given)),
  parseLiteral(node): never {
    // The node gives the position, which is all of it that the error formatter looks at.
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

/** Marked as holding nothing of what was submitted, so that it may be shown as it is. */
function safeError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { safe: true } });
}
