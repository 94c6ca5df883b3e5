import type { MigrationInterface } from 'typeorm';
import { AUDIT_CHAIN, AUDIT_EVENT } from '../entities/audit-event.entity';
import { CONSUMER, CONSUMER_APPROVAL, CONSUMER_SECRET, USED_PROOF } from '../entities/consumer.entity';
import { IDEMPOTENCY_RECORD } from '../entities/idempotency-record.entity';
import { KNOWN_KEY } from '../entities/known-key.entity';
import { MEMBERSHIP } from '../entities/membership.entity';
import { ORGANIZATION } from '../entities/organization.entity';
import { ORGANIZATION_USAGE } from '../entities/organization-usage.entity';
import { RATE_LIMIT } from '../entities/rate-limit.entity';
import { REPOSITORY } from '../entities/repository.entity';
import { RETIRED_KEY } from '../entities/retired-key.entity';
import { ROLE } from '../entities/role.entity';
import { SECRET, SECRET_REPOSITORY } from '../entities/secret.entity';
import { SECRET_VERSION } from '../entities/secret-version.entity';
import { SERVICE_USER } from '../entities/service-user.entity';
import { TEAM, TEAM_MEMBER } from '../entities/team.entity';
import { TOKEN } from '../entities/token.entity';
import { USER_ACCOUNT } from '../entities/user-account.entity';
import type { Table } from '../sql/table';
import { Consumer1763650000000 } from './consumer.migration';
import { Initial1760000000000 } from './initial.migration';
import { OrganizationUsage1764500000000 } from './organization-usage.migration';
import { RateLimit1763660000000 } from './rate-limit.migration';
import { RecoverableSecret1764600000000 } from './recoverable-secret.migration';
import { addedColumn, addedTables, foreignKey } from './table-parts';
import { TokenParent1764410000000 } from './token-parent.migration';

/** Every table. */
export const TABLES = [
  ORGANIZATION,
  USER_ACCOUNT,
  SERVICE_USER,
  ROLE,
  MEMBERSHIP,
  TEAM,
  TEAM_MEMBER,
  TOKEN,
  REPOSITORY,
  SECRET,
  SECRET_VERSION,
  SECRET_REPOSITORY,
  AUDIT_EVENT,
  AUDIT_CHAIN,
  IDEMPOTENCY_RECORD,
  CONSUMER,
  CONSUMER_SECRET,
  USED_PROOF,
  RATE_LIMIT,
  RETIRED_KEY,
  CONSUMER_APPROVAL,
  KNOWN_KEY,
  ORGANIZATION_USAGE,
] as readonly Table[];

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
  // The next start of a gateway adds its keys.
  addedTables('KnownKey1764300000000', ({ reference, text, time }) => [
    {
      name: 'known_key',
      columns: [
        reference('key_id', { isPrimary: true, primaryKeyConstraintName: 'known_key_pk' }),
        text('kind'),
        time('known_since'),
      ],
    },
  ]),
  // Consumers that exist keep all ways out, as before, and so do their approvals. The policies that exist name no ways
  // out, which means injection only.
  addedColumn('ConsumerWaysOut1764400000000', 'consumer', 'ways_out', 'text'),
  // Where versions that exist came from, and when they were used, is unknown. Each is sealed for its own number.
  addedColumn('VersionRestoredFrom1764400100000', 'secret_version', 'restored_from', 'number'),
  addedColumn('VersionSealedAs1764400100001', 'secret_version', 'sealed_as', 'number'),
  addedColumn('VersionAddress1764400100002', 'secret_version', 'address', 'text'),
  addedColumn('VersionClient1764400100003', 'secret_version', 'client', 'text'),
  addedColumn('VersionLastUsedAt1764400100004', 'secret_version', 'last_used_at', 'time'),
  // Organizations that exist keep every version.
  addedColumn('KeepVersions1764400200000', 'organization', 'keep_versions', 'number'),
  addedColumn('KeepDays1764400200001', 'organization', 'keep_days', 'number'),
  TokenParent1764410000000,
  OrganizationUsage1764500000000,
  RecoverableSecret1764600000000,
];
