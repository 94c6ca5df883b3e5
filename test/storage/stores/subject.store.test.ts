import { INSTANCE_CHAIN } from '../../../src/core/audit-event';
import { newId } from '../../../src/core/id';
import { TABLES } from '../../../src/storage/migrations/migration-list';
import { AuditStore } from '../../../src/storage/stores/audit.store';
import { IdempotencyStore } from '../../../src/storage/stores/idempotency.store';
import { MembershipStore } from '../../../src/storage/stores/membership.store';
import { PrincipalStore } from '../../../src/storage/stores/principal.store';
import { RoleStore } from '../../../src/storage/stores/role.store';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { SubjectStore } from '../../../src/storage/stores/subject.store';
import { TokenStore } from '../../../src/storage/stores/token.store';
import { describeOnEachDatabase } from '../../support/databases';
import {
  digestOf,
  eventOf,
  later,
  membershipOf,
  NOW,
  roleOf,
  serviceUserOf,
  tokenOf,
  userOf,
} from '../noun.fixture';
import { organizationWith, secretOf, statementsOf, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the store of subjects', (tested) => {
  const database = usingDatabase(tested);

  it('finds the organization of every noun in one statement, and none for what has none', async () => {
    const { id: organizationId, teamIds } = await organizationWith(database(), 1);
    const role = roleOf(organizationId, 'Role');
    const membership = membershipOf(role, 'user-1');
    const serviceUser = serviceUserOf(organizationId, 'svc');
    const secret = secretOf(organizationId, 'KEY');
    const token = tokenOf(organizationId, serviceUser.id);
    const user = userOf('ada');
    const event = eventOf(organizationId, 1);
    const ofInstance = eventOf(INSTANCE_CHAIN, 1);
    await database().unitOfWork(async (unit) => {
      await new RoleStore().insert(unit, role, 'role');
      await new MembershipStore().insert(unit, membership);
      await new PrincipalStore().insertServiceUser(unit, serviceUser, 'svc');
      await new PrincipalStore().insertUser(unit, user, 'issuer', 'ada');
      await new SecretStore().insert(unit, secret, 'key');
      await new TokenStore().insert(unit, token, digestOf('token'));
      for (const each of [event, ofInstance])
        await new AuditStore().append(unit, each, digestOf('link'), digestOf('mac'));
    });
    const known = [
      organizationId,
      ...teamIds,
      role.id,
      membership.id,
      serviceUser.id,
      secret.id,
      token.id,
      event.id,
    ];
    const prefixes = ['org', 'secret', 'version', 'team', 'member', 'role', 'svc', 'token', 'repo'] as const;
    const unknown = prefixes.map((prefix) => newId(prefix));
    const without = [user.id, ofInstance.id, newId('key'), 'secret', '', "secret-' OR 1=1", '__proto__'];
    const statements = await statementsOf(database(), async (unit) => {
      const found = await new SubjectStore(TABLES).organizationOf(unit, [...unknown, ...known, ...without]);
      expect([...found.keys()].sort()).toEqual([...known].sort());
      expect(new Set(found.values())).toEqual(new Set([organizationId]));
    });
    expect(statements).toHaveLength(1);
  });

  it('asks nothing for ids of no noun', async () => {
    const statements = await statementsOf(database(), async (unit) => {
      expect(await new SubjectStore(TABLES).organizationOf(unit, [newId('user'), 'x'])).toEqual(new Map());
    });
    expect(statements).toEqual([]);
  });
});

describeOnEachDatabase('the store of idempotency records', (tested) => {
  const database = usingDatabase(tested);
  const store = () => new IdempotencyStore();

  it('refuses a second record of one digest, gives back the first, and forgets it when it is old', async () => {
    const { id: organizationId } = await organizationWith(database());
    const record = {
      digest: digestOf('key'),
      organizationId,
      fingerprint: digestOf('body'),
      subjectId: newId('secret'),
      createdAt: NOW,
    };
    const insert = () => database().unitOfWork((unit) => store().insert(unit, record));
    expect(await store().find(database().reader, record.digest)).toBeUndefined();
    await insert();
    await expect(insert()).rejects.toMatchObject({ code: 'CONFLICT', path: 'idempotencyKey' });
    const found = await store().find(database().reader, record.digest);
    expect(found).toEqual({
      ...record,
      digest: Buffer.from(record.digest),
      fingerprint: Buffer.from(record.fingerprint),
    });
    await database().unitOfWork(async (unit) => {
      expect(await store().deleteBefore(unit, NOW)).toBe(0);
      expect(await store().deleteBefore(unit, later(1))).toBe(1);
    });
    expect(await store().find(database().reader, record.digest)).toBeUndefined();
  });
});
