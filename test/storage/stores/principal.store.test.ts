import type { ServiceUser, User } from '../../../src/core/principal';
import { MembershipStore } from '../../../src/storage/stores/membership.store';
import { PrincipalStore } from '../../../src/storage/stores/principal.store';
import { RoleStore } from '../../../src/storage/stores/role.store';
import { TokenStore } from '../../../src/storage/stores/token.store';
import { describeOnEachDatabase } from '../../support/databases';
import {
  digestOf,
  first,
  later,
  membershipOf,
  roleOf,
  serviceUserOf,
  tokenOf,
  userOf,
} from '../noun.fixture';
import { organizationWith, statementsOf, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the stores of principals and tokens', (tested) => {
  const database = usingDatabase(tested);
  const reader = () => database().reader;
  const principals = () => new PrincipalStore();
  const tokens = () => new TokenStore();
  let own: string;
  let other: string;
  let user: User;
  let deploy: ServiceUser;
  let backup: ServiceUser;

  beforeAll(async () => {
    own = (await organizationWith(database())).id;
    other = (await organizationWith(database())).id;
    user = userOf('ada');
    deploy = serviceUserOf(own, 'Deploy', { mayCreateOrganizations: true });
    backup = serviceUserOf(own, 'backup');
    await database().unitOfWork(async (unit) => {
      await principals().insertUser(unit, user, 'https://issuer', 'ada');
      await principals().insertServiceUser(unit, deploy, 'deploy');
      await principals().insertServiceUser(unit, backup, 'backup');
    });
  });

  it('refuse a second user of one subject and a second service user of one name', async () => {
    const again = database().unitOfWork((unit) =>
      principals().insertUser(unit, userOf('ada'), 'https://issuer', 'ada'),
    );
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
    const name = database().unitOfWork((unit) =>
      principals().insertServiceUser(unit, serviceUserOf(own, 'DEPLOY'), 'deploy'),
    );
    await expect(name).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
  });

  it('find principals of either kind in one statement', async () => {
    const statements = await statementsOf(database(), async (unit) => {
      const found = await principals().profiles(unit, [deploy.id, user.id, 'user-unknown']);
      expect(found).toHaveLength(2);
      expect(found).toContainEqual({ id: user.id, kind: 'USER', name: 'ada' });
      expect(found).toContainEqual({ id: deploy.id, kind: 'SERVICE_USER', name: 'Deploy' });
    });
    expect(statements).toHaveLength(1);
  });

  it('give back what was put in', async () => {
    expect(await principals().findUser(reader(), 'https://issuer', 'ada')).toEqual(user);
    expect(await principals().findUser(reader(), 'https://other', 'ada')).toBeUndefined();
    expect(await principals().users(reader(), [user.id])).toEqual([user]);
    expect(await principals().serviceUsers(reader(), [deploy.id])).toEqual([deploy]);
    expect(await principals().serviceUserByName(reader(), own, 'backup')).toEqual(backup);
    expect(await principals().serviceUserByName(reader(), other, 'backup')).toBeUndefined();
    const pages = await principals().pageServiceUsers(reader(), [own, other], first(1));
    expect(pages.get(own)).toEqual({ rows: [backup], hasNextPage: true, hasPreviousPage: false });
    expect(pages.get(other)?.rows).toEqual([]);
    expect((await principals().countServiceUsers(reader(), [own])).get(own)).toBe(2);
  });

  it('change what may change', async () => {
    const renamed = { ...user, name: 'Ada L.', email: null };
    const changed = { ...deploy, name: 'Ship', mayCreateOrganizations: false, updatedAt: later(1) };
    await database().unitOfWork(async (unit) => {
      await principals().updateUser(unit, renamed, later(1));
      await principals().updateServiceUser(unit, { ...changed, organizationId: other, name: 'x' }, 'x');
      await principals().updateServiceUser(unit, changed, 'ship');
      expect(await principals().lockServiceUser(unit, other, deploy.id)).toBeUndefined();
      expect(await principals().lockServiceUser(unit, own, deploy.id)).toEqual(changed);
    });
    expect(await principals().users(reader(), [user.id])).toEqual([renamed]);
    await database().unitOfWork((unit) => principals().updateServiceUser(unit, deploy, 'deploy'));
  });

  describe('authenticate', () => {
    const presented = digestOf('deploy token');
    let token: ReturnType<typeof tokenOf>;

    beforeAll(async () => {
      token = tokenOf(own, deploy.id, { expiresAt: later(1000) });
      await database().unitOfWork(async (unit) => {
        await tokens().insert(unit, token, presented);
        await tokens().insert(unit, tokenOf(other, user.id, { createdAt: later(5) }), digestOf('personal'));
        await tokens().insert(unit, tokenOf(own, 'svc-gone'), digestOf('gone'));
      });
    });

    it('nobody by an unknown digest, a part of one, or one whose principal is gone', async () => {
      for (const digest of [digestOf('unknown'), presented.subarray(1), new Uint8Array(), digestOf('gone')])
        expect(await tokens().authenticate(reader(), digest)).toBeUndefined();
    });

    it('a service user and a person, in one statement, revoked and expired ones too', async () => {
      const statements = await statementsOf(database(), async (unit) => {
        expect(await tokens().authenticate(unit, presented, later(999))).toEqual({
          token,
          hasEnded: false,
          principalKind: 'SERVICE_USER',
          principalName: 'Deploy',
          homeOrganizationId: own,
          mayCreateOrganizations: true,
          lastUsedAddress: null,
          grants: [],
        });
      });
      expect(statements).toHaveLength(1);
      expect(await tokens().authenticate(reader(), presented, later(1000))).toMatchObject({ hasEnded: true });
      expect(await tokens().authenticate(reader(), digestOf('personal'))).toMatchObject({
        principalKind: 'USER',
        homeOrganizationId: other,
        mayCreateOrganizations: false,
      });
    });

    it('refuses the same digest twice as a fault, since no client can cause it', async () => {
      const again = database().unitOfWork((unit) =>
        tokens().insert(unit, tokenOf(own, deploy.id), presented),
      );
      await expect(again).rejects.toMatchObject({ name: 'StorageFault' });
    });

    it('writes down use and revocation, the first of which counts', async () => {
      await database().unitOfWork(async (unit) => {
        await tokens().touch(unit, token.id, later(7), '::1');
        expect(await tokens().revoke(unit, other, token.id, later(8))).toBe(false);
        expect(await tokens().revoke(unit, own, token.id, later(8))).toBe(true);
        expect(await tokens().revoke(unit, own, token.id, later(9))).toBe(false);
      });
      const used = { ...token, revokedAt: later(8), lastUsedAt: later(7) };
      expect(await tokens().find(reader(), [token.id])).toEqual([used]);
      expect(await tokens().authenticate(reader(), presented)).toMatchObject({
        token: used,
        hasEnded: true,
        lastUsedAddress: '::1',
      });
    });

    it('lists tokens newest first, of all or of one principal', async () => {
      const late = tokenOf(own, deploy.id, { createdAt: later(3) });
      const middle = tokenOf(own, backup.id, { createdAt: later(2) });
      await database().unitOfWork(async (unit) => {
        await tokens().insert(unit, late, digestOf('late'));
        await tokens().insert(unit, middle, digestOf('middle'));
      });
      expect((await tokens().page(reader(), own, {}, first(2))).rows).toEqual([late, middle]);
      const after = first(2, { after: { value: late.createdAt.toISOString(), id: late.id } });
      expect(
        (await tokens().page(reader(), own, { principalId: deploy.id }, after)).rows.map(({ id }) => id),
      ).toEqual([token.id]);
      expect(await tokens().count(reader(), own, {})).toBe(4);
      expect(await tokens().count(reader(), own, { principalId: deploy.id })).toBe(2);
      expect((await tokens().ofOrganization(reader(), own)).slice(0, 2)).toEqual([late, middle]);
    });
  });

  it('delete a service user with tokens and membership, and only in its organization', async () => {
    const role = roleOf(own, 'Role');
    const members = new MembershipStore();
    await database().unitOfWork(async (unit) => {
      await new RoleStore().insert(unit, role, 'role');
      await members.insert(unit, membershipOf(role, deploy.id));
      await principals().deleteServiceUser(unit, other, deploy.id);
    });
    expect(await members.findOf(reader(), own, deploy.id)).toBeDefined();
    await database().unitOfWork((unit) => principals().deleteServiceUser(unit, own, deploy.id));
    expect(await members.findOf(reader(), own, deploy.id)).toBeUndefined();
    expect(await tokens().count(reader(), own, { principalId: deploy.id })).toBe(0);
    expect(await tokens().count(reader(), own, { principalId: backup.id })).toBe(1);
    expect(await principals().serviceUsers(reader(), [deploy.id, backup.id])).toEqual([backup]);
  });
});
