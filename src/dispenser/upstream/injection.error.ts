/** Why an injected request was not sent, or has no answer. */
export type InjectionFailure =
  | 'SECRET_NOT_FOUND'
  | 'USE_REFUSED'
  | 'VALUE_UNFIT'
  | 'ADDRESS_REFUSED'
  | 'UPSTREAM_UNREACHABLE'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_TOO_LARGE'
  | 'UPSTREAM_MALFORMED';

const STATUS: Readonly<Record<InjectionFailure, number>> = {
  SECRET_NOT_FOUND: 404,
  USE_REFUSED: 403,
  VALUE_UNFIT: 422,
  ADDRESS_REFUSED: 403,
  UPSTREAM_UNREACHABLE: 502,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_TOO_LARGE: 502,
  UPSTREAM_MALFORMED: 502,
};

/** The secret that was refused, and its position in the request. */
export interface InjectionSubject {
  /** The field of the request, such as `auth.secret_ref`, `headers[0]` or `body`. */
  readonly path: string;
  /** Undefined if there is no such secret. */
  readonly secretId?: string;
}

/**
 * An injected request that was refused or failed. The message is always a fixed text: messages of libraries and servers
 * may quote the request and are never used.
 */
export class InjectionError extends Error {
  override readonly name = 'InjectionError';

  constructor(
    readonly failure: InjectionFailure,
    message: string,
    readonly subject?: InjectionSubject,
  ) {
    super(message);
  }

  /** The HTTP status that the failure is answered with. */
  get status(): number {
    return STATUS[this.failure];
  }
}
