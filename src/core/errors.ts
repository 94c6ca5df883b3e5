/** The stable codes that a client may branch on: `extensions.code` in GraphQL, mapped to status codes by the dialects. */
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

/** One broken rule: where (`input.name`), which (`length`) and a sentence for people. Never contains submitted text. */
export interface Violation {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
}

/** Base of every error that a client gets to see. Its message is ours and never contains submitted text. */
export abstract class GatewayError extends Error {
  abstract readonly code: ErrorCode;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The credential is missing, unknown, revoked or expired. The client is not told which. */
export class Unauthenticated extends GatewayError {
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('Authentication is required: send a valid token as "Authorization: Bearer <token>".');
  }
}

/** The principal may see the subject but policy does not allow the action. */
export class Forbidden extends GatewayError {
  readonly code = 'FORBIDDEN';

  /**
   * @param permission the permission that is missing.
   * @param message what is missing besides the permission.
   */
  constructor(
    readonly permission: string,
    message = `This needs the permission ${permission}.`,
  ) {
    super(message);
  }
}

/** The subject does not exist, or the principal may not know that it does. The answer is the same. */
export class NotFound extends GatewayError {
  readonly code = 'NOT_FOUND';

  constructor() {
    super('Not found.');
  }
}

/**
 * The command conflicts with the current state: a taken name, a team that still owns secrets, an idempotency key with
 * another input.
 */
export class Conflict extends GatewayError {
  readonly code = 'CONFLICT';

  /** @param path the input field in conflict, if there is one. */
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

/** A documented limit was exceeded, such as page size, cost or number of root fields. */
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

/** The database cannot be reached or does not accept writes now. The client may try again. */
export class Unavailable extends GatewayError {
  readonly code = 'UNAVAILABLE';

  /**
   * @param outcome `unknown` when the connection broke during a commit. The change may have been made: the client can
   * read, or repeat the request with its idempotency key.
   * @param faultCode the code of the storage, for operators only.
   */
  constructor(
    readonly outcome: 'unchanged' | 'unknown' = 'unchanged',
    readonly faultCode?: string,
  ) {
    super(
      outcome === 'unchanged'
        ? 'The gateway cannot reach its storage now; nothing was changed, try again.'
        : 'The gateway lost its storage while it stored the change, which may have been made or not; read before you try again, or repeat the request with its idempotency key.',
    );
  }
}
