import type { Permission } from '../core/permission';
import type { Plaintext } from '../core/plaintext';
import type { Permit } from '../core/policy';
import type { Services } from '../services/services';
import type { FieldNames } from './problem';
import type { Subject } from './subject';

/** A JSON schema, as it stands in the OpenAPI document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An authorized request whose fields fit their schemas. */
export interface Call {
  /** Proves the route's permission in the organization that the request is about. */
  readonly permit: Permit;
  readonly services: Services;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** The body without the value of the secret, which is in `value`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The content of the route's `valueField`. */
  readonly value: Plaintext | undefined;
  /** Scheme and host from the request, for absolute links. */
  readonly origin: string;
  /** The path of the request, without the query. */
  readonly url: string;
  /** A permit for the same permission in another organization; undefined if the caller lacks it there. */
  permitIn(organizationId: string | undefined): Permit | undefined;
}

/** The response of a route. */
export interface Answer {
  readonly status: number;
  /** Missing for a response without content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of a dialect. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The documented path with `:name` parameters, followed by its aliases. */
  readonly paths: readonly [string, ...string[]];
  readonly operationId: string;
  readonly summary: string;
  /** The permission that the caller needs. The gateway does not start with a route that has none. */
  readonly permission: Permission;
  /** Finds the organization that the request is about. */
  readonly subject: Subject;
  readonly path?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /** The body field that holds the value of a secret. It is removed from the body before the handler runs. */
  readonly valueField?: string;
  /** Where the request has the fields that services name in their errors. */
  readonly fields?: FieldNames;
  /** The schema of the reply for each status. */
  readonly replies: Readonly<Record<number, JsonSchema>>;
  readonly handler: (call: Call) => Promise<Answer>;
}
