import { DIALECTS } from '../../src/gateway-dialects';
import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { devin } from './devin.case';
import { fieldOf } from './dialect.case';
import { type DialectWorld, type Reply, type Request, startDialects, type Where } from './dialect.fixture';
import { dialectCases } from './dialect-cases';
import { primeIntellect } from './prime-intellect.case';

type Shown = Readonly<Record<string, readonly string[]>>;

const FIELDS = DIALECTS.map((dialect) => fieldOf(dialect));

const CREATE = `mutation ($input: CreateSecretInput!) {
  createSecret(input: $input) { secret { id dialects { ${FIELDS.map((name) => `${name} { representable reason name }`).join(' ')} } } }
}`;
const TRY = `query ($id: ID!, $name: String!, $access: SecretAccess!) {
  organization(id: $id) {
    dialectsForName(name: $name, access: $access) { ${FIELDS.map((name) => `${name} { representable reason name }`).join(' ')} }
  }
}`;

describeOnEachDatabase('all APIs together', (database) => {
  let world: DialectWorld;
  let home: Where & { readonly owner: TestCaller };
  beforeAll(async () => {
    world = await startDialects(database);
    home = await world.gateway.makeOrganization();
  });
  afterAll(() => world.close());

  const cases = dialectCases(() => world);
  const nothing = Object.fromEntries(FIELDS.map((name) => [name, []]));
  const ask = (request: Request, token = home.owner.token): Promise<Reply> => world.ask(request, token);
  const data = (query: string, variables: object, token = home.owner.token) =>
    world.gateway.data(query, variables as Record<string, unknown>, token);
  /** The names that each dialect lists. */
  const shown = async (token = home.owner.token): Promise<Shown> => {
    const lists = cases.map(async ({ name, list, read }) => [
      name,
      read((await ask(list(home), token)).body).names,
    ]);
    return Object.fromEntries(await Promise.all(lists));
  };

  it('show what was written through one of them at once, and nothing of what was deleted', async () => {
    const query = 'query ($id: ID!) { organization(id: $id) { secrets { totalCount nodes { name } } } }';
    for (const writer of cases) {
      const created = await ask(await writer.create(home, 'SHARED', 'a value'));
      expect(created.status).toBe(writer.created);
      const { organization } = await data(query, { id: home.organizationId });
      expect(organization.secrets).toEqual({ totalCount: 1, nodes: [{ name: 'SHARED' }] });
      const readers = await shown();
      for (const [index, { name }] of cases.entries()) {
        const isShown = DIALECTS[index]!.rule.access.includes(writer.access);
        expect([writer.name, name, readers[name]]).toEqual([writer.name, name, isShown ? ['SHARED'] : []]);
      }
      // Another dialect that shows it deletes it.
      const remover = cases.find(({ name }) => name !== writer.name && readers[name]!.length > 0)!;
      const ref =
        remover.refersBy === 'ID' ? (await ask(devin.list(home))).body.items[0].secret_id : 'SHARED';
      expect((await ask(remover.remove(home, ref))).status).toBe(remover.deleted);
      expect(await shown()).toEqual(nothing);
    }
  });

  it.each([
    ['ordinary', 'ORGANIZATION'],
    ['ORDINARY_2', 'ORGANIZATION'],
    ['with spaces and – more', 'ORGANIZATION'],
    ['GITHUB_RESERVED', 'ORGANIZATION'],
    ['n'.repeat(101), 'ORGANIZATION'],
    ['MY_OWN', 'PERSONAL'],
    ['my own', 'PERSONAL'],
  ])('list a secret exactly where GraphQL says so: %s, %s', async (name, access) => {
    const { organizationId } = home;
    const { organization } = await data(TRY, { id: organizationId, name, access });
    const input = { organizationId, name, access, value: 'a value' };
    const { secret } = (await data(CREATE, { input })).createSecret;
    // The dry run said the same.
    expect(organization.dialectsForName).toEqual(secret.dialects);
    const lists = await shown();
    for (const dialect of FIELDS) {
      const { representable, reason, name: shownAs } = secret.dialects[dialect];
      expect([dialect, lists[dialect]]).toEqual([dialect, representable ? [shownAs] : []]);
      expect([dialect, reason]).toEqual([dialect, representable ? null : expect.any(String)]);
      // What a dialect does not show it does not delete either.
      const { remove, refersBy } = cases.find((each) => each.name === dialect)!;
      const ref = refersBy === 'ID' ? secret.id : encodeURIComponent(name);
      if (!representable) expect([dialect, (await ask(remove(home, ref))).status]).toEqual([dialect, 404]);
    }
    await data('mutation ($id: ID!) { deleteSecret(input: { id: $id }) { deletedSecretId } }', {
      id: secret.id,
    });
  });

  it('show a personal secret to its owner alone, and it goes with its owner', async () => {
    const { organizationId } = home;
    const member = await world.gateway.makeCaller('MEMBER', { organizationId });
    const created = await ask(await primeIntellect.create(home, 'PERSONAL_KEY', 'a value'), member.token);
    const { id } = created.body.data;
    expect((await ask(primeIntellect.get!(home, id), member.token)).status).toBe(200);
    expect(await shown()).toEqual(nothing);
    expect((await ask(primeIntellect.get!(home, id))).status).toBe(404);
    expect((await ask(primeIntellect.remove(home, id))).status).toBe(404);
    expect((await ask(devin.remove(home, id))).status).toBe(404);
    const search =
      'query ($id: ID!, $secret: ID!) { secret(id: $secret) { id } organization(id: $id) { secrets { totalCount } } }';
    expect(await data(search, { id: organizationId, secret: id })).toEqual({
      secret: null,
      organization: { secrets: { totalCount: 0 } },
    });
    await data('mutation ($id: ID!) { deleteMembership(input: { id: $id }) { deletedMembershipId } }', {
      id: member.membershipId,
    });
    expect((await ask(primeIntellect.get!(home, id), member.token)).status).toBe(404);
    const { nodes } = (
      await data(
        'query ($id: ID!) { organization(id: $id) { auditEvents(first: 5) { nodes { action subjectId } } } }',
        { id: organizationId },
      )
    ).organization.auditEvents;
    expect(nodes).toContainEqual({ action: 'SECRET_DESTROY', subjectId: id });
  });
});
