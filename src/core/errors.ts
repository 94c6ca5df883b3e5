/** The stable codes a client may branch on; `extensions.code` in GraphQL, mapped to status codes by the dialects. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'STALE_VERSION'
  | 'BAD_USER_INPUT'
  | 'LIMIT_EXCEEDED'
  | 'RATE_LIMITED'
  | 'KEY_UNAVAILABLE'
  | 'UNAVAILABLE';

/** One broken rule: where (`input.name`), which (`length`) and a sentence for people. Never holds submitted text. */
export interface Violation {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** Base of every error that a client is told about. Its message is written by us and never holds submitted text. */
export abstract class GatewayError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** No credential, or one that is unknown, revoked or expired: which of these is not told. */
export class Unauthenticated extends GatewayError {
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('Authentication is required: send a valid token as "Authorization: Bearer <token>".');
  }
}

/** The principal may see the subject but policy does not allow the action. */
export class Forbidden extends GatewayError {
  readonly code = 'FORBIDDEN';

  /** @param permission the permission that is missing. */
  constructor(readonly permission: string) {
    super(`This needs the permission ${permission}.`);
  }
}

/** The subject does not exist, or the principal may not know that it does: both read the same. */
export class NotFound extends GatewayError {
  readonly code = 'NOT_FOUND';

  constructor() {
    super('Not found.');
  }
}

/** The state refuses the command: a taken name, a team that still owns secrets, another body for one idempotency key. */
export class Conflict extends GatewayError {
  readonly code = 'CONFLICT';

  /** @param path the input field in conflict, when there is one. */
  constructor(
    message: string,
    readonly path?: string,
  ) {
    super(message);
  }
}

/** The subject has changed since the client read it. */
export class StaleVersion extends GatewayError {
  readonly code = 'STALE_VERSION';

  /** @param currentVersion the version the subject has now. */
  constructor(readonly currentVersion: number) {
    super(
      `The secret was changed since and is at version ${currentVersion}; read it again and repeat the change.`,
    );
  }
}

/** Input that breaks at least one rule. */
export class BadUserInput extends GatewayError {
  readonly code = 'BAD_USER_INPUT';

  constructor(readonly violations: readonly Violation[]) {
    super(violations.map(({ path, message }) => `${path}: ${message}`).join(' '));
  }

  /** One broken rule. */
  static at(path: string, rule: string, message: string): BadUserInput {
    return new BadUserInput([{ path, rule, message }]);
  }
}

/** A stated limit was passed (page size, cost, number of roots). */
export class LimitExceeded extends GatewayError {
  readonly code = 'LIMIT_EXCEEDED';
}

/** Too many operations. */
export class RateLimited extends GatewayError {
  readonly code = 'RATE_LIMITED';

  /** @param retryAfterSeconds whole seconds until the next operation is accepted. */
  constructor(readonly retryAfterSeconds: number) {
    super(`Too many operations; try again in ${retryAfterSeconds} s.`);
  }
}

/** The sealing key that the client named is unknown or no longer accepted. */
export class KeyUnavailable extends GatewayError {
  readonly code = 'KEY_UNAVAILABLE';
}

/** The store cannot be reached or does not accept writes now; the client may try again. */
export class Unavailable extends GatewayError {
  readonly code = 'UNAVAILABLE';

  /**
   * @param outcome `unknown` when the storage was lost while it committed: then the change may have been made, which a
   * client finds out by reading, or by repeating the request with its idempotency key.
   */
  constructor(readonly outcome: 'unchanged' | 'unknown' = 'unchanged') {
    super(
      outcome === 'unchanged'
        ? 'The gateway cannot reach its storage now; nothing was changed, try again.'
        : 'The gateway lost its storage while it stored the change, which may have been made or not; read before you try again, or repeat the request with its idempotency key.',
    );
  }
}
