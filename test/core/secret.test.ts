import { isWithinReach } from '../../src/core/reach';
import { ownerKey, SecretAccess } from '../../src/core/secret';

describe('the owner key of a secret', () => {
  const organizationId = 'org-1';

  it.each([SecretAccess.TEAM, SecretAccess.PERSONAL])(
    'is refused for %s access without its owner',
    (access) => {
      expect(() => ownerKey({ organizationId, access, teamId: null, ownerId: null })).toThrow(TypeError);
    },
  );

  it('is the organization, the team or the person, by access', () => {
    const owner = { organizationId, teamId: 'team-1', ownerId: 'user-1' };

    expect(ownerKey({ ...owner, access: SecretAccess.ORGANIZATION })).toBe('org-1');
    expect(ownerKey({ ...owner, access: SecretAccess.TEAM })).toBe('team-1');
    expect(ownerKey({ ...owner, access: SecretAccess.PERSONAL })).toBe('user-1');
  });
});

describe('reach', () => {
  const reach = { principalId: 'user-1', teamIds: ['team-1'], everyTeam: false };
  const of = (access: SecretAccess, teamId: string | null, ownerId: string | null) => ({
    access,
    teamId,
    ownerId,
  });

  it.each([
    ["another team's secret", of('TEAM', 'team-2', null)],
    ['a team secret without a team', of('TEAM', null, null)],
    ["another person's secret", of('PERSONAL', null, 'user-2')],
    ['a personal secret without an owner', of('PERSONAL', null, null)],
    ["another person's secret that names one's team", of('PERSONAL', 'team-1', 'user-2')],
  ])('does not cover %s', (_what, secret) => {
    expect(isWithinReach(reach, secret)).toBe(false);
  });

  it.each([
    ["the organization's secrets", of('ORGANIZATION', null, null)],
    ["one's team's secrets", of('TEAM', 'team-1', null)],
    ["one's own secrets", of('PERSONAL', null, 'user-1')],
  ])('covers %s', (_what, secret) => {
    expect(isWithinReach(reach, secret)).toBe(true);
  });

  it("of every team covers all teams' secrets and nobody else's personal ones", () => {
    expect(isWithinReach({ ...reach, everyTeam: true }, of('TEAM', 'team-2', null))).toBe(true);
    expect(isWithinReach({ ...reach, everyTeam: true }, of('PERSONAL', null, 'user-2'))).toBe(false);
  });
});
