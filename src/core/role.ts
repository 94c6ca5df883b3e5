import type { Permission } from './permission';

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
