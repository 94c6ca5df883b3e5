import { Table } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { columnMakers, foreignKey, keyOver, NULLABLE } from './table-parts';

/** Repositories, secrets with their versions, audit events and idempotency records, after {@link principalTables}. */
export function secretTables(kind: DatabaseKind): readonly Table[] {
  const { id, reference, time, text, bytes, flag, number } = columnMakers(kind);
  const repository = new Table({
    name: 'repository',
    columns: [
      number('database_id', { isPrimary: true, isGenerated: true, generationStrategy: 'increment' }),
      reference('id'),
      reference('organization_id'),
      text('name'),
      text('name_folded'),
      flag('is_private'),
      time('created_at'),
      time('updated_at'),
    ],
    uniques: [
      keyOver('repository_id_unique', 'id'),
      keyOver('repository_name_unique', 'organization_id', 'name_folded'),
    ],
    foreignKeys: [foreignKey('repository', 'organization_id', 'organization')],
  });
  const secret = new Table({
    name: 'secret',
    columns: [
      id('id'),
      reference('organization_id'),
      reference('owner_key'),
      text('name'),
      text('name_folded'),
      text('type'),
      text('note', NULLABLE),
      flag('is_sensitive'),
      flag('is_file'),
      text('access'),
      reference('team_id', NULLABLE),
      reference('owner_id', NULLABLE),
      text('visibility'),
      number('version'),
      time('created_at'),
      reference('created_by'),
      time('updated_at'),
      reference('updated_by'),
      time('expires_at', NULLABLE),
      time('last_used_at', NULLABLE),
    ],
    uniques: [keyOver('secret_name_unique', 'organization_id', 'owner_key', 'name_folded')],
    indices: [
      keyOver('secret_name_index', 'organization_id', 'name_folded', 'id'),
      keyOver('secret_created_index', 'organization_id', 'created_at', 'id'),
      keyOver('secret_updated_index', 'organization_id', 'updated_at', 'id'),
      keyOver('secret_team_index', 'team_id'),
    ],
    foreignKeys: [
      foreignKey('secret', 'organization_id', 'organization'),
      foreignKey('secret', 'team_id', 'team', 'RESTRICT'),
    ],
  });
  const secretVersion = new Table({
    name: 'secret_version',
    columns: [
      id('id'),
      reference('organization_id'),
      reference('secret_id'),
      number('version'),
      reference('key_id'),
      flag('sealed_by_client'),
      bytes('envelope'),
      time('created_at'),
      reference('created_by'),
    ],
    uniques: [keyOver('secret_version_unique', 'secret_id', 'version')],
    indices: [
      keyOver('secret_version_key_index', 'key_id'),
      keyOver('secret_version_organization_index', 'organization_id'),
    ],
    foreignKeys: [
      foreignKey('secret_version', 'organization_id', 'organization'),
      foreignKey('secret_version', 'secret_id', 'secret'),
    ],
  });
  const secretRepository = new Table({
    name: 'secret_repository',
    columns: [id('secret_id'), number('repository_database_id', { isPrimary: true })],
    indices: [keyOver('secret_repository_repository_index', 'repository_database_id')],
    foreignKeys: [
      foreignKey('secret_repository', 'secret_id', 'secret'),
      foreignKey('secret_repository', 'repository_database_id', 'repository', 'CASCADE', 'database_id'),
    ],
  });
  const auditEvent = new Table({
    name: 'audit_event',
    columns: [
      id('id'),
      reference('chain_id'),
      number('sequence'),
      time('at'),
      text('principal_id'),
      text('principal_kind'),
      text('action'),
      text('subject_id', NULLABLE),
      text('outcome'),
      text('request_id'),
      text('address'),
      text('detail'),
      bytes('link'),
    ],
    uniques: [keyOver('audit_event_sequence_unique', 'chain_id', 'sequence')],
  });
  const auditChain = new Table({
    name: 'audit_chain',
    columns: [id('chain_id'), number('sequence'), bytes('link'), bytes('head_mac')],
  });
  const idempotencyRecord = new Table({
    name: 'idempotency_record',
    columns: [
      bytes('digest', { isPrimary: true, primaryKeyConstraintName: 'idempotency_record_pk' }),
      reference('organization_id'),
      bytes('fingerprint'),
      reference('subject_id'),
      time('created_at'),
    ],
    indices: [
      keyOver('idempotency_record_created_index', 'created_at'),
      keyOver('idempotency_record_organization_index', 'organization_id'),
    ],
    foreignKeys: [foreignKey('idempotency_record', 'organization_id', 'organization')],
  });
  return [repository, secret, secretVersion, secretRepository, auditEvent, auditChain, idempotencyRecord];
}
