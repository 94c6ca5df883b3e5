import type { Organization } from './organization';
import type { Permission } from './permission';

/**
 * What kind of caller a principal is. `OPERATOR` is the person at the machine itself, who runs the CLI; `CONSUMER` is a
 * workload, which only the dispenser knows.
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
  /** Ours, or a well-formed `X-Request-Id` of the caller. */
  readonly requestId: string;
  /** IP address, or `local` for the CLI. */
  readonly address: string;
}

/** What one principal may do in one organization, as stored now. */
export interface Grant {
  readonly organizationId: string;
  /** The organization itself, when it was read together with the grant. */
  readonly organization?: Organization;
  readonly permissions: ReadonlySet<Permission>;
  readonly teamIds: readonly string[];
}

/**
 * An authenticated caller. `grants` holds one entry for each organization that it belongs to, read for this request, so
 * that a demotion or a removal holds for the very next one.
 */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  /** The organization meant where a path names none: the service user's own, or the one a personal token was made for. */
  readonly homeOrganizationId: string | undefined;
  /** The token that was presented, if any. */
  readonly tokenId: string | undefined;
  /** The makers of that token, if others than the principal: what is made with it is bound to them as well. */
  readonly tokenMakers?: readonly string[];
  readonly mayCreateOrganizations: boolean;
  readonly grants: ReadonlyMap<string, Grant>;
  readonly origin: Origin;
}

/** The id under which the person at the machine appears in audit events. */
export const OPERATOR_ID = 'operator';

/** A person, known from the identity provider by issuer and subject. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly createdAt: Date;
}

/** A program with credentials of its own. It belongs to the organization that made it. */
export interface ServiceUser {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly mayCreateOrganizations: boolean;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly updatedAt: Date;
}

/** What others in an organization see of a principal. `organizationId` is the one in whose context it was reached. */
export interface PrincipalProfile {
  readonly id: string;
  readonly kind: PrincipalKind;
  readonly name: string;
  readonly organizationId: string;
}
