import { EntitySchema } from 'typeorm';
import { type ColumnTypes, referenceTo } from './column-types';

/** A row of `team_member`. */
export interface TeamMemberRow {
  readonly team_id: string;
  readonly membership_id: string;
  readonly created_at: string;
}

/** The table `team_member`: who of the organization's members belongs to a team. */
export function teamMemberEntity(types: ColumnTypes): EntitySchema<TeamMemberRow> {
  return new EntitySchema<TeamMemberRow>({
    name: 'team_member',
    columns: {
      team_id: types.id,
      membership_id: types.id,
      created_at: types.time,
    },
    indices: [{ name: 'team_member_membership_index', columns: ['membership_id'] }],
    foreignKeys: [
      referenceTo('team', 'team_member_team_fk', 'team_id'),
      referenceTo('membership', 'team_member_membership_fk', 'membership_id'),
    ],
  });
}
