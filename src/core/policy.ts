import { Forbidden, NotFound } from './errors';
import { isInstancePermission, Permission } from './permission';
import { OPERATOR_ID, type Origin, type Principal, PrincipalKind } from './principal';
import type { Reach } from './reach';

/** Known to this module only: without it the constructors below refuse, also where no compiler looks. */
const MAKER: unique symbol = Symbol('policy');

function requireMaker(maker: unknown): void {
  if (maker !== MAKER) throw new TypeError('only policy makes permits');
}

/**
 * Proof that policy allowed one permission in one organization. Every service takes one, so a face that forgot to
 * authorize does not compile, and a service cannot name another tenant: it reads and writes only where
 * `organization_id = permit.organizationId`.
 *
 * The constructor is private and asks for what only this module has: {@link Permit.decide} is the only rule and the only
 * maker. The `#` field makes the type nominal, so that no object literal of the same shape passes for a permit.
 */
export class Permit {
  readonly #origin: Origin;

  private constructor(
    maker: typeof MAKER,
    readonly principal: Principal,
    readonly permission: Permission,
    readonly organizationId: string,
    readonly permissions: ReadonlySet<Permission>,
    readonly reach: Reach,
  ) {
    requireMaker(maker);
    this.#origin = principal.origin;
    Object.freeze(this);
  }

  /** Where the request came from. */
  get origin(): Origin {
    return this.#origin;
  }

  /**
   * The one rule: a principal may do in an organization what its membership grants there.
   *
   * @returns a permit, or the error to answer with: NotFound when the principal does not belong to the organization
   * (or none is named), Forbidden when it does but lacks the permission.
   */
  static decide(
    principal: Principal,
    permission: Permission,
    organizationId: string | undefined,
  ): Permit | NotFound | Forbidden {
    const grant = organizationId === undefined ? undefined : principal.grants.get(organizationId);
    if (grant === undefined || organizationId === undefined) return new NotFound();
    if (!grant.permissions.has(permission)) return new Forbidden(permission);
    return new Permit(MAKER, principal, permission, organizationId, grant.permissions, {
      principalId: principal.id,
      teamIds: grant.teamIds,
      everyTeam: grant.permissions.has(Permission.MANAGE_ORG_SECRETS),
    });
  }

  /** The same permit for another permission in the same organization. @throws Forbidden when it is not granted. */
  require(permission: Permission): Permit {
    if (!this.permissions.has(permission)) throw new Forbidden(permission);
    return new Permit(MAKER, this.principal, permission, this.organizationId, this.permissions, this.reach);
  }
}

/** Proof that policy allowed one permission that belongs to the instance and not to an organization. */
export class InstancePermit {
  readonly #origin: Origin;

  private constructor(
    maker: typeof MAKER,
    readonly principal: Principal,
    readonly permission: Permission,
  ) {
    requireMaker(maker);
    this.#origin = principal.origin;
    Object.freeze(this);
  }

  /** Where the request came from. */
  get origin(): Origin {
    return this.#origin;
  }

  /** Every authenticated principal may see itself; creating organizations is granted by name. */
  static decide(principal: Principal, permission: Permission): InstancePermit | Forbidden {
    if (!isInstancePermission(permission)) throw new TypeError(`${permission} belongs to an organization`);
    if (permission === Permission.CREATE_ORGANIZATION && !principal.mayCreateOrganizations) {
      return new Forbidden(permission);
    }
    return new InstancePermit(MAKER, principal, permission);
  }
}

/**
 * The person at the machine, who holds the data folder itself. Only the CLI makes this principal; no header leads to it.
 *
 * @param organizationId the organization the command names; all its permissions are granted, no personal secret is.
 */
export function operatorPrincipal(
  organizationId: string | undefined,
  permissions: readonly Permission[],
  requestId: string,
): Principal {
  const grant =
    organizationId === undefined ? [] : [{ organizationId, permissions: new Set(permissions), teamIds: [] }];
  return {
    id: OPERATOR_ID,
    kind: PrincipalKind.OPERATOR,
    name: 'operator',
    homeOrganizationId: organizationId,
    tokenId: undefined,
    mayCreateOrganizations: true,
    grants: new Map(grant.map((each) => [each.organizationId, each])),
    origin: { requestId, address: 'local' },
  };
}
