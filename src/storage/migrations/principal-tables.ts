import { Table } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { columnMakers, foreignKey, keyOver, NULLABLE } from './table-parts';

/** Organizations, principals and their groups. Each table comes after those it refers to. */
export function principalTables(kind: DatabaseKind): readonly Table[] {
  const { id, reference, time, text, bytes, flag } = columnMakers(kind);
  const organization = new Table({
    name: 'organization',
    columns: [id('id'), text('slug'), text('name'), time('created_at'), time('updated_at')],
    uniques: [keyOver('organization_slug_unique', 'slug')],
  });
  const userAccount = new Table({
    name: 'user_account',
    columns: [
      id('id'),
      text('issuer'),
      text('subject'),
      text('name'),
      text('email', NULLABLE),
      time('created_at'),
      time('updated_at'),
    ],
    uniques: [keyOver('user_account_subject_unique', 'issuer', 'subject')],
  });
  const serviceUser = new Table({
    name: 'service_user',
    columns: [
      id('id'),
      reference('organization_id'),
      text('name'),
      text('name_folded'),
      flag('may_create_organizations'),
      time('created_at'),
      reference('created_by'),
      time('updated_at'),
    ],
    uniques: [keyOver('service_user_name_unique', 'organization_id', 'name_folded')],
    foreignKeys: [foreignKey('service_user', 'organization_id', 'organization')],
  });
  const role = new Table({
    name: 'role',
    columns: [
      id('id'),
      reference('organization_id'),
      text('name'),
      text('name_folded'),
      text('permissions'),
      flag('is_built_in'),
      time('created_at'),
      time('updated_at'),
    ],
    uniques: [keyOver('role_name_unique', 'organization_id', 'name_folded')],
    foreignKeys: [foreignKey('role', 'organization_id', 'organization')],
  });
  const membership = new Table({
    name: 'membership',
    columns: [
      id('id'),
      reference('organization_id'),
      reference('principal_id'),
      reference('role_id'),
      time('created_at'),
      time('updated_at'),
    ],
    uniques: [keyOver('membership_principal_unique', 'organization_id', 'principal_id')],
    indices: [
      keyOver('membership_principal_index', 'principal_id'),
      keyOver('membership_role_index', 'role_id'),
      keyOver('membership_created_index', 'organization_id', 'created_at', 'id'),
    ],
    foreignKeys: [
      foreignKey('membership', 'organization_id', 'organization'),
      foreignKey('membership', 'role_id', 'role', 'RESTRICT'),
    ],
  });
  const team = new Table({
    name: 'team',
    columns: [
      id('id'),
      reference('organization_id'),
      text('name'),
      text('name_folded'),
      time('created_at'),
      time('updated_at'),
    ],
    uniques: [keyOver('team_name_unique', 'organization_id', 'name_folded')],
    foreignKeys: [foreignKey('team', 'organization_id', 'organization')],
  });
  const teamMember = new Table({
    name: 'team_member',
    columns: [id('team_id'), id('membership_id'), time('created_at')],
    indices: [keyOver('team_member_membership_index', 'membership_id')],
    foreignKeys: [
      foreignKey('team_member', 'team_id', 'team'),
      foreignKey('team_member', 'membership_id', 'membership'),
    ],
  });
  const token = new Table({
    name: 'token',
    columns: [
      id('id'),
      reference('organization_id'),
      reference('principal_id'),
      text('name'),
      bytes('digest'),
      time('created_at'),
      reference('created_by'),
      text('makers'),
      time('expires_at', NULLABLE),
      time('revoked_at', NULLABLE),
      time('last_used_at', NULLABLE),
      text('last_used_address', NULLABLE),
    ],
    uniques: [keyOver('token_digest_unique', 'digest')],
    indices: [
      keyOver('token_created_index', 'organization_id', 'created_at', 'id'),
      keyOver('token_principal_index', 'principal_id'),
    ],
    foreignKeys: [foreignKey('token', 'organization_id', 'organization')],
  });
  return [organization, userAccount, serviceUser, role, membership, team, teamMember, token];
}
