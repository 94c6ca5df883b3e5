import { Forbidden, NotFound, Unauthenticated } from '../core/errors';
import type { Permission } from '../core/permission';
import { InstancePermit, Permit } from '../core/policy';
import type { Origin, Principal } from '../core/principal';
import type { Services } from '../services/services';
import { type Loaders, loadersOf } from './loaders';

/** What the fields of one request share: who asks, the decisions of policy so far, and the loaders that batch. */
export class RequestContext {
  #principal: Principal | undefined;
  readonly origin: Origin;
  readonly services: Services;
  readonly loaders: Loaders;
  readonly #decisions = new Map<string, Map<Permission, Permit | NotFound | Forbidden>>();
  readonly #refused = new Set<string>();

  constructor(principal: Principal | undefined, origin: Origin, services: Services) {
    this.#principal = principal;
    this.origin = origin;
    this.services = services;
    this.loaders = loadersOf(services, () => this.#viewPermits());
  }

  /** Who asks; undefined for an anonymous request. */
  get principal(): Principal | undefined {
    return this.#principal;
  }

  /** Reads the caller's grants again, after a mutation that gave it a new organization. */
  async renewPrincipal(): Promise<void> {
    this.#principal = await this.services.authentication.renew(this.requirePrincipal());
    this.#decisions.clear();
  }

  /** @throws Unauthenticated for an anonymous request. */
  requirePrincipal(): Principal {
    if (this.principal === undefined) throw new Unauthenticated();
    return this.principal;
  }

  /** What policy says, asked once for each permission and organization. @throws Unauthenticated */
  decide(permission: Permission, organizationId: string | undefined): Permit | NotFound | Forbidden {
    const principal = this.requirePrincipal();
    if (organizationId === undefined) return new NotFound();
    let decisions = this.#decisions.get(organizationId);
    if (decisions === undefined) {
      decisions = new Map();
      this.#decisions.set(organizationId, decisions);
    }
    let decision = decisions.get(permission);
    if (decision === undefined) {
      decision = Permit.decide(principal, permission, organizationId);
      decisions.set(permission, decision);
    }
    return decision;
  }

  /** @throws Unauthenticated, Forbidden */
  instancePermit(permission: Permission): InstancePermit {
    const decision = InstancePermit.decide(this.requirePrincipal(), permission);
    if (decision instanceof Forbidden) throw decision;
    return decision;
  }

  /**
   * Writes a refusal down, once a request for each permission and subject, before the client is told.
   *
   * @param field the field that was guarded, as `Type.field`.
   */
  async refuse(
    permission: Permission,
    field: string,
    organizationId: string | undefined,
    subjectId: string | undefined,
  ): Promise<void> {
    const key = `${permission} ${organizationId} ${subjectId}`;
    if (this.principal === undefined || this.#refused.has(key)) return;
    this.#refused.add(key);
    await this.services.trail.refuse({ principal: this.principal, origin: this.origin }, organizationId, {
      action: 'permission.refuse',
      subjectId: subjectId ?? null,
      detail: { permission, field },
    });
  }

  /** A permit for each organization that the principal belongs to and may see. */
  #viewPermits(): readonly Permit[] {
    const permits: Permit[] = [];
    for (const organizationId of this.principal?.grants.keys() ?? []) {
      const decision = this.decide('VIEW_ORGANIZATION', organizationId);
      if (decision instanceof Permit) permits.push(decision);
    }
    return permits;
  }
}
