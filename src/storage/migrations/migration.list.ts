import type { MigrationInterface } from 'typeorm';
import { Initial1760000000000 } from './initial.migration';

/** Every migration, oldest first. */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [Initial1760000000000];
