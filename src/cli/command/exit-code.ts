/** The exit codes of all commands, besides 0, 1 for any other failure, and those of `run` for its child. */
export const ExitCode = {
  USAGE: 2,
  AUTHENTICATION: 3,
  NOT_FOUND: 4,
  REFUSED: 5,
  UNAVAILABLE: 6,
} as const;

/** What each exit code means, for the documentation. */
export const EXIT_CODE_MEANINGS: readonly (readonly [number, string])[] = [
  [0, 'done'],
  [1, 'anything else: a setting that breaks its rule, a file that cannot be read, a fault'],
  [ExitCode.USAGE, 'wrong usage: an unknown command or option, a missing argument, a bad form'],
  [ExitCode.AUTHENTICATION, 'no login, or a token that is unknown, revoked or expired'],
  [ExitCode.NOT_FOUND, 'it does not exist, or you may not know that it does'],
  [ExitCode.REFUSED, 'refused: a missing permission, a conflict, a rule that the input breaks, a limit'],
  [ExitCode.UNAVAILABLE, 'cannot be reached, is not ready, or has too many requests: try again later'],
];

/** Exit codes by the code of an error of the gateway, the dispenser or a client. */
const BY_ERROR: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: ExitCode.AUTHENTICATION,
  LOGIN: ExitCode.AUTHENTICATION,
  NOT_FOUND: ExitCode.NOT_FOUND,
  NOT_DELIVERED: ExitCode.NOT_FOUND,
  FORBIDDEN: ExitCode.REFUSED,
  CONFLICT: ExitCode.REFUSED,
  STALE_VERSION: ExitCode.REFUSED,
  BAD_USER_INPUT: ExitCode.REFUSED,
  LIMIT_EXCEEDED: ExitCode.REFUSED,
  KEY_UNAVAILABLE: ExitCode.REFUSED,
  RATE_LIMITED: ExitCode.UNAVAILABLE,
  UNAVAILABLE: ExitCode.UNAVAILABLE,
  UNREACHABLE: ExitCode.UNAVAILABLE,
};

/** The exit code for an error with this code; 1 for all others. */
export function exitCodeOf(code: string): number {
  return Object.hasOwn(BY_ERROR, code) ? BY_ERROR[code]! : 1;
}
