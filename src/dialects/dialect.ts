import type { DialectSummary } from '../core/dialect';
import type { Permit } from '../core/policy';
import type { ErrorReply } from '../http/error-reply';
import type { Problem } from './problem';
import type { Route } from './route';

/** What a vendor's clients read when something went wrong. */
export interface VendorError {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error before the vendor's shape. `problems` are the broken rules, where the request has them. */
export interface Failure extends ErrorReply {
  readonly problems: readonly Problem[];
}

/** One vendor's wire format: all there is of it is in one folder. */
export interface Dialect extends DialectSummary {
  /** Title of its OpenAPI document, which is at `/openapi/<name>.json`. */
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly routes: readonly Route[];
  /** Beginnings of paths below which everything is this vendor's, what it does not have included. */
  readonly prefixes: readonly string[];
  /** Gives an error the vendor's shape and status. */
  readonly failed: (failure: Failure) => VendorError;
  /** Headers of every reply to a caller that is known. */
  readonly headers?: (permit: Permit) => Readonly<Record<string, string>>;
}
