import type { Organization } from './organization';
import type { Permission } from './permission';

/**
 * What kind of caller a principal is. `OPERATOR` is the person who runs the CLI on the machine itself; `CONSUMER` is a
 * workload that uses the dispenser.
 */
export const PrincipalKind = {
  USER: 'USER',
  SERVICE_USER: 'SERVICE_USER',
  OPERATOR: 'OPERATOR',
  CONSUMER: 'CONSUMER',
} as const;
export type PrincipalKind = (typeof PrincipalKind)[keyof typeof PrincipalKind];

/** Where a request came from, for the audit event. */
export interface Origin {
  /** The caller's `X-Request-Id` if it is well-formed, otherwise one of ours. */
  readonly requestId: string;
  /** IP address, or `local` for the CLI. */
  readonly address: string;
  /** The caller's program and its version, as it named itself; undefined if it did not. */
  readonly client?: string | undefined;
}

/** What one principal may do in one organization, as stored at the time of the request. */
export interface Grant {
  readonly organizationId: string;
  /** The organization itself, if it was read together with the grant. */
  readonly organization?: Organization;
  readonly permissions: ReadonlySet<Permission>;
  readonly teamIds: readonly string[];
}

/**
 * An authenticated caller. `grants` has one entry for each organization that it belongs to, read for this request, so that
 * a demotion or a removal applies to the very next one.
 */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  /**
   * The organization that a path without one refers to: the service user's own, or the one that a personal token was
   * made for.
   */
  readonly homeOrganizationId: string | undefined;
  /** The token of the request, if any. */
  readonly tokenId: string | undefined;
  /** The makers of that token other than the principal. Tokens issued with it are bound to them as well. */
  readonly tokenMakers?: readonly string[];
  /** When the credential of the request ends; null if it has no end. */
  readonly credentialExpiresAt: Date | null;
  readonly mayCreateOrganizations: boolean;
  readonly grants: ReadonlyMap<string, Grant>;
  readonly origin: Origin;
}

/** Whether the caller has logged in with a JSON Web Token, and has no token of ours. */
export function isLogin({ kind, tokenId }: Principal): boolean {
  return kind === PrincipalKind.USER && tokenId === undefined;
}

/** The id of the operator in audit events. */
export const OPERATOR_ID = 'operator';

/** A person, identified by the issuer and subject of the identity provider. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly createdAt: Date;
}

/** A program with its own credentials. It belongs to the organization that created it. */
export interface ServiceUser {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly mayCreateOrganizations: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
}

/** What others in an organization see of a principal. `organizationId` is the organization through which it was found. */
export interface PrincipalProfile {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly organizationId: string;
}
