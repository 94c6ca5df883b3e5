import type { MigrationInterface } from 'typeorm';
import { Consumer1763650000000 } from './consumer.migration';
import { Initial1760000000000 } from './initial.migration';
import { RateLimit1763660000000 } from './rate-limit.migration';
import { addedColumn, addedTables, foreignKey } from './table-parts';

/** Every migration, oldest first. One that has landed never changes; a new one goes to the end. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  Initial1760000000000,
  // Secrets that exist have no policy, so their values may be sent nowhere, as before.
  addedColumn('UsePolicy1760000100000', 'secret', 'use_policy', 'text'),
  Consumer1763650000000,
  RateLimit1763660000000,
  // Keys that were retired before this table existed are not in it.
  addedTables('RetiredKey1763670000000', ({ reference, time }) => [
    {
      name: 'retired_key',
      columns: [
        reference('key_id', { isPrimary: true, primaryKeyConstraintName: 'retired_key_pk' }),
        time('retired_at'),
      ],
    },
  ]),
  // Consumers that exist are not approved.
  addedTables('ConsumerApproval1764200000000', ({ id, reference, bytes, time }) => [
    {
      name: 'consumer_approval',
      columns: [id('consumer_id'), reference('key_id'), bytes('mac'), time('approved_at')],
      foreignKeys: [foreignKey('consumer_approval', 'consumer_id', 'consumer')],
    },
  ]),
];
