import type { Database } from '../database';
import { AuditStore } from './audit.store';
import { ConsumerStore } from './consumer.store';
import { ConsumerApprovalStore } from './consumer-approval.store';
import { ConsumptionStore } from './consumption.store';
import { IdempotencyStore } from './idempotency.store';
import { MembershipStore } from './membership.store';
import { OrganizationStore } from './organization.store';
import { PrincipalStore } from './principal.store';
import { RepositoryStore } from './repository.store';
import { RetiredKeyStore } from './retired-key.store';
import { RoleStore } from './role.store';
import { SecretStore } from './secret.store';
import { SecretVersionStore } from './secret-version.store';
import { SubjectStore } from './subject.store';
import { TeamStore } from './team.store';
import { TokenStore } from './token.store';
import { UsedProofStore } from './used-proof.store';

/** The persistence of every noun, over one database. */
export interface Stores {
  readonly database: Database;
  readonly audit: AuditStore;
  readonly consumers: ConsumerStore;
  readonly consumerApprovals: ConsumerApprovalStore;
  readonly consumptions: ConsumptionStore;
  readonly idempotency: IdempotencyStore;
  readonly memberships: MembershipStore;
  readonly organizations: OrganizationStore;
  readonly principals: PrincipalStore;
  readonly repositories: RepositoryStore;
  readonly retiredKeys: RetiredKeyStore;
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  readonly secretVersions: SecretVersionStore;
  readonly subjects: SubjectStore;
  readonly teams: TeamStore;
  readonly tokens: TokenStore;
  readonly usedProofs: UsedProofStore;
}

/** Makes the stores of a database. */
export function storesOf(database: Database): Stores {
  return {
    database,
    audit: new AuditStore(database),
    consumers: new ConsumerStore(database),
    consumerApprovals: new ConsumerApprovalStore(database),
    consumptions: new ConsumptionStore(database),
    idempotency: new IdempotencyStore(database),
    memberships: new MembershipStore(database),
    organizations: new OrganizationStore(database),
    principals: new PrincipalStore(database),
    repositories: new RepositoryStore(database),
    retiredKeys: new RetiredKeyStore(database),
    roles: new RoleStore(database),
    secrets: new SecretStore(database),
    secretVersions: new SecretVersionStore(database),
    subjects: new SubjectStore(database),
    teams: new TeamStore(database),
    tokens: new TokenStore(database),
    usedProofs: new UsedProofStore(database),
  };
}
