import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, extendSchema, parse } from 'graphql';
import { effectivePermissions, GRANTABLE_PERMISSIONS, type Permission } from '../../../src/core/permission';
import { DIALECTS } from '../../../src/gateway-dialects';
import { buildGatewaySchema } from '../../../src/graphql/server/gateway-schema';
import { startTestGateway, type TestGateway } from '../../support/gateway';
import { type MatrixRow, matrixRows } from './guard-doors';
import { cellsOfRows, matrixText, outcomeOf } from './guard-matrix';
import { type GuardWorld, makeGuardWorld } from './guard-world';

const FILE = join(__dirname, 'guard-matrix.md');
/** What even an owner is not answered, and why. */
const NOT_FOR_OWNERS: Readonly<Record<string, string>> = {
  'Secret.lastUsedAt': 'no workload has got the secret',
  'Organization.keepDays': 'it keeps every version',
  'Organization.keepVersions': 'it keeps every version',
  'SecretVersion.lastUsedAt': 'nobody used it',
  'SecretVersion.restoredFrom': 'nobody rolled it back',
  'DialectRepresentation.reason': 'the dialect shows the secret',
  'Secret.owner': 'it is the personal secret of another',
  'Mutation.deleteSecret/PERSONAL of another': 'it is the personal secret of another',
  'Mutation.destroySecret/PERSONAL of another': 'it is the personal secret of another',
  'Mutation.restoreSecret/PERSONAL of another': 'it is the personal secret of another',
  'DeletedSecret.team': 'the secret that was deleted last belongs to no team',
  'Mutation.updateSecret/PERSONAL of another': 'it is the personal secret of another',
  'Mutation.rollbackSecret/PERSONAL of another': 'it is the personal secret of another',
  'Mutation.rotateConsumerKey/PERSONAL of another': 'it is the personal consumer of another',
  'Mutation.updateConsumer/PERSONAL of another': 'it is the personal consumer of another',
  'Mutation.createOrganization': 'CREATE_ORGANIZATION belongs to the instance',
  'CreateOrganizationPayload.organization': 'CREATE_ORGANIZATION belongs to the instance',
  'Mutation.deleteOrganization': 'the slug does not confirm it',
  'DeleteOrganizationPayload.deletedOrganizationId': 'the slug does not confirm it',
};

/** Fields with a permission of their own, and the one that their object needs besides. */
const OBJECT_NEEDS: Readonly<Record<string, Permission>> = { 'SecretVersion.address': 'VIEW_SECRETS' };

describe('the matrix of fields and callers', () => {
  let gateway: TestGateway;
  let world: GuardWorld;
  let rows: { row: MatrixRow; cells: string[] }[];
  const cellOf = (name: string, head: string) => {
    const found = rows.find(({ row }) => row.name === name);
    return found?.cells[world.callers.findIndex((caller) => caller.head === head)];
  };

  beforeAll(async () => {
    gateway = await startTestGateway();
    world = await makeGuardWorld(gateway);
    let made = 0;
    const asked = matrixRows(buildGatewaySchema(DIALECTS), new Set(Object.keys(world.subjects)));
    const cells = await cellsOfRows(asked, world, () => `fresh-${++made}`);
    rows = asked.map((row, index) => ({ row, cells: cells[index]! }));
  });
  afterAll(() => gateway.close());

  it('is what was committed', () => {
    const now = matrixText(world, rows);
    if (process.env.UPDATE_GUARD_MATRIX === '1') writeFileSync(FILE, now);
    expect(now.split('\n')).toEqual(readFileSync(FILE, 'utf8').split('\n'));
  });

  it.each(['anon', 'revoked', 'expired'])('answers nothing to the caller "%s"', (head) => {
    const answered = rows.filter(({ row }) => cellOf(row.name, head) !== 'unauth');
    expect(answered.map(({ row }) => row.name)).toEqual([]);
  });

  it('answers nothing of this organization to the owner of another', () => {
    const answered = rows.filter(({ row }) => cellOf(row.name, 'other') === 'ok').map(({ row }) => row.name);
    const own = /^(?:Viewer\.|Organization(?:Connection|Edge)\.|Query\.(?:viewer|organizations)$)/;
    expect(answered.filter((name) => !own.test(name))).toEqual([]);
    expect(answered).toContain('Viewer.id');
  });

  it('answers everything to an owner, apart from known exceptions, so that no refusal is a broken recipe', () => {
    const refused = rows.filter(({ row }) => cellOf(row.name, 'OWNER') !== 'ok').map(({ row }) => row.name);
    expect(refused.sort()).toEqual(Object.keys(NOT_FOR_OWNERS).sort());
    const never = refused.filter((name) => cellOf(name, 'first') !== 'ok');
    expect(never).toEqual([
      'DeleteOrganizationPayload.deletedOrganizationId',
      'DeletedSecret.team',
      'DialectRepresentation.reason',
      'Mutation.deleteOrganization',
      'Organization.keepDays',
      'Organization.keepVersions',
      'Secret.lastUsedAt',
      'SecretVersion.lastUsedAt',
      'SecretVersion.restoredFrom',
    ]);
  });

  it('admits callers with the permission that the SDL requires, and no others', () => {
    const wrong: string[] = [];
    for (const { row, cells } of rows) {
      if (!GRANTABLE_PERMISSIONS.includes(row.rule as Permission)) continue;
      for (const [index, { head, permissions }] of world.callers.entries()) {
        if (permissions === undefined) continue;
        const held = effectivePermissions(permissions);
        const ofObject = OBJECT_NEEDS[row.name];
        const may = held.has(row.rule as Permission) && (ofObject === undefined || held.has(ofObject));
        // After the guard, the owner of the secret decides which other permission is needed.
        const isStricter = row.name.includes('/');
        if (may ? cells[index] === 'forbid' && !isStricter : cells[index] === 'ok') {
          wrong.push(`${row.name} ${head}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(cellOf('Organization.secrets', 'v.sec')).toBe('ok');
    expect(cellOf('Organization.secrets', 'none')).toBe('forbid');
  });
});

describe('the recipes of the matrix', () => {
  const subjects = new Set(['Organization', 'Secret']);
  const schema = buildSchema(`
    directive @public on OBJECT | FIELD_DEFINITION
    type Query @public { organization(id: ID): Organization }
    type Organization @public { id: ID! }
    type Mutation @public { createTeam(input: In!): CreateTeamPayload }
    input In { id: ID }
    type CreateTeamPayload @public { team: Organization }
  `);

  it.each([
    ['a new mutation', 'extend type Mutation { burn(input: In!): CreateTeamPayload }', 'Mutation.burn'],
    ['a new field with arguments', 'extend type Organization { a(b: Int!): Int }', 'Organization.a'],
    ['a type that nothing leads to', 'type Alone { id: ID! }', 'Alone.id'],
  ])('ask for one when there is %s', (_, change, name) => {
    expect(() => matrixRows(schema, subjects)).not.toThrow();
    expect(() => matrixRows(extendSchema(schema, parse(change)), subjects)).toThrow(`${name}: `);
  });

  it('distinguish answers, nulls and each kind of refusal', () => {
    const answer = (body: object, status = 200) => ({ status, body, headers: {}, text: '' });
    const refused = (code: string) => answer({ data: null, errors: [{ extensions: { code } }] });
    expect(outcomeOf(answer({ data: { a: { b: [false] } } }), ['a', 'b', '0'])).toBe('ok');
    expect(outcomeOf(answer({ data: { a: null } }), ['a', 'b'])).toBe('null');
    expect(outcomeOf(refused('FORBIDDEN'), ['a'])).toBe('forbid');
    expect(outcomeOf(refused('INTERNAL_SERVER_ERROR'), ['a'])).toBe('INTERNAL_SERVER_ERROR');
    expect(outcomeOf(answer({}, 500), ['a'])).toBe('HTTP 500');
  });
});
