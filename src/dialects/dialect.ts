import type { DialectSummary } from '../core/dialect';
import type { InstancePermit, Permit } from '../core/policy';
import type { ErrorReply } from '../http/error-reply';
import type { Problem } from './problem';
import type { Route, SelfRoute } from './route';

/** An error response in the format of the vendor. */
export interface VendorError {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error before it gets the vendor's format. `problems` are the rules that the request breaks. */
export interface Failure extends ErrorReply {
  readonly problems: readonly Problem[];
}

/** The wire format of one vendor. Everything about it is in one folder. */
export interface Dialect extends DialectSummary {
  /** The title of its OpenAPI document at `/openapi/<name>.json`. */
  readonly title: string;
  readonly description: string;
  readonly version: string;
  readonly routes: readonly (Route | SelfRoute)[];
  /** Path prefixes that belong to the vendor. Unknown paths below them get the vendor's 404. */
  readonly prefixes: readonly string[];
  /** The vendor's own sentence for a broken rule, where ours speaks of the gateway. */
  readonly sentence?: (problem: Problem) => string | undefined;
  /** Turns an error into the response that the vendor's clients expect. */
  readonly failed: (failure: Failure) => VendorError;
  /** Headers of every reply to an authorized caller. */
  readonly headers?: (permit: Permit | InstancePermit) => Readonly<Record<string, string>>;
}
