import type { Database } from './database';
import { TABLES } from './migrations/migration-list';
import { AuditStore } from './stores/audit.store';
import { ConsumerStore } from './stores/consumer.store';
import { ConsumerApprovalStore } from './stores/consumer-approval.store';
import { ConsumptionStore } from './stores/consumption.store';
import { DeletedSecretStore } from './stores/deleted-secret.store';
import { IdempotencyStore } from './stores/idempotency.store';
import { KnownKeyStore } from './stores/known-key.store';
import { MembershipStore } from './stores/membership.store';
import { OrganizationStore } from './stores/organization.store';
import { OrganizationUsageStore } from './stores/organization-usage.store';
import { PrincipalStore } from './stores/principal.store';
import { RepositoryStore } from './stores/repository.store';
import { RetentionStore } from './stores/retention.store';
import { RetiredKeyStore } from './stores/retired-key.store';
import { RoleStore } from './stores/role.store';
import { SecretStore } from './stores/secret.store';
import { SecretRepositoryStore } from './stores/secret-repository.store';
import { SecretVersionStore } from './stores/secret-version.store';
import { StandingStore } from './stores/standing.store';
import { SubjectStore } from './stores/subject.store';
import { TeamStore } from './stores/team.store';
import { TokenStore } from './stores/token.store';
import { UsedProofStore } from './stores/used-proof.store';

/** The stores of all nouns, and their database. */
export interface Stores {
  readonly database: Database;
  readonly audit: AuditStore;
  readonly consumers: ConsumerStore;
  readonly consumerApprovals: ConsumerApprovalStore;
  readonly consumptions: ConsumptionStore;
  readonly deletedSecrets: DeletedSecretStore;
  readonly idempotency: IdempotencyStore;
  readonly knownKeys: KnownKeyStore;
  readonly memberships: MembershipStore;
  readonly organizations: OrganizationStore;
  readonly organizationUsages: OrganizationUsageStore;
  readonly principals: PrincipalStore;
  readonly repositories: RepositoryStore;
  readonly retention: RetentionStore;
  readonly retiredKeys: RetiredKeyStore;
  readonly roles: RoleStore;
  readonly secrets: SecretStore;
  readonly secretRepositories: SecretRepositoryStore;
  readonly secretVersions: SecretVersionStore;
  readonly standings: StandingStore;
  readonly subjects: SubjectStore;
  readonly teams: TeamStore;
  readonly tokens: TokenStore;
  readonly usedProofs: UsedProofStore;
}

/** Makes the stores for a database. */
export function storesOf(database: Database): Stores {
  return {
    database,
    audit: new AuditStore(),
    consumers: new ConsumerStore(),
    consumerApprovals: new ConsumerApprovalStore(),
    consumptions: new ConsumptionStore(),
    deletedSecrets: new DeletedSecretStore(),
    idempotency: new IdempotencyStore(),
    knownKeys: new KnownKeyStore(),
    memberships: new MembershipStore(),
    organizations: new OrganizationStore(),
    organizationUsages: new OrganizationUsageStore(),
    principals: new PrincipalStore(),
    repositories: new RepositoryStore(),
    retention: new RetentionStore(),
    retiredKeys: new RetiredKeyStore(),
    roles: new RoleStore(),
    secrets: new SecretStore(),
    secretRepositories: new SecretRepositoryStore(),
    secretVersions: new SecretVersionStore(),
    standings: new StandingStore(),
    subjects: new SubjectStore(TABLES),
    teams: new TeamStore(),
    tokens: new TokenStore(),
    usedProofs: new UsedProofStore(),
  };
}
