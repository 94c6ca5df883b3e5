import { CREATE } from './everyday-operations';
import { graphqlRequest, type Outgoing } from './exchange';

/** Where a malformed request goes. */
export interface Target {
  readonly organizationId: string;
  /** A secret that is there, at version 1, with the name `TAKEN`. */
  readonly secretId: string;
  /** The current sealing key. */
  readonly keyId: string;
  /** The owner's `Authorization`; sent with every request that has none of its own. */
  readonly authorization: string;
}

/** What the first error of the reply must tell, so that who wrote the request can mend it. */
export interface Told {
  readonly code: string;
  /** The violation's place, or with `CONFLICT` that of the input in conflict. */
  readonly path?: string;
  /** The violation's rule. */
  readonly rule?: string;
  readonly message?: RegExp;
}

/** One request that is wrong somewhere and has a secret somewhere. */
export interface MalformedRequest {
  readonly title: string;
  /** @param c the canary. */
  readonly make: (c: string, to: Target) => Outgoing;
  readonly status: number;
  /** Undefined where the reply is none of ours: to a HEAD request, or none at all. */
  readonly told: Told | undefined;
}

/** A row of a table of malformed requests. */
export function row(
  title: string,
  make: MalformedRequest['make'],
  status: number,
  told: Told | undefined,
): MalformedRequest {
  return { title, make, status, told };
}

/** What is told of a variable: 400 with a violation. */
export function violation(path: string, rule: string, message?: RegExp): Told {
  return { code: 'BAD_USER_INPUT', path, rule, ...(message && { message }) };
}

/** `createSecret` with a good input, changed by what is wrong with it. */
export function create(wrong: (c: string, to: Target) => Record<string, unknown>): MalformedRequest['make'] {
  return (c, to) =>
    graphqlRequest(CREATE, {
      input: { organizationId: to.organizationId, name: 'MALFORMED', value: c, ...wrong(c, to) },
    });
}
