import { Conflict } from '../../../src/core/errors';
import { foldCase } from '../../../src/core/name';
import type { Secret } from '../../../src/core/secret';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { describeOnEachDatabase } from '../../support/databases';
import { member, organizationWith, secretOf, statementsOf, store, usingDatabase } from '../secret.fixture';

const LATER = new Date('2026-03-04T05:06:07.089Z');

describeOnEachDatabase('the store of secrets', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let organizationId: string;
  let teamId: string;

  beforeAll(() => {
    secrets = new SecretStore();
  });

  beforeEach(async () => {
    const organization = await organizationWith(database(), 1);
    organizationId = organization.id;
    teamId = organization.teamIds[0] ?? '';
  });

  const insert = (...rows: Secret[]) => store(database(), secrets, rows);
  const update = (row: Secret) =>
    database().unitOfWork((unit) => secrets.update(unit, row, foldCase(row.name)));

  /** The secret as whoever may see all of its organization finds it. */
  async function read({ id, organizationId: of, ownerId }: Secret): Promise<Secret | undefined> {
    const reach = { principalId: ownerId ?? 'user-9', teamIds: [], everyTeam: true };
    return (await secrets.find(database().reader, [{ organizationId: of, reach }], [id]))[0];
  }

  describe('a name', () => {
    const taken = expect.objectContaining({ code: 'CONFLICT', path: 'name' });

    it.each<[string, (row: Secret) => Partial<Secret>, boolean]>([
      ['of the same owner', () => ({}), true],
      ['in another case', () => ({ name: 'api_KEY' }), true],
      ['of a team', () => ({ access: 'TEAM', teamId }), false],
      ['of a person', () => ({ access: 'PERSONAL', ownerId: 'user-1' }), false],
      ['that is another', () => ({ name: 'API_KEY_2' }), false],
    ])('%s is taken or free as it should be', async (_what, more, isTaken) => {
      const first = secretOf(organizationId, 'API_KEY');
      await insert(first);
      const second = insert(secretOf(organizationId, 'API_KEY', more(first)));

      if (isTaken) await expect(second).rejects.toEqual(taken);
      else await expect(second).resolves.toBeUndefined();
    });

    it('is free in another organization', async () => {
      await insert(secretOf(organizationId, 'API_KEY'));

      await expect(
        insert(secretOf((await organizationWith(database())).id, 'API_KEY')),
      ).resolves.toBeUndefined();
    });

    it('cannot be changed to one that is taken, and then all stays as it was', async () => {
      const [one, other] = [secretOf(organizationId, 'ONE'), secretOf(organizationId, 'OTHER')];
      await insert(one, other);

      await expect(update({ ...other, name: 'one', note: 'changed' })).rejects.toEqual(taken);
      expect(await read(other)).toEqual(other);
    });

    it('is won by one of two who create it at once; the other gets a conflict', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 5 }, () => insert(secretOf(organizationId, 'RACE'))),
      );
      const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));

      expect(refused).toHaveLength(4);
      for (const reason of refused) expect(reason).toBeInstanceOf(Conflict);
      expect((await secrets.count(database().reader, [member(organizationId)], {})).get(organizationId)).toBe(
        1,
      );
    });

    it('is told to nobody by the conflict', async () => {
      await insert(secretOf(organizationId, 'hunter2canary'));
      const refusal: unknown = await insert(secretOf(organizationId, 'hunter2canary')).catch(
        (error) => error,
      );

      expect(refusal).toBeInstanceOf(Conflict);
      expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('hunter2');
    });
  });

  it('refuses a secret of a team that does not exist', async () => {
    const orphan = secretOf(organizationId, 'KEY', { access: 'TEAM', teamId: 'team-none' });

    await expect(insert(orphan)).rejects.toBeInstanceOf(Conflict);
    await expect(insert({ ...orphan, teamId })).resolves.toBeUndefined();
  });

  it('gives back every field as it was stored, in one statement each', async () => {
    const full = secretOf(organizationId, `__proto__ 'q' "é😀" %_\\`, {
      type: 'COOKIE',
      note: 'two\r\n\tlines',
      isSensitive: false,
      isFile: true,
      access: 'PERSONAL',
      ownerId: 'user-1',
      visibility: 'SELECTED',
      version: 2147483647,
      createdAt: new Date(0),
      updatedAt: LATER,
      updatedBy: 'user-2',
      expiresAt: new Date('9999-12-31T23:59:59.999Z'),
      lastUsedAt: LATER,
      usePolicy: {
        hosts: ['*.example.com'],
        methods: ['GET'],
        pathPrefixes: ['/%C3%A9'],
        slots: ['body'],
        waysOut: ['DELIVER', 'INJECT'],
      },
    });
    const bare = secretOf(organizationId, 'BARE');
    const inserted = await statementsOf(database(), (unit) =>
      secrets.insert(unit, full, foldCase(full.name)),
    );
    await insert(bare);

    expect(inserted).toHaveLength(1);
    expect(await read(full)).toEqual(full);
    expect(await read(bare)).toEqual(bare);
  });

  it('changes what can change, and neither the making nor the last use', async () => {
    const before = secretOf(organizationId, 'BEFORE', { lastUsedAt: LATER });
    await insert(before);
    const after: Secret = {
      ...before,
      name: 'After',
      type: 'TOTP',
      note: 'note',
      isSensitive: false,
      isFile: true,
      access: 'TEAM',
      teamId,
      visibility: 'PRIVATE',
      version: 2,
      updatedAt: LATER,
      updatedBy: 'user-2',
      expiresAt: LATER,
      usePolicy: {
        hosts: ['a.example'],
        methods: ['PUT'],
        pathPrefixes: ['/'],
        slots: ['x-key'],
        waysOut: ['INJECT'],
      },
    };
    await update({ ...after, createdAt: new Date(0), createdBy: 'user-9', lastUsedAt: null });

    expect(await read(before)).toEqual(after);
    const scope = {
      ...member(organizationId),
      reach: { principalId: '', teamIds: [teamId], everyTeam: false },
    };
    expect(await secrets.findByName(database().reader, scope, teamId, 'after')).toEqual(after);
    expect(await secrets.findByName(database().reader, scope, organizationId, 'before')).toBeUndefined();
  });

  it("neither changes nor deletes another organization's secret", async () => {
    const other = (await organizationWith(database())).id;
    const row = secretOf(organizationId, 'KEY');
    await insert(row);
    await update({ ...row, organizationId: other, name: 'STOLEN' });
    await database().unitOfWork((unit) => secrets.destroy(unit, other, row.id));

    expect(await read(row)).toEqual(row);
    await database().unitOfWork((unit) => secrets.destroy(unit, organizationId, row.id));
    expect(await read(row)).toBeUndefined();
  });

  it('lets one unit after the other change a secret that both have locked', async () => {
    const row = secretOf(organizationId, 'COUNTER');
    await insert(row);
    await Promise.all(
      Array.from({ length: 5 }, () =>
        database().unitOfWork(async (unit) => {
          const current = await secrets.lock(unit, member(organizationId), row.id);
          if (current === undefined) throw new Error('the secret is within reach');
          await new Promise((resolve) => setTimeout(resolve, 5));
          await secrets.update(unit, { ...current, version: current.version + 1 }, 'counter');
        }),
      ),
    );

    expect((await read(row))?.version).toBe(6);
  });

  it('stores nothing of a unit that fails later', async () => {
    const row = secretOf(organizationId, 'ROLLED_BACK');
    const unit = database().unitOfWork(async (on) => {
      await secrets.insert(on, row, 'rolled_back');
      throw new Error('later');
    });

    await expect(unit).rejects.toThrow('later');
    expect(await read(row)).toBeUndefined();
  });

  it("deletes a person's secrets in one organization and tells which", async () => {
    const other = (await organizationWith(database())).id;
    const personal = (of: string, name: string, ownerId: string) =>
      secretOf(of, name, { access: 'PERSONAL', ownerId });
    const [one, two] = [personal(organizationId, 'A', 'user-1'), personal(organizationId, 'B', 'user-1')];
    const kept = [
      personal(organizationId, 'A', 'user-2'),
      personal(other, 'A', 'user-1'),
      secretOf(organizationId, 'A', { createdBy: 'user-1' }),
    ];
    await insert(one, two, ...kept);
    const remove = () =>
      database().unitOfWork((unit) => secrets.destroyPersonal(unit, organizationId, 'user-1'));

    expect((await remove()).sort()).toEqual([one.id, two.id].sort());
    expect(await remove()).toEqual([]);
    expect(
      await database().unitOfWork((unit) => secrets.destroyPersonal(unit, organizationId, organizationId)),
    ).toEqual([]);
    expect(await Promise.all(kept.map(read))).toEqual(kept);
  });

  it("counts a team's secrets", async () => {
    const other = await organizationWith(database(), 1);
    await insert(
      secretOf(organizationId, 'A', { access: 'TEAM', teamId }),
      secretOf(organizationId, 'B', { access: 'TEAM', teamId }),
      secretOf(organizationId, 'C'),
    );
    const count = (of: string, team: string) => secrets.countOfTeam(database().reader, of, team);

    expect(await count(organizationId, teamId)).toBe(2);
    expect(await count(organizationId, other.teamIds[0] ?? '')).toBe(0);
    expect(await count(other.id, teamId)).toBe(0);
  });
});
