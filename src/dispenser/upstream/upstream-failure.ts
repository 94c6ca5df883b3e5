import { InjectionError } from './injection.error';

const TOO_LARGE = new Set([
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  'UND_ERR_HEADERS_OVERFLOW',
  'HPE_HEADER_OVERFLOW',
]);
const TIMEOUT = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const MALFORMED = /^(?:HPE_|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|Z_|ERR_BROTLI|ERR__?ERROR_FORMAT)/;
const CERTIFICATE =
  /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/;

/**
 * The failure that an error of the connection stands for, told by its code alone.
 *
 * @param timedOut whether the total time is over, which shows as many kinds of error.
 * @returns an InjectionError; errors that are not of the connection as they are.
 */
export function upstreamFailure(error: unknown, timedOut: boolean): unknown {
  if (error instanceof InjectionError) return error;
  if (timedOut) return late();
  const code = codeOf(error);
  if (code === undefined) return error;
  if (TOO_LARGE.has(code)) return new InjectionError('UPSTREAM_TOO_LARGE', 'The answer is too large.');
  if (TIMEOUT.has(code)) return late();
  if (MALFORMED.test(code)) {
    return new InjectionError('UPSTREAM_MALFORMED', 'The answer is not HTTP, or is damaged.');
  }
  if (CERTIFICATE.test(code)) {
    return new InjectionError('UPSTREAM_UNREACHABLE', 'The certificate of the host is not trusted.');
  }
  return new InjectionError('UPSTREAM_UNREACHABLE', 'The host cannot be reached or ended the connection.');
}

function late(): InjectionError {
  return new InjectionError('UPSTREAM_TIMEOUT', 'The host took too long.');
}

/** The code of a system, TLS, decoding or client error. Our own mistakes (a TypeError) have none. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  // The parser has no code for what it did not expect at all.
  return name === 'HTTPParserError' ? 'HPE_UNEXPECTED' : undefined;
}
