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
 * Classifies an error of the connection by its code alone.
 *
 * @param timedOut whether the total time has passed, which can cause any kind of error.
 * @returns an InjectionError; an error without a code unchanged.
 */
export function upstreamFailure(error: unknown, timedOut: boolean): unknown {
  if (error instanceof InjectionError) return error;
  if (timedOut) return timeout();
  const code = codeOf(error);
  if (code === undefined) return error;
  if (TOO_LARGE.has(code)) return new InjectionError('UPSTREAM_TOO_LARGE', 'The answer is too large.');
  if (TIMEOUT.has(code)) return timeout();
  if (MALFORMED.test(code)) {
    return new InjectionError('UPSTREAM_MALFORMED', 'The answer is not HTTP, or is damaged.');
  }
  if (CERTIFICATE.test(code)) {
    return new InjectionError('UPSTREAM_UNREACHABLE', 'The certificate of the host is not trusted.');
  }
  return new InjectionError('UPSTREAM_UNREACHABLE', 'The host cannot be reached or ended the connection.');
}

function timeout(): InjectionError {
  return new InjectionError('UPSTREAM_TIMEOUT', 'The host took too long.');
}

/** The code of a system, TLS, decoding or client error. A programming error, such as a TypeError, has none. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  // The parser gives no code for completely unexpected data.
  return name === 'HTTPParserError' ? 'HPE_UNEXPECTED' : undefined;
}
