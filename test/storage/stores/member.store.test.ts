import { newId } from '../../../src/core/id';
import type { Membership } from '../../../src/core/membership';
import type { Role } from '../../../src/core/role';
import type { Team } from '../../../src/core/team';
import { MembershipStore } from '../../../src/storage/stores/membership.store';
import { RoleStore } from '../../../src/storage/stores/role.store';
import { TeamStore } from '../../../src/storage/stores/team.store';
import { describeOnEachDatabase } from '../../support/databases';
import { first, later, membershipOf, NOW, roleOf, teamOf } from '../noun.fixture';
import { organizationWith, statementsOf, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the stores of roles, members and teams', (tested) => {
  const database = usingDatabase(tested);
  const reader = () => database().reader;
  const roles = () => new RoleStore();
  const members = () => new MembershipStore();
  const teams = () => new TeamStore();
  let own: string;
  let other: string;
  let role: Role;
  let empty: Role;
  let builtIn: Role;
  let ours: [Membership, Membership, Membership];
  let theirs: Membership;
  let red: Team;
  let blue: Team;

  beforeAll(async () => {
    own = (await organizationWith(database())).id;
    other = (await organizationWith(database())).id;
    role = roleOf(own, 'Role');
    empty = roleOf(own, 'Empty', { permissions: [] });
    builtIn = roleOf(other, 'OWNER', { isBuiltIn: true });
    ours = [
      membershipOf(role, 'user-1', { createdAt: later(3) }),
      membershipOf(role, 'user-2', { createdAt: later(1) }),
      membershipOf(empty, 'user-3', { createdAt: later(2) }),
    ];
    theirs = membershipOf(builtIn, 'user-1');
    red = teamOf(own, 'Straße');
    blue = teamOf(own, 'blue');
    await database().unitOfWork(async (unit) => {
      for (const each of [role, empty, builtIn]) await roles().insert(unit, each, each.name.toLowerCase());
      for (const each of [...ours, theirs]) await members().insert(unit, each);
      await teams().insert(unit, red, 'strasse');
      await teams().insert(unit, blue, 'blue');
      for (const membership of ours) await teams().addMember(unit, red.id, membership.id, NOW);
      await teams().addMember(unit, blue.id, ours[0].id, NOW);
    });
  });

  it('refuse a second membership and a taken name', async () => {
    const again = database().unitOfWork((unit) => members().insert(unit, membershipOf(empty, 'user-1')));
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT', path: 'principalId' });
    const name = database().unitOfWork((unit) => teams().insert(unit, teamOf(own, 'BLUE'), 'blue'));
    await expect(name).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
    const renamed = database().unitOfWork((unit) => roles().update(unit, empty, 'role'));
    await expect(renamed).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
  });

  it('do nothing to a row of another organization', async () => {
    await database().unitOfWork(async (unit) => {
      await members().delete(unit, other, ours[0].id);
      await teams().delete(unit, other, red.id);
      await teams().update(unit, { ...red, organizationId: other, name: 'x' }, 'x');
      await roles().update(unit, { ...role, organizationId: other, name: 'x' }, 'x');
      expect(await members().lock(unit, other, ours[0].id)).toBeUndefined();
      expect(await teams().lock(unit, other, red.id)).toBeUndefined();
      expect(await roles().lock(unit, other, role.id)).toBeUndefined();
      expect(await members().lock(unit, own, ours[0].id)).toEqual(ours[0]);
      expect(await teams().lock(unit, own, red.id)).toEqual(red);
      expect(await roles().lock(unit, own, role.id)).toEqual(role);
    });
  });

  it('give back what was put in', async () => {
    expect(await roles().find(reader(), [empty.id])).toEqual([empty]);
    expect(await roles().find(reader(), [builtIn.id])).toEqual([builtIn]);
    expect(await roles().findByName(reader(), own, 'role')).toEqual(role);
    expect(await roles().findByName(reader(), other, 'role')).toBeUndefined();
    expect(await teams().find(reader(), [red.id])).toEqual([red]);
    expect(await members().find(reader(), [theirs.id])).toEqual([theirs]);
    expect(await members().findOf(reader(), own, 'user-1')).toEqual(ours[0]);
    expect(await members().findOf(reader(), own, 'user-9')).toBeUndefined();
    const both = await members().ofPrincipals(reader(), own, ['user-1', 'user-3', 'user-9']);
    expect(both.map(({ id }) => id).sort()).toEqual([ours[0].id, ours[2].id].sort());
  });

  it('page and count for several organizations in one statement', async () => {
    const asked = [own, other];
    const page = first(2);
    const statements = await statementsOf(database(), async (unit) => {
      const pages = await members().page(unit, asked, page);
      expect(pages.get(own)).toEqual({ rows: [ours[1], ours[2]], hasNextPage: true, hasPreviousPage: false });
      expect(pages.get(other)).toEqual({ rows: [theirs], hasNextPage: false, hasPreviousPage: false });
      expect(await members().count(unit, asked)).toEqual(new Map([[own, 3], [other, 1]])); // biome-ignore format: a table
      expect((await roles().page(unit, asked, page)).get(own)?.rows).toEqual([empty, role]);
      expect(await roles().count(unit, asked)).toEqual(new Map([[own, 2], [other, 1]])); // biome-ignore format: a table
      expect((await teams().page(unit, asked, page)).get(own)?.rows).toEqual([blue, red]);
      expect(await teams().count(unit, asked)).toEqual(new Map([[own, 2], [other, 0]])); // biome-ignore format: a table
    });
    expect(statements).toHaveLength(6);
  });

  it('page the members of a team, and tell the teams of members', async () => {
    const page = await teams().members(reader(), red.id, first(2));
    expect(page).toEqual({ rows: [ours[1], ours[2]], hasNextPage: true, hasPreviousPage: false });
    const next = first(2, { after: { value: later(2).toISOString(), id: ours[2].id } });
    expect((await teams().members(reader(), red.id, next)).rows).toEqual([ours[0]]);
    expect(await teams().countMembers(reader(), [red.id, blue.id, newId('team')])).toMatchObject({ size: 3 });
    expect((await teams().countMembers(reader(), [red.id])).get(red.id)).toBe(3);
    const teamsOf = await teams().teamsOf(reader(), [ours[0].id, theirs.id]);
    expect([...teamsOf]).toEqual([[ours[0].id, [blue, red]], [theirs.id, []]]); // biome-ignore format: a table
  });

  it('tell the grants of a principal in one statement', async () => {
    const statements = await statementsOf(database(), async (unit) => {
      const grants = await members().grants(unit, 'user-1');
      const expected = [
        [ours[0], role, [blue.id, red.id].sort()],
        [theirs, builtIn, []],
      ] as const;
      expect(grants).toHaveLength(2);
      for (const [membership, granting, teamIds] of expected) {
        const { id: membershipId, organizationId, roleId } = membership;
        const { permissions } = granting;
        expect(grants).toContainEqual({
          organizationId,
          organization: expect.objectContaining({ id: organizationId, slug: expect.any(String) }),
          membershipId,
          roleId,
          permissions,
          teamIds,
        });
      }
    });
    expect(statements).toHaveLength(1);
    expect(await members().grants(reader(), 'user-3')).toMatchObject([
      { permissions: [], teamIds: [red.id] },
    ]);
    expect(await members().grants(reader(), 'user-9')).toEqual([]);
  });

  it('tell whether a principal shares an organization', async () => {
    expect(await members().sharedOrganization(reader(), 'user-2', [own, other])).toBe(own);
    expect(await members().sharedOrganization(reader(), 'user-2', [other])).toBeUndefined();
    expect(await members().sharedOrganization(reader(), 'user-2', [])).toBeUndefined();
  });

  it('add to a team once, and take out once', async () => {
    await database().unitOfWork(async (unit) => {
      expect(await teams().addMember(unit, blue.id, ours[0].id, NOW)).toBe(false);
      expect(await teams().addMember(unit, blue.id, ours[1].id, NOW)).toBe(true);
      expect(await teams().removeMember(unit, blue.id, ours[1].id)).toBe(true);
      expect(await teams().removeMember(unit, blue.id, ours[1].id)).toBe(false);
    });
  });

  it('change a role, a membership and a team, and let a member go with its teams', async () => {
    const changed = { ...role, name: 'New', permissions: ['VIEW_AUDIT_LOG' as const], updatedAt: later(9) };
    const moved = { ...ours[1], roleId: empty.id, updatedAt: later(9) };
    const renamed = { ...red, name: 'Red', updatedAt: later(9) };
    await database().unitOfWork(async (unit) => {
      await roles().update(unit, changed, 'new');
      await members().update(unit, moved);
      await teams().update(unit, renamed, 'red');
      await members().delete(unit, own, ours[2].id);
    });
    expect(await roles().findByName(reader(), own, 'new')).toEqual(changed);
    expect(await members().find(reader(), [moved.id])).toEqual([moved]);
    expect(await teams().find(reader(), [red.id])).toEqual([renamed]);
    expect((await teams().countMembers(reader(), [red.id])).get(red.id)).toBe(2);
    expect(await members().countWithRole(reader(), own, role.id)).toBe(1);
    expect(await members().countWithRole(reader(), own, empty.id)).toBe(1);
    expect(await members().countWithRole(reader(), other, role.id)).toBe(0);
  });
});
