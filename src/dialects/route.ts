import type { Permission } from '../core/permission';
import type { Plaintext } from '../core/plaintext';
import type { InstancePermit, Permit } from '../core/policy';
import type { RateState } from '../core/rate';
import type { Services } from '../services/services';
import type { FieldNames } from './problem';
import type { Subject } from './subject';

/** A JSON schema, as it stands in the OpenAPI document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An authorized request whose fields fit their schemas. */
export interface CallWith<Proof> {
  /** Proves the route's permission: in the organization that the request is about, or for the caller itself. */
  readonly permit: Proof;
  readonly services: Services;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The body without the value of the secret, which is in `value`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The content of the route's `valueField`. */
  readonly value: Plaintext | undefined;
  /** Where the client reaches the gateway, for absolute links: without a slash at its end. */
  readonly origin: string;
  /** The path of the request below `origin`, without the query. */
  readonly url: string;
  /** A permit in another organization; undefined if the caller lacks the permission there. */
  permitIn(permission: Permission, organizationId: string | undefined): Permit | undefined;
  /** What the caller may still ask for; undefined if its requests are not counted. */
  rates(): Promise<RateState | undefined>;
}

/** A request about an organization. */
export type Call = CallWith<Permit>;
/** A request about the caller. */
export type SelfCall = CallWith<InstancePermit>;

/** The response of a route. */
export interface Answer {
  readonly status: number;
  /** Missing for a response without content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which of the requests to a path a route answers. The others go to the route of the path that has no condition. */
type RouteCondition = {
  /** Only requests to this host. */
  readonly host?: RegExp;
  /** Only requests that accept JSON and not HTML. */
  readonly accept?: 'json';
};

interface AnyRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The documented path with `:name` parameters, followed by its aliases. */
  readonly paths: readonly [string, ...string[]];
  readonly operationId: string;
  readonly summary: string;
  readonly only?: RouteCondition;
  /** Whether the OpenAPI document has another route of the same operation instead. */
  readonly isAlias?: boolean;
  readonly path?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /**
   * Changes a body that a typed client sends into what the schema describes, before it is checked: fields that the client
   * cannot leave out, and base64 in lines.
   */
  readonly prepare?: (body: Record<string, unknown>) => void;
  /** The body field that holds the value of a secret. It is removed from the body before the handler runs. */
  readonly valueField?: string;
  /** Where the request has the fields that services name in their errors. */
  readonly fields?: FieldNames;
  /** The schema of the reply for each status. */
  readonly replies: Readonly<Record<number, JsonSchema>>;
}

/** One operation of a dialect, in an organization. */
export interface Route extends AnyRoute {
  /** The permission that the caller needs. The gateway does not start with a route that has none. */
  readonly permission: Permission;
  /** Finds the organization that the request is about. */
  readonly subject: Subject;
  readonly handler: (call: Call) => Promise<Answer>;
}

/** One operation of a dialect that is about the caller, in no organization. */
export interface SelfRoute extends AnyRoute {
  readonly permission: typeof Permission.VIEW_SELF;
  readonly subject?: undefined;
  readonly handler: (call: SelfCall) => Promise<Answer>;
}
