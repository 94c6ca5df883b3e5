import { TypeORMError } from 'typeorm';
import { GatewayError, Unavailable } from '../../core/errors';
import { conflictOfReference, conflictOver } from './conflict';
import { codeOfText, meaningOf } from './fault-code';

/**
 * A failure of the storage that a client cannot correct. It holds the driver's code and nothing else: errors of drivers
 * and of TypeORM contain the statement, its parameters and the row, and must not be passed on, not even as a cause.
 */
export class StorageFault extends Error {
  /** For example `SQLITE_CORRUPT` or `42P01`; `UNKNOWN` when the driver gave none. */
  readonly code: string;

  constructor(code: string) {
    super('The storage failed.');
    this.name = 'StorageFault';
    this.code = code;
  }
}

/** Called for every failure of the storage, to log or count it, with a code and nothing else. */
export type FaultListener = (fault: { readonly code: string }) => void;

/** A deadlock or a serialization failure: the whole unit can be tried again. */
const TRANSIENT: ReadonlySet<string> = new Set(['40001', '40P01']);

/** Whether the whole unit of work may be tried again after this failure. */
export function isTransient(error: unknown): boolean {
  return error instanceof StorageFault && TRANSIENT.has(error.code);
}

/** Whether another process holds the lock of SQLite. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_BUSY';
}

/** Whether a driver or TypeORM made the error, so that it must not leave the storage layer. */
export function isDriverError(error: unknown): boolean {
  if (error instanceof GatewayError || error instanceof StorageFault) return false;
  const code = codeOf(error);
  return (
    error instanceof TypeORMError ||
    meaningOf(code) !== undefined ||
    /^SQLITE_|^[0-9A-Z]{5}$|^E[A-Z]+$/.test(code)
  );
}

/**
 * Converts an error of a driver or of TypeORM for use outside the storage layer: {@link Unavailable} when a later
 * attempt may succeed, `Conflict` for a broken unique constraint or foreign key, {@link StorageFault} for the rest.
 */
export function faultOf(error: unknown, listener?: FaultListener): GatewayError | StorageFault {
  if (error instanceof GatewayError || error instanceof StorageFault) return error;
  const driver = driverErrorOf(error);
  const code = codeOf(error);
  const conflict = conflictOf(driver, code);
  if (conflict !== undefined) return conflict;
  listener?.({ code });
  return meaningOf(code)?.isOutage ? new Unavailable('unchanged', code) : new StorageFault(code);
}

/** Whether the connection that failed with this error must be closed instead of being used again. */
export function endsConnection(error: unknown): boolean {
  const code = error instanceof Unavailable ? error.faultCode : codeOf(error);
  return code !== undefined && meaningOf(code)?.endsConnection === true;
}

/** The driver's code. Operators see it, so anything that does not look like a code is replaced. */
function codeOf(error: unknown): string {
  const driver = driverErrorOf(error);
  const code = propertyOf(driver, 'code');
  if (typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code)) return code;
  return (code === undefined ? codeOfText(textOf(driver)) : undefined) ?? 'UNKNOWN';
}

function conflictOf(driver: unknown, code: string): GatewayError | undefined {
  if (code === '23505') return conflictOver(String(propertyOf(driver, 'constraint')));
  if (code === '23503' || code === '23001') return conflictOfReference();
  if (code !== 'SQLITE_CONSTRAINT') return undefined;
  const message = textOf(driver);
  if (message.startsWith('SQLITE_CONSTRAINT: FOREIGN KEY')) return conflictOfReference();
  const columns = /^SQLITE_CONSTRAINT: UNIQUE constraint failed: (.+)$/.exec(message)?.[1];
  return columns === undefined ? undefined : conflictOver(columns);
}

function driverErrorOf(error: unknown): unknown {
  return propertyOf(error, 'driverError') ?? error;
}

function textOf(error: unknown): string {
  const message = propertyOf(error, 'message');
  return typeof message === 'string' ? message : '';
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
