import { BadUserInput } from '../../core/errors';
import { foldedHeader, isRoutingHeader } from '../../core/use-policy-header';

/** One header of a request. */
export interface HeaderField {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
  /** The position in the request, such as `headers[0]`. */
  readonly path: string;
}

/** RFC 9110 §5.1. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;
/** RFC 9110 §5.5, with ASCII only and without white space at the ends, which receivers remove. */
const VALUE = /^(?:[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)?$/;

/** True for the name of a header, in any case, of 1 to 100 characters. */
export function isHeaderName(text: string): boolean {
  return NAME.test(text);
}

/** True for a text that is exactly one header value: no CR, LF or NUL that could start another header. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text);
}

/**
 * Checks headers.
 *
 * @returns them with names in lower case, each once; `_` and `-` are one character.
 * @throws BadUserInput at `headers[index]`, rules `format`, `forbidden` (see {@link isRoutingHeader}), `duplicate`.
 */
export function checkedHeaders(given: readonly (readonly [string, string])[]): readonly HeaderField[] {
  const seen = new Set<string>();
  return given.map(([rawName, value], index) => {
    const path = `headers[${index}]`;
    const name = rawName.toLowerCase();
    if (!isHeaderName(rawName) || !isHeaderValue(withoutTemplates(value))) {
      throw BadUserInput.at(
        path,
        'format',
        'A header has a token for a name and visible ASCII characters for a value.',
      );
    }
    if (isRoutingHeader(name)) {
      throw BadUserInput.at(path, 'forbidden', 'This header belongs to the connection and cannot be set.');
    }
    const folded = foldedHeader(name);
    if (seen.has(folded)) throw BadUserInput.at(path, 'duplicate', 'A header is given once.');
    seen.add(folded);
    return { name, value, path };
  });
}

/** Names of secrets may contain any characters, because they do not reach the header. */
function withoutTemplates(value: string): string {
  return value.replace(/\{\{[^{}\u0000-\u001f]*\}\}/g, 'x');
}
