import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { columnMakers, foreignKey, keyOver, kindOf, NULLABLE } from './table-parts';

/** Consumers, the secrets they name, and used proofs. */
export class Consumer1763650000000 implements MigrationInterface {
  readonly name = 'Consumer1763650000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of consumerTables(kindOf(runner))) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...consumerTables(kindOf(runner))].reverse()) await runner.dropTable(table.name);
  }
}

function consumerTables(kind: DatabaseKind): readonly Table[] {
  const { id, reference, time, text, bytes } = columnMakers(kind);
  const consumer = new Table({
    name: 'consumer',
    columns: [
      id('id'),
      reference('organization_id'),
      text('name'),
      text('name_folded'),
      reference('owner_id', NULLABLE),
      text('public_key', NULLABLE),
      text('issuer', NULLABLE),
      text('audience', NULLABLE),
      text('claims', NULLABLE),
      text('name_prefix', NULLABLE),
      reference('team_id', NULLABLE),
      reference('repository_id', NULLABLE),
      text('address_ranges'),
      time('created_at'),
      reference('created_by'),
      time('updated_at'),
      time('expires_at', NULLABLE),
    ],
    uniques: [keyOver('consumer_name_unique', 'organization_id', 'name_folded')],
    foreignKeys: [foreignKey('consumer', 'organization_id', 'organization')],
  });
  const consumerSecret = new Table({
    name: 'consumer_secret',
    columns: [id('consumer_id'), id('secret_id')],
    indices: [keyOver('consumer_secret_secret_index', 'secret_id')],
    foreignKeys: [
      foreignKey('consumer_secret', 'consumer_id', 'consumer'),
      foreignKey('consumer_secret', 'secret_id', 'secret'),
    ],
  });
  const usedProof = new Table({
    name: 'used_proof',
    columns: [
      bytes('digest', { isPrimary: true, primaryKeyConstraintName: 'used_proof_pk' }),
      text('bound_to'),
      time('expires_at'),
    ],
    indices: [keyOver('used_proof_expires_index', 'expires_at')],
  });
  return [consumer, consumerSecret, usedProof];
}
