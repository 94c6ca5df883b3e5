import { Unavailable } from '../core/errors';
import { meaningOf } from '../storage/sql/fault-code';

/** A failure of the database, for operators. */
export interface DatabaseFailure {
  readonly errorCode: string;
  /** The cause and what to check next; undefined for a code without a meaning of its own. */
  readonly reason?: string;
}

/** What failed in the database; undefined for an error of another kind. It loads nothing of the drivers. */
export function databaseFailureOf(error: unknown): DatabaseFailure | undefined {
  if (error instanceof Unavailable)
    return error.faultCode === undefined ? undefined : failureOf(error.faultCode);
  if (!(error instanceof Error) || error.name !== 'StorageFault') return undefined;
  return failureOf(String((error as NodeJS.ErrnoException).code));
}

/** The code of a failure together with its reason. */
export function failureOf(errorCode: string): DatabaseFailure {
  const reason = meaningOf(errorCode)?.reason;
  return reason === undefined ? { errorCode } : { errorCode, reason };
}
