import type { Permission } from './permission';
import type { PrincipalKind } from './principal';

/** A group of members that can own secrets together. */
export interface Team {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A named set of permissions that memberships refer to. Built-in roles cannot be changed or deleted. */
export interface Role {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly isBuiltIn: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** That a principal belongs to an organization, with a role. */
export interface Membership {
  readonly id: string;
  readonly organizationId: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

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

/** A credential without its text: only a digest is stored. */
export interface Token {
  readonly id: string;
  readonly organizationId: string;
  /** Whom it authenticates. */
  readonly principalId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The principals, besides its own, without whose powers it has none: those through whose hands it came. */
  readonly makers: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}
