import type { Quota } from '../core/quota';
import type { TokenRules } from '../core/token';
import type { ChainKey } from '../crypto/chain';
import { Sealer } from '../crypto/seal';
import type { SealingKeyRing } from '../crypto/sealing-key';
import type { Stores } from '../storage/stores';
import { AuditQueries } from './audit.queries';
import { AuditTrail } from './audit-trail';
import { AuthenticationService } from './authentication.service';
import { BootstrapService } from './bootstrap.service';
import { ChainAdoption } from './chain-adoption';
import { ConsumerQueries } from './consumer.queries';
import { ConsumerService } from './consumer.service';
import { ConsumptionQueries } from './consumption.queries';
import { DirectoryQueries } from './directory.queries';
import { Idempotency } from './idempotency';
import { MemberService } from './member.service';
import { OrganizationService } from './organization.service';
import { RepositoryQueries } from './repository.queries';
import { RepositoryService } from './repository.service';
import { RetentionService } from './retention.service';
import { RoleService } from './role.service';
import { SecretQueries } from './secret.queries';
import { SecretService } from './secret.service';
import { SecretContent } from './secret-content';
import { SecretHistoryService } from './secret-history.service';
import { SecretRecoveryService } from './secret-recovery.service';
import { SecretSelectionService } from './secret-selection.service';
import { SecretVersions } from './secret-versions';
import { ServiceUserService } from './service-user.service';
import { TeamService } from './team.service';
import { TokenQueries } from './token.queries';
import { TokenService } from './token.service';
import { TokenIssuer } from './token-issuer';

/** The use cases of the gateway. */
export interface Services {
  readonly trail: AuditTrail;
  readonly auditEvents: AuditQueries;
  readonly authentication: AuthenticationService;
  readonly bootstrap: BootstrapService;
  readonly chainAdoption: ChainAdoption;
  readonly consumers: ConsumerService;
  readonly consumerQueries: ConsumerQueries;
  readonly consumptions: ConsumptionQueries;
  readonly content: SecretContent;
  readonly directory: DirectoryQueries;
  readonly members: MemberService;
  readonly organizations: OrganizationService;
  readonly repositories: RepositoryService;
  readonly repositoryQueries: RepositoryQueries;
  readonly retention: RetentionService;
  readonly roles: RoleService;
  readonly secrets: SecretService;
  readonly secretHistory: SecretHistoryService;
  readonly secretQueries: SecretQueries;
  readonly secretRecovery: SecretRecoveryService;
  readonly secretSelections: SecretSelectionService;
  readonly serviceUsers: ServiceUserService;
  readonly teams: TeamService;
  readonly tokens: TokenService;
  readonly tokenQueries: TokenQueries;
}

/** What the use cases need besides the stores. */
export interface ServiceParts {
  readonly stores: Stores;
  readonly sealingKeys: SealingKeyRing;
  readonly chainKey: ChainKey;
  readonly sealedBoxGraceMs: number;
  /** No limit, and no tokens from a login, when left out. */
  readonly tokenRules?: TokenRules;
  /** The most that each organization can store; anything when left out. */
  readonly quota?: Quota;
  /** How many days a deleted secret can be restored; deletion is final when left out. */
  readonly recoveryDays?: number;
  /** Called with errors of work in the background, which no request waits for. */
  readonly onFault: (error: unknown) => void;
}

/** Builds the use cases. They get only public sealing keys and cannot open a value. */
export function servicesOf({
  stores,
  sealingKeys,
  chainKey,
  sealedBoxGraceMs,
  tokenRules = { maxDays: 0, fromLogin: false },
  quota,
  recoveryDays = 0,
  onFault,
}: ServiceParts): Services {
  const trail = new AuditTrail(stores, chainKey);
  const content = new SecretContent(sealingKeys, sealedBoxGraceMs);
  const idempotency = new Idempotency(stores.idempotency, chainKey);
  const versions = new SecretVersions({ stores, sealer: new Sealer(sealingKeys), quota });
  const recovery = new SecretRecoveryService({ stores, trail, versions, recoveryDays });
  const consumptions = new ConsumptionQueries({ stores });
  const issuer = new TokenIssuer(stores.tokens, tokenRules);
  const parts = { stores, trail };
  return {
    trail,
    content,
    auditEvents: new AuditQueries({ stores, chainKey }),
    authentication: new AuthenticationService({ ...parts, onFault }),
    bootstrap: new BootstrapService(parts),
    chainAdoption: new ChainAdoption(parts),
    consumers: new ConsumerService(parts),
    consumerQueries: new ConsumerQueries({ stores, consumptions }),
    consumptions,
    directory: new DirectoryQueries(parts),
    members: new MemberService(parts),
    organizations: new OrganizationService(parts),
    repositories: new RepositoryService(parts),
    repositoryQueries: new RepositoryQueries(parts),
    retention: new RetentionService(parts),
    roles: new RoleService(parts),
    secrets: new SecretService({ ...parts, versions, content, idempotency, recovery }),
    secretHistory: new SecretHistoryService({ ...parts, versions }),
    secretQueries: new SecretQueries(parts),
    secretRecovery: recovery,
    secretSelections: new SecretSelectionService(parts),
    serviceUsers: new ServiceUserService({ ...parts, issuer }),
    teams: new TeamService(parts),
    tokens: new TokenService({ ...parts, issuer }),
    tokenQueries: new TokenQueries(parts),
  };
}
