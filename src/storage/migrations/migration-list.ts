import type { MigrationInterface } from 'typeorm';
import { Consumer1763650000000 } from './consumer.migration';
import { ConsumerApproval1764200000000 } from './consumer-approval.migration';
import { Initial1760000000000 } from './initial.migration';
import { RateLimit1763660000000 } from './rate-limit.migration';
import { RetiredKey1763670000000 } from './retired-key.migration';
import { addedColumn } from './table-parts';

/** Every migration, oldest first. One that has landed never changes; a new one goes to the end. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  Initial1760000000000,
  addedColumn('UsePolicy1760000100000', 'secret', 'use_policy', 'text'),
  Consumer1763650000000,
  RateLimit1763660000000,
  RetiredKey1763670000000,
  ConsumerApproval1764200000000,
];
