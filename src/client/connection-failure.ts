import { ConsumerError } from './consumer.error';

/** What the codes of Node.js and OpenSSL say about a connection that failed. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address',
  ECONNRESET: 'it ended the connection',
  ENOTFOUND: 'its name has no address',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'there is no way to its address',
  ENETUNREACH: 'there is no way to its address',
  ETIMEDOUT: 'its address does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'its address does not answer',
};

const CERTIFICATE_REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired, or the clock of this machine is wrong',
  CERT_NOT_YET_VALID: 'is not valid yet, or the clock of this machine is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  CERT_REVOKED: 'is revoked',
};

/** Codes for certificates that no known authority has signed. */
const UNKNOWN_AUTHORITY =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(?:GET_ISSUER_CERT(?:_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|CERT_UNTRUSTED|INVALID_CA)$/;

/** Why a request had no answer: `UNREACHABLE`, which may pass, or `UNTRUSTED`, which does not. */
export function connectionFailure(error: unknown): ConsumerError {
  const { code, message } = connectionProblem(error, 'the dispenser');
  return new ConsumerError(code, message);
}

/**
 * The same for any process that was asked.
 *
 * @param whom the process, for the message.
 */
export function connectionProblem(
  error: unknown,
  whom: string,
): { readonly code: 'UNREACHABLE' | 'UNTRUSTED'; readonly message: string } {
  const code = codeOf(error);
  const certificate = CERTIFICATE_REASONS[code];
  if (certificate !== undefined) return untrusted(`the certificate of ${whom} ${certificate} (${code})`);
  if (UNKNOWN_AUTHORITY.test(code)) {
    return untrusted(
      `the certificate of ${whom} is not signed by an authority that this machine trusts (${code}); NODE_EXTRA_CA_CERTS names a file with more authorities`,
    );
  }
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code)) {
    return untrusted(`no TLS connection to ${whom} could be made (${code}); does it speak https://?`);
  }
  const reason = REASONS[code];
  return {
    code: 'UNREACHABLE',
    message: `${whom} cannot be reached${reason === undefined ? '' : `: ${reason} (${code})`}`,
  };
}

function untrusted(message: string): { code: 'UNTRUSTED'; message: string } {
  return { code: 'UNTRUSTED', message };
}

/** The code is in the cause, and in the causes of a name with several addresses. */
function codeOf(error: unknown): string {
  for (let next: unknown = error, depth = 0; next instanceof Error && depth < 5; depth += 1) {
    const { code, cause } = next as NodeJS.ErrnoException & { cause?: unknown };
    if (typeof code === 'string' && /^[A-Z_0-9]+$/.test(code)) return code;
    next = cause ?? (next instanceof AggregateError ? next.errors[0] : undefined);
  }
  return '';
}
