import type { PageRequest } from '../../../src/core/page';
import { isWithinReach, type Reach } from '../../../src/core/reach';
import { ownerKey, type Secret } from '../../../src/core/secret';
import { rowsOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { type SecretScope, withinScopes } from '../../../src/storage/stores/secret-scope';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

const ALL: PageRequest = { size: 100, backward: false, after: undefined, before: undefined };
const BY_NAME = { by: 'NAME', descending: false } as const;
const names = (rows: readonly Secret[]) => rows.map(({ name }) => name).sort();

describeOnEachDatabase('the scope of secrets', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let rows: Secret[];
  let a: { id: string; teamIds: string[] };
  let b: { id: string; teamIds: string[] };

  beforeAll(async () => {
    secrets = new SecretStore();
    a = await organizationWith(database(), 2);
    b = await organizationWith(database(), 1);
    rows = [a, b].flatMap(({ id, teamIds }) => [
      secretOf(id, 'ORG_KEY'),
      ...teamIds.map((teamId, at) => secretOf(id, `TEAM_${at}_KEY`, { access: 'TEAM', teamId })),
      ...['user-1', 'user-2'].map((ownerId) =>
        secretOf(id, `${ownerId}_KEY`, { access: 'PERSONAL', ownerId }),
      ),
    ]);
    await store(database(), secrets, rows);
  });

  /** Every way of reading must show the same rows: those that core's rule lets through. */
  async function seenThrough(scopes: readonly SecretScope[]): Promise<Record<string, string[]>> {
    const { reader } = database();
    const ids = rows.map(({ id }) => id);
    const pages = await secrets.page(reader, scopes, {}, BY_NAME, ALL);
    const counts = await secrets.count(reader, scopes, {});
    const ofScope = <Row>(read: (scope: SecretScope) => Promise<Row[]>) => Promise.all(scopes.map(read));
    const locked = await database().unitOfWork(async (unit) => {
      const found: (Secret | undefined)[] = [];
      for (const scope of scopes) for (const id of ids) found.push(await secrets.lock(unit, scope, id));
      return found;
    });
    const byName = await ofScope((scope) =>
      Promise.all(
        rows
          .filter((row) => row.organizationId === scope.organizationId)
          .map((row) => secrets.findByName(reader, scope, ownerKey(row), row.name.toLowerCase())),
      ),
    );
    const offset = await ofScope((scope) => secrets.offsetPage(reader, scope, {}, BY_NAME, 0, 100));
    const seen = (list: readonly (Secret | undefined)[]) => list.flatMap((row) => row?.id ?? []).sort();
    return {
      find: seen(await secrets.find(reader, scopes, ids)),
      page: seen([...pages.values()].flatMap((page) => page.rows)),
      lock: seen(locked),
      findByName: seen(byName.flat()),
      offsetPage: seen(offset.flat()),
      count: [...counts.values()].map(String),
    };
  }

  const REACHES: readonly (readonly [string, (teams: readonly string[]) => Reach])[] = [
    ['nobody in particular', () => ({ principalId: 'user-9', teamIds: [], everyTeam: false })],
    ['an owner', () => ({ principalId: 'user-1', teamIds: [], everyTeam: false })],
    ['a team member', ([team]) => ({ principalId: 'user-9', teamIds: [team ?? ''], everyTeam: false })],
    ['a member of two teams', (teams) => ({ principalId: 'user-2', teamIds: teams, everyTeam: false })],
    ['a manager', () => ({ principalId: 'user-9', teamIds: [], everyTeam: true })],
    ['a manager with own secrets', () => ({ principalId: 'user-2', teamIds: [], everyTeam: true })],
  ];

  it.each(REACHES)(
    'shows %s the same rows by find, page, lock, name, offset and count',
    async (_who, reachOf) => {
      const scope = { organizationId: a.id, reach: reachOf(a.teamIds) };
      const expected = rows
        .filter((row) => row.organizationId === a.id && isWithinReach(scope.reach, row))
        .map(({ id }) => id)
        .sort();

      expect(await seenThrough([scope])).toEqual({
        find: expected,
        page: expected,
        lock: expected,
        findByName: expected,
        offsetPage: expected,
        count: [String(expected.length)],
      });
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(rows.filter((row) => row.organizationId === a.id).length);
    },
  );

  it('keeps the reach of one organization out of another', async () => {
    const { reader } = database();
    const everything: Reach = {
      principalId: 'user-1',
      teamIds: [...a.teamIds, ...b.teamIds],
      everyTeam: true,
    };
    const little: Reach = { principalId: 'user-9', teamIds: [], everyTeam: false };
    const scopes = [
      { organizationId: a.id, reach: everything },
      { organizationId: b.id, reach: little },
    ];
    const pages = await secrets.page(reader, scopes, {}, BY_NAME, ALL);

    expect(names(pages.get(a.id)?.rows ?? [])).toEqual(['ORG_KEY', 'TEAM_0_KEY', 'TEAM_1_KEY', 'user-1_KEY']);
    expect(names(pages.get(b.id)?.rows ?? [])).toEqual(['ORG_KEY']);
    expect(await secrets.count(reader, scopes, {})).toEqual(
      new Map([
        [a.id, 4],
        [b.id, 1],
      ]),
    );
    expect(
      names(
        await secrets.find(
          reader,
          scopes,
          rows.map(({ id }) => id),
        ),
      ),
    ).toHaveLength(5);
  });

  it('shows nothing without a scope', async () => {
    const { reader } = database();
    const ids = rows.map(({ id }) => id);
    expect(await secrets.find(reader, [], ids)).toEqual([]);
    expect((await secrets.page(reader, [], {}, BY_NAME, ALL)).size).toBe(0);
    expect((await secrets.count(reader, [], {})).size).toBe(0);
    const found = await rowsOf(reader, sql`SELECT id FROM secret WHERE ${withinScopes([])}`);
    expect(found).toEqual([]);
    const reach = { principalId: 'user-9', teamIds: [], everyTeam: true };
    const scoped = sql`SELECT id FROM secret WHERE ${withinScopes([{ organizationId: a.id, reach }])}`;
    expect((await rowsOf(reader, scoped)).length).toBeGreaterThan(0);
  });

  it("does not show another organization's secret to who names its id, team or owner", async () => {
    const { reader } = database();
    const reach = { principalId: 'user-1', teamIds: b.teamIds, everyTeam: true };
    const foreign = rows.filter((row) => row.organizationId === b.id);
    const ids = foreign.map(({ id }) => id);

    expect(await secrets.find(reader, [{ organizationId: a.id, reach }], ids)).toEqual([]);
    expect(await secrets.find(reader, [{ organizationId: b.id, reach }], ids)).toHaveLength(
      foreign.length - 1,
    );
  });

  it('shows nothing without a scope', async () => {
    const { reader } = database();

    expect(
      await secrets.find(
        reader,
        [],
        rows.map(({ id }) => id),
      ),
    ).toEqual([]);
    expect(await secrets.page(reader, [], {}, BY_NAME, ALL)).toEqual(new Map());
    expect(await secrets.count(reader, [], {})).toEqual(new Map());
  });

  it('takes ids and names that are SQL as the texts they are', async () => {
    const { reader } = database();
    const scope = {
      organizationId: a.id,
      reach: { principalId: "x' OR '1'='1", teamIds: ["') OR 1=1--"], everyTeam: false },
    };

    expect(await secrets.find(reader, [scope], ["' OR 1=1--"])).toEqual([]);
    expect((await secrets.offsetPage(reader, scope, {}, BY_NAME, 0, 100)).map(({ name }) => name)).toEqual([
      'ORG_KEY',
    ]);
    expect(
      await secrets.offsetPage(reader, { ...scope, organizationId: "' OR '1'='1" }, {}, BY_NAME, 0, 100),
    ).toEqual([]);
  });

  it('may be that of two thousand organizations at once', async () => {
    const { reader } = database();
    const reach = { principalId: 'user-9', teamIds: [], everyTeam: false };
    const scopes = Array.from({ length: 2000 }, (_, at) => ({ organizationId: `org-${at}`, reach }));
    const [first] = rows;

    expect(
      await secrets.find(reader, [...scopes, { organizationId: a.id, reach }], [first?.id ?? '']),
    ).toEqual([first]);
    expect(await secrets.find(reader, scopes, [first?.id ?? ''])).toEqual([]);
  });
});
