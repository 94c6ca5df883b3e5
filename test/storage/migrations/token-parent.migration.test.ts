import type { QueryRunner } from 'typeorm';
import type { Permission } from '../../../src/core/permission';
import { TokenParent1764410000000 } from '../../../src/storage/migrations/token-parent.migration';
import { RoleStore } from '../../../src/storage/stores/role.store';
import { TokenStore } from '../../../src/storage/stores/token.store';
import { describeOnEachDatabase } from '../../support/databases';
import { roleOf, tokenOf } from '../noun.fixture';
import { organizationWith, usingDatabase } from '../secret.fixture';

describeOnEachDatabase('the migration that gives tokens a parent', (tested) => {
  const database = usingDatabase(tested);
  const migrate = (direction: 'up' | 'down') =>
    database().unitOfWork((unit) =>
      new TokenParent1764410000000()[direction](unit.manager.queryRunner as QueryRunner),
    );

  it('leaves tokens without one, and gives CREATE_TOKENS to the built-in roles that manage service users', async () => {
    const { id } = await organizationWith(database(), 0);
    const [roles, tokens] = [new RoleStore(), new TokenStore()];
    const old: readonly [string, boolean, readonly Permission[]][] = [
      ['OWNER', true, ['MANAGE_ORGANIZATION', 'MANAGE_SERVICE_USERS', 'VIEW_AUDIT_LOG']],
      ['ADMIN', true, ['MANAGE_SERVICE_USERS', 'VIEW_AUDIT_LOG']],
      ['MEMBER', true, ['MANAGE_TEAM_SECRETS', 'USE_SECRETS']],
      ['custom', false, ['VIEW_AUDIT_LOG']],
      ['nothing', false, []],
    ];
    const token = tokenOf(id, 'svc-1');
    const stored = old.map(([name, isBuiltIn, permissions]) => roleOf(id, name, { isBuiltIn, permissions }));
    await database().unitOfWork(async (unit) => {
      for (const role of stored) await roles.insert(unit, role, role.name.toLowerCase());
      await tokens.insert(unit, token, new Uint8Array(32));
    });
    const permissions = async () => {
      const found = await roles.find(
        database().reader,
        stored.map((role) => role.id),
      );
      return Object.fromEntries(found.map((role) => [role.name, role.permissions]));
    };
    await migrate('down');
    expect(await permissions()).toEqual(Object.fromEntries(old.map(([name, , given]) => [name, given])));
    await migrate('up');
    expect(await permissions()).toEqual({
      OWNER: ['MANAGE_ORGANIZATION', 'MANAGE_SERVICE_USERS', 'VIEW_AUDIT_LOG', 'CREATE_TOKENS'],
      ADMIN: ['MANAGE_SERVICE_USERS', 'VIEW_AUDIT_LOG', 'CREATE_TOKENS'],
      MEMBER: ['MANAGE_TEAM_SECRETS', 'USE_SECRETS'],
      custom: ['VIEW_AUDIT_LOG'],
      nothing: [],
    });
    expect(await tokens.find(database().reader, [token.id])).toEqual([token]);
    await database().unitOfWork(async (unit) => {
      const [role] = stored.slice(-1);
      await roles.update(unit, { ...role!, permissions: ['CREATE_TOKENS'] }, 'nothing');
    });
    await migrate('down');
    expect(await permissions()).toEqual(Object.fromEntries(old.map(([name, , given]) => [name, given])));
    await migrate('up');
  });
});
