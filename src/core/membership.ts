/** A principal's place in an organization, with a role. */
export interface Membership {
  readonly id: string;
  readonly organizationId: string;
  readonly principalId: string;
  readonly roleId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
