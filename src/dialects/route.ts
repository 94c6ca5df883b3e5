import type { Permission } from '../core/permission';
import type { Plaintext } from '../core/plaintext';
import type { Permit } from '../core/policy';
import type { Services } from '../services/services';
import type { FieldNames } from './problem';
import type { Subject } from './subject';

/** A JSON Schema of the OpenAPI document. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A request whose caller has the permission of the route and whose fields fit their schemas. */
export interface Call {
  /** For the route's permission in the organization of its subject. */
  readonly permit: Permit;
  readonly services: Services;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** Without the value of a secret, which is in `value`. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The body's field that the route names as its `valueField`. */
  readonly value: Plaintext | undefined;
  /** Scheme and host as the client named them, for absolute links. */
  readonly origin: string;
  /** Path of the request, without its query. */
  readonly url: string;
  /** A permit for the route's permission in another organization; undefined when there is none, or none for the caller. */
  permitIn(organizationId: string | undefined): Permit | undefined;
}

/** What a route answers. */
export interface Answer {
  readonly status: number;
  /** Left out for an answer without content. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One operation of a dialect. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The documented path, with `:name` parts, and then its aliases. */
  readonly paths: readonly [string, ...string[]];
  readonly operationId: string;
  readonly summary: string;
  /** What the caller must be allowed in the organization of the subject. A route without one does not register. */
  readonly permission: Permission;
  /** Finds the organization the request is about. */
  readonly subject: Subject;
  readonly path?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
  /** The field of the body that holds a value: it is taken out of the body before the handler sees it. */
  readonly valueField?: string;
  readonly fields?: FieldNames;
  /** The replies of the OpenAPI document, by status. */
  readonly replies: Readonly<Record<number, JsonSchema>>;
  readonly handler: (call: Call) => Promise<Answer>;
}
