/** How the server is made sure of (libpq, "SSL Mode Descriptions"), without the modes that can be talked out of TLS. */
const MODES = {
  disable: 'none',
  'no-verify': 'encrypted',
  'verify-ca': 'certificate',
  // An attacker on the way can take TLS away from `prefer`, and `require` does not look at the certificate. Both are verified.
  prefer: 'name',
  require: 'name',
  'verify-full': 'name',
} as const;

/** The parameters that are for this process and not for the driver. */
const OURS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;

/** What a URL of PostgreSQL says. */
export interface PostgresUrl {
  /** A name, an address without brackets, or the folder of a Unix socket. */
  readonly host: string;
  /**
   * What is verified: nothing without TLS (`none`) and with it (`encrypted`), the certificate, or also the name of the host.
   * Undefined when the URL does not ask for TLS.
   */
  readonly verifies: 'none' | 'encrypted' | 'certificate' | 'name' | undefined;
  /** The files of the trusted certificates, and of our own certificate and its key. */
  readonly files: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** The URL without the parameters of TLS. */
  readonly rest: string;
}

/**
 * Reads `postgres://user:password@host:port/name?…`. The host may be missing if `host` is among the parameters, such as the
 * folder of a Unix socket.
 *
 * @throws PostgresUrlError with the rule, never with the URL, which may hold a password.
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  const [before = '', query = ''] = split(text);
  const parameters = new URLSearchParams(query);
  const mode = parameters.get('sslmode');
  if (mode !== null && !isMode(mode)) {
    throw new PostgresUrlError(`sslmode is one of ${Object.keys(MODES).join(', ')}`);
  }
  const root = parameters.get('sslrootcert');
  if (mode === 'verify-ca' && (root === null || root === 'system')) {
    throw new PostgresUrlError(
      'sslmode=verify-ca needs sslrootcert: any name has a certificate of a public authority',
    );
  }
  const [cert, key] = [parameters.get('sslcert'), parameters.get('sslkey')];
  const isAsked =
    [root, cert, key].some((file) => file !== null) || /^(?:true|1)$/.test(parameters.get('ssl') ?? '');
  for (const name of OURS) parameters.delete(name);
  if (mode !== null || isAsked) parameters.delete('ssl');
  return {
    host: parameters.get('host') ?? hostOf(before),
    verifies: mode === null ? (isAsked ? 'name' : undefined) : MODES[mode],
    files: {
      ...(root !== null && root !== 'system' && { ca: root }),
      ...(cert !== null && { cert }),
      ...(key !== null && { key }),
    },
    rest: mode === null && !isAsked ? text : [before, parameters.toString()].filter(Boolean).join('?'),
  };
}

/** A URL that cannot be used. */
export class PostgresUrlError extends Error {
  override readonly name = 'PostgresUrlError';
}

function split(text: string): [string, string] {
  const at = text.indexOf('?');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `new URL` refuses an empty host after a user, which is how a Unix socket is named with one. */
function hostOf(before: string): string {
  try {
    const { hostname } = new URL(before.replace(/^(\w+:\/\/[^/]*@)\//, '$1none/'));
    if (/^\w+:\/\/[^/]*@\//.test(before)) return '';
    return decodeURIComponent(hostname).replace(/^\[(.+)\]$/, '$1');
  } catch {
    throw new PostgresUrlError(
      'give postgres://user:password@host:port/name, with special characters written as %40',
    );
  }
}

function isMode(text: string): text is keyof typeof MODES {
  return Object.hasOwn(MODES, text);
}
