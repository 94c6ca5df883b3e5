import { id, primary, reference, text, time } from '../sql/column';
import { table } from '../sql/table';

/** A team. */
export const TEAM = table(
  'team',
  {
    id: id(),
    organizationId: reference('organization'),
    name: text(),
    nameFolded: text(),
    createdAt: time(),
    updatedAt: time(),
  },
  {
    idPrefix: 'team',
    constant: ['id', 'organizationId', 'createdAt'],
    uniques: { team_name_unique: ['organizationId', 'nameFolded'] },
  },
);

/** A member of the organization who belongs to a team. */
export const TEAM_MEMBER = table(
  'team_member',
  { teamId: primary(reference('team')), membershipId: primary(reference('membership')), createdAt: time() },
  { indices: { team_member_membership_index: ['membershipId'] } },
);
