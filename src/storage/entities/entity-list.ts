import type { EntitySchema } from 'typeorm';
import type { DatabaseKind } from '../sql/sql';
import { auditChainEntity } from './audit-chain.entity';
import { auditEventEntity } from './audit-event.entity';
import { columnTypes } from './column-types';
import { consumerEntity } from './consumer.entity';
import { consumerApprovalEntity } from './consumer-approval.entity';
import { consumerSecretEntity } from './consumer-secret.entity';
import { idempotencyRecordEntity } from './idempotency-record.entity';
import { membershipEntity } from './membership.entity';
import { organizationEntity } from './organization.entity';
import { rateLimitEntity } from './rate-limit.entity';
import { repositoryEntity } from './repository.entity';
import { retiredKeyEntity } from './retired-key.entity';
import { roleEntity } from './role.entity';
import { secretEntity } from './secret.entity';
import { secretRepositoryEntity } from './secret-repository.entity';
import { secretVersionEntity } from './secret-version.entity';
import { serviceUserEntity } from './service-user.entity';
import { teamEntity } from './team.entity';
import { teamMemberEntity } from './team-member.entity';
import { tokenEntity } from './token.entity';
import { usedProofEntity } from './used-proof.entity';
import { userAccountEntity } from './user-account.entity';

/** Every table, as one database has it. */
export function entitiesOf(kind: DatabaseKind): readonly EntitySchema[] {
  const types = columnTypes(kind);
  return [
    organizationEntity(types),
    userAccountEntity(types),
    serviceUserEntity(types),
    roleEntity(types),
    membershipEntity(types),
    teamEntity(types),
    teamMemberEntity(types),
    tokenEntity(types),
    repositoryEntity(types),
    secretEntity(types),
    secretVersionEntity(types),
    secretRepositoryEntity(types),
    auditEventEntity(types),
    auditChainEntity(types),
    idempotencyRecordEntity(types),
    consumerEntity(types),
    consumerSecretEntity(types),
    usedProofEntity(types),
    rateLimitEntity(types),
    retiredKeyEntity(types),
    consumerApprovalEntity(types),
  ] as readonly EntitySchema[];
}
