import { Forbidden, NotFound } from './errors';
import { newId } from './id';
import { isInstancePermission, Permission } from './permission';
import { OPERATOR_ID, type Origin, type Principal, PrincipalKind } from './principal';
import type { Reach } from './reach';

/** Known to this module only. The constructors below refuse any other value, also at run time. */
const MAKER: unique symbol = Symbol('policy');

function requireMaker(maker: unknown): void {
  if (maker !== MAKER) throw new TypeError('only policy makes permits');
}

/**
 * Proof that policy allowed one permission in one organization. Every service takes a permit, so code that forgets to
 * authorize does not compile. A service reads and writes only rows with the permit's `organizationId`.
 *
 * Only {@link Permit.decide} and {@link Permit.require} create permits: the constructor is private and needs a symbol that
 * this module does not export. The `#` field makes the type nominal, so no object literal of the same shape is a permit.
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
   * The rule: a principal may do in an organization what its membership there grants.
   *
   * @param organizationId undefined if the subject's organization could not be found.
   * @returns a permit, or the error to answer with: NotFound if the principal does not belong to the organization,
   * Forbidden if it does but lacks the permission.
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
      principalId: (principal.tokenMakers ?? []).length === 0 ? principal.id : null,
      teamIds: grant.teamIds,
      everyTeam: grant.permissions.has(Permission.MANAGE_ORG_SECRETS),
    });
  }

  /**
   * A permit for another permission of the same principal in the same organization.
   *
   * @throws Forbidden if it is not granted.
   */
  require(permission: Permission): Permit {
    if (!this.permissions.has(permission)) throw new Forbidden(permission);
    return new Permit(MAKER, this.principal, permission, this.organizationId, this.permissions, this.reach);
  }
}

/** Proof that policy allowed one permission that applies to the instance. */
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

  /**
   * The rule: every authenticated principal may see itself; creating organizations must be granted to it.
   *
   * @throws TypeError for a permission of an organization.
   */
  static decide(principal: Principal, permission: Permission): InstancePermit | Forbidden {
    if (!isInstancePermission(permission)) throw new TypeError(`${permission} belongs to an organization`);
    if (permission === Permission.CREATE_ORGANIZATION && !principal.mayCreateOrganizations) {
      return new Forbidden(permission);
    }
    return new InstancePermit(MAKER, principal, permission);
  }
}

/**
 * The operator, who has access to the data folder itself. Only the CLI, the first start and the work of the gateway in the
 * background use this principal; no credential in a request leads to it.
 *
 * @param organizationId the organization that the command is about, if any.
 * @param permissions what is granted there. Personal secrets stay out of reach.
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
    credentialExpiresAt: null,
    mayCreateOrganizations: true,
    grants: new Map(grant.map((each) => [each.organizationId, each])),
    origin: { requestId, address: 'local' },
  };
}

/**
 * A permit of the operator.
 *
 * @param permissions what is granted in the organization; the permission of the permit must be among them.
 * @throws Forbidden if it is not.
 */
export function operatorPermit(
  organizationId: string,
  permission: Permission,
  permissions: readonly Permission[] = [permission],
): Permit {
  const operator = operatorPrincipal(organizationId, permissions, newId('event'));
  const permit = Permit.decide(operator, permission, organizationId);
  if (permit instanceof Error) throw permit;
  return permit;
}
