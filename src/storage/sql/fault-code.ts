/** What a failure of the storage means. */
export interface FaultMeaning {
  /** The cause and what to check next, for operators. */
  readonly reason: string;
  /** Whether a later attempt may succeed without a change of the statement. */
  readonly isOutage: boolean;
  /** Whether the connection must be closed: on a new one, the same statement may succeed. */
  readonly endsConnection: boolean;
  /** Whether the disk may be full: a later write is only known to be possible when it was committed. */
  readonly isFull?: boolean;
}

const outage = (reason: string): FaultMeaning => ({ reason, isOutage: true, endsConnection: false });
const broken = (reason: string): FaultMeaning => ({ reason, isOutage: true, endsConnection: true });
const fault = (reason: string): FaultMeaning => ({ reason, isOutage: false, endsConnection: false });

const full = (reason: string): FaultMeaning => ({ ...outage(reason), isFull: true });

const SERVER_ENDS = 'the server ended the connection; see its log';
const NO_LOGIN =
  'the server refused the login; check user, password and client certificate, and the rules of pg_hba.conf';
const CERTIFICATE =
  'the certificate of the server is not trusted; set sslrootcert in the URL, and check the host name';

/**
 * Every code with a meaning of its own. PostgreSQL's are in "PostgreSQL Error Codes" of its manual; codes that begin with E
 * are those of Node.js; those with `TLS_`, `POOL_` and `NOT_` are ours, for errors that drivers give no code.
 */
export const FAULT_CODES: Readonly<Record<string, FaultMeaning>> = {
  ENOTFOUND: broken('the host name has no address (DNS); check the host in the URL'),
  EAI_AGAIN: broken('the name server did not answer (DNS)'),
  ECONNREFUSED: broken('nothing listens on this host and port; check the URL and whether the server runs'),
  ENOENT: broken('there is no such Unix socket; check the folder in the URL and whether the server runs'),
  EACCES: broken('this user may not open the Unix socket'),
  ECONNRESET: broken('the connection was reset'),
  EPIPE: broken('the connection was closed'),
  ETIMEDOUT: broken('the host does not answer; check the network and firewalls'),
  EHOSTUNREACH: broken('there is no route to the host'),
  ENETUNREACH: broken('there is no route to the network of the host'),
  TLS_UNSUPPORTED: broken('the server has no TLS; enable it there, or change sslmode in the URL'),
  TLS_FILE: fault('a file that sslrootcert, sslcert or sslkey in the URL names cannot be read'),
  DEPTH_ZERO_SELF_SIGNED_CERT: broken(CERTIFICATE),
  SELF_SIGNED_CERT_IN_CHAIN: broken(CERTIFICATE),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: broken(CERTIFICATE),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: broken(CERTIFICATE),
  ERR_TLS_CERT_ALTNAME_INVALID: broken(CERTIFICATE),
  UNABLE_TO_GET_ISSUER_CERT: broken(CERTIFICATE),
  CERT_HAS_EXPIRED: broken('the certificate of the server has expired'),
  POOL_TIMEOUT: broken(
    'no connection was free or could be opened in time; check the network and SECRETS_GATEWAY_DATABASE_POOL_SIZE',
  ),
  NOT_CONNECTED: broken('not connected yet; the lines "storage fault" name the cause'),
  POOL_CLOSED: broken('the connection was closed'),
  ENOSPC: full('the disk is full'),
  '08000': broken('the connection failed'),
  '08001': broken('the pooler cannot reach the server'),
  '08003': broken('the connection does not exist'),
  '08004': broken('the server or pooler refused the connection'),
  '08006': broken('the connection failed'),
  '08007': broken('the connection failed during a commit'),
  '08P01': broken(
    'the pooler or server refused a message; check the settings of the pooler and the parameters in the URL',
  ),
  '25006': broken(
    'the server is read-only; check whether this is a standby, or default_transaction_read_only is on',
  ),
  '25P03': broken('the server ended an idle transaction'),
  '28000': broken(NO_LOGIN),
  '28P01': broken(NO_LOGIN),
  '3D000': broken('there is no such database; create it, or correct the name in the URL'),
  '40003': broken('the outcome of a statement is unknown'),
  '53000': outage('the server has not enough resources'),
  '53100': full('the disk of the server is full'),
  '53200': outage('the server has not enough memory'),
  '53300': broken(
    'the server has too many connections; lower SECRETS_GATEWAY_DATABASE_POOL_SIZE or use a pooler',
  ),
  '53400': outage('the server reached a configured limit'),
  '55000': broken('the database accepts no connections or no writes now'),
  '55006': broken('the database is being changed by an administrator'),
  '55P03': outage('a lock was not available'),
  '57000': broken(SERVER_ENDS),
  '57014': outage('a statement took too long'),
  '57P01': broken('the server is shutting down, or an administrator ended the connection'),
  '57P02': broken('the server crashed and recovers'),
  '57P03': broken('the server is starting, stopping or recovering'),
  '57P04': broken('the database was dropped'),
  '57P05': broken('the server ended an idle connection'),
  '58000': broken('the server has a system error; see its log'),
  '58030': broken('the server cannot read or write a file; see its log'),
  '3F000': fault('there is no such schema; create it, or correct search_path'),
  '42501': fault('the role lacks a right; run the role script of the operations guide again as the owner'),
  '42P01': fault('a table is missing; check search_path, and run "secrets-gateway migrate"'),
};

const SQLITE: readonly (readonly [RegExp, FaultMeaning])[] = [
  [/^SQLITE_FULL/, full('the disk is full')],
  [/^SQLITE_READONLY/, outage('the file or its folder is read-only')],
  [/^SQLITE_CANTOPEN/, outage('the file cannot be opened; check its folder and rights')],
  [/^SQLITE_IOERR/, full('the file cannot be read or written; check the disk')],
  [/^SQLITE_(?:BUSY|LOCKED|PROTOCOL)$/, outage('another process holds the lock of the file')],
];

/** For the codes of a class that are not listed. */
const CLASSES: readonly (readonly [RegExp, FaultMeaning])[] = [
  [/^08\w{3}$/, broken('the connection failed')],
  [/^28\w{3}$/, broken(NO_LOGIN)],
  [/^53\w{3}$/, outage('the server has not enough resources')],
  [/^57P\w{2}$/, broken(SERVER_ENDS)],
  [/^58\w{3}$/, broken('the server has a system error; see its log')],
];

// Drivers give these without a code. The text is only matched, never passed on.
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^The server does not support SSL connections/, 'TLS_UNSUPPORTED'],
  [/^(?:timeout exceeded when trying to connect|Query read timeout)/, 'POOL_TIMEOUT'],
  [/^Driver not Connected/, 'NOT_CONNECTED'],
  [
    /^(?:Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Connection with sqlite database is not established|Query runner already released|Connection is not established|SQLITE_MISUSE: Database (?:is closed|handle is closed))/,
    'POOL_CLOSED',
  ],
];

/** What a code means; undefined for one without a meaning of its own. */
export function meaningOf(code: string): FaultMeaning | undefined {
  return FAULT_CODES[code] ?? [...SQLITE, ...CLASSES].find(([pattern]) => pattern.test(code))?.[1];
}

/** Our code for the text of an error to which its driver gave no code. */
export function codeOfText(text: string): string | undefined {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}
