import { Forbidden, NotFound } from '../../src/core/errors';
import {
  ALL_PERMISSIONS,
  BUILT_IN_ROLE_PERMISSIONS,
  effectivePermissions,
  GRANTABLE_PERMISSIONS,
  isInstancePermission,
  Permission,
} from '../../src/core/permission';
import { InstancePermit, operatorPrincipal, Permit } from '../../src/core/policy';
import { type Principal, PrincipalKind } from '../../src/core/principal';

function principalWith(granted: readonly Permission[], mayCreateOrganizations = false): Principal {
  const grant = { organizationId: 'org-a', permissions: effectivePermissions(granted), teamIds: ['team-1'] };
  return {
    id: 'svc-1',
    kind: PrincipalKind.SERVICE_USER,
    name: 'robot',
    homeOrganizationId: 'org-a',
    tokenId: undefined,
    credentialExpiresAt: null,
    mayCreateOrganizations,
    grants: new Map([['org-a', grant]]),
    origin: { requestId: 'request-1', address: '192.0.2.1' },
  };
}

function permitFor(principal: Principal, permission: Permission): Permit {
  const permit = Permit.decide(principal, permission, 'org-a');
  if (!(permit instanceof Permit)) throw permit;
  return permit;
}

const inOrganization = ALL_PERMISSIONS.filter((permission) => !isInstancePermission(permission));

describe('policy', () => {
  it.each(inOrganization)('does not let %s be used where the principal does not belong', (permission) => {
    const principal = principalWith(GRANTABLE_PERMISSIONS);

    expect(Permit.decide(principal, permission, 'org-b')).toBeInstanceOf(NotFound);
    expect(Permit.decide(principal, permission, undefined)).toBeInstanceOf(NotFound);
    expect(Permit.decide(principal, permission, '__proto__')).toBeInstanceOf(NotFound);
    expect(Permit.decide(principal, permission, 'org-a')).toBeInstanceOf(Permit);
  });

  it.each(inOrganization.filter((permission) => permission !== Permission.VIEW_ORGANIZATION))(
    'does not let a member without %s use it',
    (permission) => {
      const refusal = Permit.decide(principalWith([]), permission, 'org-a');

      expect(refusal).toBeInstanceOf(Forbidden);
      expect(refusal).toMatchObject({ permission });
      expect(Permit.decide(principalWith([permission]), permission, 'org-a')).toBeInstanceOf(Permit);
    },
  );

  it('allows by each single permission exactly that one and those it implies', () => {
    const allowed = Object.fromEntries(
      GRANTABLE_PERMISSIONS.map((granted) => [
        granted,
        inOrganization.filter(
          (permission) => Permit.decide(principalWith([granted]), permission, 'org-a') instanceof Permit,
        ),
      ]),
    );
    const alone = (permission: Permission) => ['VIEW_ORGANIZATION', permission];

    expect(allowed).toEqual({
      VIEW_SECRETS: alone('VIEW_SECRETS'),
      MANAGE_OWN_SECRETS: ['VIEW_ORGANIZATION', 'VIEW_SECRETS', 'MANAGE_OWN_SECRETS'],
      MANAGE_TEAM_SECRETS: ['VIEW_ORGANIZATION', 'VIEW_SECRETS', 'MANAGE_OWN_SECRETS', 'MANAGE_TEAM_SECRETS'],
      MANAGE_ORG_SECRETS: [
        'VIEW_ORGANIZATION',
        'VIEW_SECRETS',
        'MANAGE_OWN_SECRETS',
        'MANAGE_TEAM_SECRETS',
        'MANAGE_ORG_SECRETS',
      ],
      USE_SECRETS: alone('USE_SECRETS'),
      MANAGE_CONSUMERS: ['VIEW_ORGANIZATION', 'USE_SECRETS', 'MANAGE_CONSUMERS'],
      MANAGE_ORGANIZATION: alone('MANAGE_ORGANIZATION'),
      MANAGE_MEMBERS: alone('MANAGE_MEMBERS'),
      MANAGE_SERVICE_USERS: ['VIEW_ORGANIZATION', 'MANAGE_SERVICE_USERS', 'CREATE_TOKENS'],
      VIEW_AUDIT_LOG: alone('VIEW_AUDIT_LOG'),
      CREATE_TOKENS: alone('CREATE_TOKENS'),
    });
  });

  it('gives a permit that says who, what, where, and whose secrets are within reach', () => {
    const principal = principalWith([Permission.VIEW_SECRETS]);

    expect(permitFor(principal, Permission.VIEW_SECRETS)).toMatchObject({
      principal,
      permission: 'VIEW_SECRETS',
      organizationId: 'org-a',
      reach: { principalId: 'svc-1', teamIds: ['team-1'], everyTeam: false },
      origin: principal.origin,
    });
  });

  it("reaches every team's secrets only for who manages the organization's", () => {
    const reachOf = (granted: Permission) =>
      permitFor(principalWith([granted]), Permission.VIEW_SECRETS).reach.everyTeam;

    expect(reachOf(Permission.MANAGE_TEAM_SECRETS)).toBe(false);
    expect(reachOf(Permission.MANAGE_ORG_SECRETS)).toBe(true);
  });

  it('lets nobody but a named principal create organizations', () => {
    const create = Permission.CREATE_ORGANIZATION;

    expect(InstancePermit.decide(principalWith(GRANTABLE_PERMISSIONS), create)).toBeInstanceOf(Forbidden);
    expect(InstancePermit.decide(principalWith([], true), create)).toBeInstanceOf(InstancePermit);
    expect(InstancePermit.decide(principalWith([]), Permission.VIEW_SELF)).toBeInstanceOf(InstancePermit);
  });

  it.each(inOrganization)('does not decide %s for the whole instance', (permission) => {
    const operator = operatorPrincipal('org-a', ALL_PERMISSIONS, 'request-1');

    expect(() => InstancePermit.decide(operator, permission)).toThrow(TypeError);
  });

  it('gives the person at the machine the named organization, but no personal secret and no other organization', () => {
    const operator = operatorPrincipal('org-a', [Permission.VIEW_SECRETS], 'request-1');

    expect(Permit.decide(operator, Permission.VIEW_SECRETS, 'org-b')).toBeInstanceOf(NotFound);
    expect(permitFor(operator, Permission.VIEW_SECRETS).reach).toEqual({
      principalId: 'operator',
      teamIds: [],
      everyTeam: false,
    });
    expect(operatorPrincipal(undefined, [], 'request-1').grants.size).toBe(0);
  });
});

describe('a permit', () => {
  const principal = principalWith([Permission.VIEW_SECRETS]);
  const permit = permitFor(principal, Permission.VIEW_SECRETS);

  it('leads to another permission only when that one is granted too', () => {
    expect(() => permit.require(Permission.MANAGE_MEMBERS)).toThrow(Forbidden);
    expect(permit.require(Permission.VIEW_ORGANIZATION)).toMatchObject({
      permission: 'VIEW_ORGANIZATION',
      organizationId: 'org-a',
      reach: permit.reach,
    });
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(permit, { organizationId: 'org-b' })).toThrow(TypeError);
    expect(permit.organizationId).toBe('org-a');
  });

  it('cannot be made by its constructor', () => {
    const parts = [principal, Permission.MANAGE_MEMBERS, 'org-b', new Set(), permit.reach];

    expect(() => Reflect.construct(Permit, [Symbol('policy'), ...parts])).toThrow(TypeError);
    expect(() => Reflect.construct(Permit, parts)).toThrow(TypeError);
    expect(() =>
      Reflect.construct(InstancePermit, [undefined, principal, Permission.CREATE_ORGANIZATION]),
    ).toThrow(TypeError);
  });

  it('cannot be made by a subclass, a copy or a prototype', () => {
    const copy = Object.assign(Object.create(Permit.prototype) as Permit, permit);

    expect(() => copy.origin).toThrow(TypeError);
    expect(permit.origin).toBe(principal.origin);
    // @ts-expect-error: its constructor is private, so nothing can extend it.
    const extend = () => new (class extends Permit {})();
    expect(extend).toThrow(TypeError);
  });

  it('cannot be written down as a literal of the same shape, which the type check of the tests proves', () => {
    const use = (given: Permit) => given.organizationId;
    const { principal: who, permission, organizationId, permissions, reach, origin } = permit;
    const shape = {
      principal: who,
      permission,
      organizationId,
      permissions,
      reach,
      origin,
      require: permit.require,
    };

    // @ts-expect-error: the shape is right, and still it is no permit.
    expect(use(shape)).toBe('org-a');
    // @ts-expect-error: a spread is no permit either.
    expect(use({ ...permit, require: permit.require })).toBe('org-a');
    expect(use(permit)).toBe('org-a');
  });
});

describe('roles', () => {
  it('cannot grant what belongs to the instance or to every member', () => {
    const missing = ALL_PERMISSIONS.filter((permission) => !GRANTABLE_PERMISSIONS.includes(permission));

    expect(missing).toEqual(['VIEW_SELF', 'CREATE_ORGANIZATION', 'VIEW_ORGANIZATION']);
    expect(BUILT_IN_ROLE_PERMISSIONS.OWNER).toEqual(GRANTABLE_PERMISSIONS);
    expect(BUILT_IN_ROLE_PERMISSIONS.ADMIN).not.toContain('MANAGE_ORGANIZATION');
    expect(effectivePermissions(BUILT_IN_ROLE_PERMISSIONS.MEMBER)).not.toContain('MANAGE_ORG_SECRETS');
  });
});
