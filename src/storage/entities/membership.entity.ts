import { id, reference, time } from '../sql/column';
import { table } from '../sql/table';

/** The membership of a principal in an organization. A role that a member has cannot be deleted. */
export const MEMBERSHIP = table(
  'membership',
  {
    id: id(),
    organizationId: reference('organization'),
    principalId: reference(),
    roleId: reference('role', 'RESTRICT'),
    createdAt: time(),
    updatedAt: time(),
  },
  {
    idPrefix: 'member',
    constant: ['id', 'organizationId', 'principalId', 'createdAt'],
    uniques: { membership_principal_unique: ['organizationId', 'principalId'] },
    indices: {
      membership_principal_index: ['principalId'],
      membership_role_index: ['roleId'],
      membership_created_index: ['organizationId', 'createdAt', 'id'],
    },
  },
);
