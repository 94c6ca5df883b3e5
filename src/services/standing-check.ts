import { Forbidden, NotFound, Unauthenticated } from '../core/errors';
import { effectivePermissions } from '../core/permission';
import { InstancePermit, Permit } from '../core/policy';
import { type Grant, type Principal, PrincipalKind } from '../core/principal';
import type { UnitOfWork } from '../storage/database';
import type { OrganizationStore } from '../storage/stores/organization.store';
import type { Standing, StandingStore } from '../storage/stores/standing.store';
import { intersectGrants } from './delegation';

/**
 * Checks a permit again, inside the transaction of the change that it allows. Policy decided before: meanwhile the caller may
 * have been demoted or removed, its role may have changed, or its token may have been revoked.
 */
export class StandingCheck {
  readonly #standings: StandingStore;
  readonly #organizations: OrganizationStore;

  constructor(stores: { readonly standings: StandingStore; readonly organizations: OrganizationStore }) {
    this.#standings = stores.standings;
    this.#organizations = stores.organizations;
  }

  /**
   * @param actor only a permit is checked. The operator, consumers and writes of the gateway itself have no grant.
   * @param takesRights whether the change takes a grant or credential away. Such changes of one organization take turns:
   * otherwise two of them would wait for each other's rows.
   * @throws Unauthenticated if the token has ended; NotFound if the caller or a maker of its token is no member any more;
   * Forbidden if the permit allows more than they may do now.
   */
  async require(
    unit: UnitOfWork,
    actor: Permit | InstancePermit | { readonly principal: Principal },
    takesRights: boolean,
  ): Promise<void> {
    if (actor instanceof Permit) {
      if (takesRights) await this.#organizations.lock(unit, actor.organizationId);
      await this.#requirePermit(unit, actor);
    } else if (actor instanceof InstancePermit) {
      const { tokenId } = actor.principal;
      const of = { organizationId: '', principalIds: [], tokenId };
      if ((await this.#standings.read(unit, of, new Date())).hasEnded) throw new Unauthenticated();
    }
  }

  async #requirePermit(unit: UnitOfWork, permit: Permit): Promise<void> {
    const { principal, organizationId } = permit;
    if (principal.kind === PrincipalKind.OPERATOR) return;
    const principalIds = [principal.id, ...(principal.tokenMakers ?? [])];
    const of = { organizationId, principalIds, tokenId: principal.tokenId };
    const standing = await this.#standings.read(unit, of, new Date());
    if (standing.hasEnded) throw new Unauthenticated();
    const grant = grantOf(organizationId, principalIds, standing);
    if (grant === undefined) throw new NotFound();
    for (const permission of [permit.permission, ...permit.permissions]) {
      if (!grant.permissions.has(permission)) throw new Forbidden(permission);
    }
    if (permit.reach.teamIds.some((teamId) => !grant.teamIds.includes(teamId))) {
      throw new Forbidden(permit.permission);
    }
  }
}

/** What the principal and all makers of its token may do now; undefined if one of them is no member. */
function grantOf(
  organizationId: string,
  principalIds: readonly string[],
  { grants }: Standing,
): Grant | undefined {
  const [own, ...makers] = principalIds.map((id) => {
    const stored = grants.get(id);
    const grant = stored && {
      organizationId,
      permissions: effectivePermissions(stored.permissions),
      teamIds: stored.teamIds,
    };
    return new Map<string, Grant>(grant ? [[organizationId, grant]] : []);
  });
  return makers.reduce<ReadonlyMap<string, Grant>>(intersectGrants, own ?? new Map()).get(organizationId);
}
