import { Forbidden, NotFound, Unauthenticated } from '../../core/errors';
import type { Permission } from '../../core/permission';
import { InstancePermit, Permit } from '../../core/policy';
import type { Origin, Principal } from '../../core/principal';
import type { RequestMeter } from '../../http/request-meter';
import type { Services } from '../../services/services';
import { GatewayOnly } from './gateway-credential';
import { type Loaders, loadersOf } from './loaders';
import { OperationCost } from './operation-cost';
import { RequestRefusals } from './request-refusals';

/** What changes during a request. */
interface RequestState {
  principal: Principal | undefined;
  readonly decisions: Map<string, Map<Permission, Permit | NotFound | Forbidden>>;
  readonly refusals: RequestRefusals;
  readonly cost: OperationCost;
  /** The last permit for each permission, because most fields need the one that the field before them needed. */
  readonly lastPermits: Map<Permission, Permit>;
}

/**
 * What the fields of one request share: the caller, the decisions of policy so far, and the loaders.
 *
 * Apollo copies the context property by property. That is why it has no `#` fields, and why everything that changes is in
 * one shared object.
 */
export class RequestContext {
  readonly origin: Origin;
  readonly services: Services;
  /** Counts towards the rate limits; undefined if there are none. */
  readonly meter: RequestMeter | undefined;
  loaders: Loaders;
  private readonly isGateway: () => boolean;
  private readonly state: RequestState;

  /** @param isGateway whether the request came from a federation gateway; called only when it matters. */
  constructor(
    principal: Principal | undefined,
    origin: Origin,
    services: Services,
    isGateway: () => boolean = () => false,
    meter?: RequestMeter,
  ) {
    this.state = {
      principal,
      decisions: new Map(),
      refusals: new RequestRefusals(),
      cost: new OperationCost(),
      lastPermits: new Map(),
    };
    this.origin = origin;
    this.services = services;
    this.isGateway = isGateway;
    this.meter = meter;
    this.loaders = this.freshLoaders();
  }

  /** The caller; undefined for an anonymous request. */
  get principal(): Principal | undefined {
    return this.state.principal;
  }

  /** What the operation costs so far. */
  get cost(): OperationCost {
    return this.state.cost;
  }

  /** Adds the cost of a list that looks at all secrets of an organization. @throws LimitExceeded */
  async addSecretsCost(organizationId: string): Promise<void> {
    this.cost.add({ rows: await this.loaders.storedSecrets.load(organizationId) });
  }

  /** Reads the caller's grants again after a mutation gave it a new organization. @throws Unauthenticated */
  async renewPrincipal(): Promise<void> {
    this.state.principal = await this.services.authentication.renew(this.requirePrincipal());
    this.state.decisions.clear();
    this.state.lastPermits.clear();
  }

  /** Drops the rows that were read, because a mutation may have changed them. */
  renewLoaders(): void {
    this.loaders = loadersOf(this.services, () => this.viewPermits(), this.cost);
  }

  /** @throws Unauthenticated for an anonymous request. */
  requirePrincipal(): Principal {
    if (this.principal === undefined) throw new Unauthenticated();
    return this.principal;
  }

  /** @throws GatewayOnly for a request that does not come from a federation gateway. */
  requireGateway(): void {
    if (!this.isGateway()) throw new GatewayOnly();
  }

  /** The decision of policy, made once for each permission and organization. @throws Unauthenticated */
  decide(permission: Permission, organizationId: string | undefined): Permit | NotFound | Forbidden {
    const principal = this.requirePrincipal();
    if (organizationId === undefined) return new NotFound();
    let decisions = this.state.decisions.get(organizationId);
    if (decisions === undefined) {
      decisions = new Map();
      this.state.decisions.set(organizationId, decisions);
    }
    let decision = decisions.get(permission);
    if (decision === undefined) {
      decision = Permit.decide(principal, permission, organizationId);
      decisions.set(permission, decision);
    }
    if (decision instanceof Permit) this.state.lastPermits.set(permission, decision);
    return decision;
  }

  /**
   * The decision about a subject that the caller names by id. For a secret out of the caller's reach it is always
   * NotFound, because Forbidden would reveal that the secret exists.
   *
   * @throws Unauthenticated
   */
  async decideSubject(
    permission: Permission,
    organizationId: string | undefined,
    subjectId: string | undefined,
  ): Promise<Permit | NotFound | Forbidden> {
    const decision = this.decide(permission, organizationId);
    if (!(decision instanceof Forbidden) || subjectId === undefined) return decision;
    return (await this.loaders.isWithinReach.load(subjectId)) ? decision : new NotFound();
  }

  /** The last permit for the permission if it was for this organization. Undefined does not mean a refusal. */
  lastPermit(permission: Permission, organizationId: string | undefined): Permit | undefined {
    const permit = this.state.lastPermits.get(permission);
    return permit?.organizationId === organizationId ? permit : undefined;
  }

  /** @throws Unauthenticated, Forbidden */
  instancePermit(permission: Permission): InstancePermit {
    const decision = InstancePermit.decide(this.requirePrincipal(), permission);
    if (decision instanceof Forbidden) throw decision;
    return decision;
  }

  /**
   * Notes a refusal for the audit log. {@link recordRefusals} writes what was noted before the request is answered.
   *
   * @param field the guarded field, as `Type.field`.
   */
  refuse(
    permission: Permission,
    field: string,
    organizationId: string | undefined,
    subjectId: string | undefined,
  ): void {
    if (this.principal !== undefined) this.state.refusals.add(permission, field, organizationId, subjectId);
  }

  /** Counts the points for the collections that the operation has looked at. */
  async chargeCollections(): Promise<void> {
    await this.meter?.charge(this.cost.takePoints());
  }

  /** Writes the refusals of the request to the audit log: one event a chain. Each refusal counts a point. */
  async recordRefusals(): Promise<void> {
    const refusals = this.state.refusals.take();
    if (refusals.length === 0) return;
    await this.meter?.charge(refusals.reduce((sum, { count }) => sum + count, 0));
    await this.services.trail.refuseAll(
      { principal: this.requirePrincipal(), origin: this.origin },
      refusals,
    );
  }

  /** The caller's name and organizations came with its credential and need not be read. */
  private freshLoaders(): Loaders {
    const loaders = loadersOf(this.services, () => this.viewPermits(), this.cost);
    if (this.principal === undefined) return loaders;
    const { id, kind, name, grants } = this.principal;
    loaders.profiles.prime({ id, kind, name });
    for (const { organization } of grants.values()) {
      if (organization !== undefined) loaders.organizations.prime(organization);
    }
    return loaders;
  }

  /** A permit for each organization that the principal belongs to and may see. */
  private viewPermits(): readonly Permit[] {
    const permits: Permit[] = [];
    for (const organizationId of this.principal?.grants.keys() ?? []) {
      const decision = this.decide('VIEW_ORGANIZATION', organizationId);
      if (decision instanceof Permit) permits.push(decision);
    }
    return permits;
  }
}
