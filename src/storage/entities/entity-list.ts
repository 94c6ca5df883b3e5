import type { EntitySchema } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import type { Table } from '../sql/table';
import { AUDIT_CHAIN, AUDIT_EVENT } from './audit-event.entity';
import { CONSUMER, CONSUMER_APPROVAL, CONSUMER_SECRET, USED_PROOF } from './consumer.entity';
import { entitySchemaOf } from './entity-schema';
import { IDEMPOTENCY_RECORD } from './idempotency-record.entity';
import { MEMBERSHIP } from './membership.entity';
import { ORGANIZATION } from './organization.entity';
import { RATE_LIMIT } from './rate-limit.entity';
import { REPOSITORY } from './repository.entity';
import { RETIRED_KEY } from './retired-key.entity';
import { ROLE } from './role.entity';
import { SECRET, SECRET_REPOSITORY } from './secret.entity';
import { SECRET_VERSION } from './secret-version.entity';
import { SERVICE_USER } from './service-user.entity';
import { TEAM, TEAM_MEMBER } from './team.entity';
import { TOKEN } from './token.entity';
import { USER_ACCOUNT } from './user-account.entity';

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
] as readonly Table[];

/** Every table, as one database has it. */
export function entitiesOf(kind: DatabaseKind): readonly EntitySchema[] {
  return TABLES.map((each) => entitySchemaOf(each, kind));
}
