import type { MigrationInterface } from 'typeorm';
import { Consumer1763650000000 } from './consumer.migration';
import { ConsumerApproval1764200000000 } from './consumer-approval.migration';
import { Initial1760000000000 } from './initial.migration';
import { RateLimit1763660000000 } from './rate-limit.migration';
import { RetiredKey1763670000000 } from './retired-key.migration';
import { UsePolicy1760000100000 } from './use-policy.migration';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  Initial1760000000000,
  UsePolicy1760000100000,
  Consumer1763650000000,
  RateLimit1763660000000,
  RetiredKey1763670000000,
  ConsumerApproval1764200000000,
];
