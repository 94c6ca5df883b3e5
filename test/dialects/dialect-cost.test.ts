import { callsOf } from '../support/work';
import { type DialectWorld, startDialects } from './dialect.fixture';
import { dialectCases } from './dialect-cases';
import { githubCase } from './github.case';

const SECRETS = 100;
/** How many times the function calls of the same work through GraphQL a request to a dialect may make. */
const MAX_RATIO = 1;

describe('the work of a request to a dialect', () => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects();
    const mutation =
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
    const { organizationId } = world;
    for (let index = 0; index < SECRETS; index++) {
      for (const access of ['ORGANIZATION', 'PERSONAL']) {
        await world.gateway.data(mutation, {
          input: { organizationId, name: `S_${index}`, access, value: 'v' },
        });
      }
    }
  });
  afterAll(() => world.close());

  const cases = dialectCases(() => world);

  /** Function calls of each; the first run, which fills caches, does not count. */
  async function workOf(calls: readonly (() => Promise<unknown>)[]): Promise<number[]> {
    const counts: number[] = [];
    for (const call of calls) {
      await call();
      counts.push(await callsOf(call));
    }
    return counts;
  }

  it.each(cases.map((each) => [each.name, each] as const))(
    'is no more than that of GraphQL for a list of 100: %s',
    async (name, dialect) => {
      const filter = `{ access: [${dialect.access === 'PERSONAL' ? 'PERSONAL' : 'ORGANIZATION'}] }`;
      const query = `query ($id: ID!) { organization(id: $id) { secrets(first: ${SECRETS}, filter: ${filter}) {
        totalCount pageInfo { endCursor hasNextPage } nodes { ${dialect.listedFields} } } } }`;
      const list = dialect.list(world, name === 'github' ? '?per_page=100' : '');
      expect(dialect.read((await world.ask(list)).body).names).toHaveLength(SECRETS);
      const [rest, graphql] = await workOf([
        () => world.ask(list),
        () => world.gateway.data(query, { id: world.organizationId }),
      ]);
      expect(rest! / graphql!).toBeLessThan(MAX_RATIO);
    },
  );

  it.each(cases.map((each) => [each.name, each] as const))(
    'is no more than that of GraphQL for a creation and a deletion: %s',
    async (_, dialect) => {
      const { organizationId } = world;
      const create =
        'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id name } } }';
      const remove = 'mutation ($id: ID!) { deleteSecret(input: { id: $id }) { deletedSecretId } }';
      const name = 'COSTS';
      const sealed = await world.seal('a value');
      const value =
        dialect.name === 'github'
          ? { sealedValue: { keyId: sealed.key_id, encryptedValue: sealed.encrypted_value } }
          : { value: 'a value' };
      const request = await dialect.create(world, name, 'a value');
      // One secret less than GitHub keeps.
      const spare = (await world.ask(githubCase(() => world).remove(world, 'S_99'))).status;
      expect([204, 404]).toContain(spare);
      const [rest, graphql] = await workOf([
        async () => {
          const reply = await world.ask(request);
          expect(reply.status).toBe(dialect.created);
          await world.ask(dialect.remove(world, dialect.refOf(reply, name)));
        },
        async () => {
          const input = { organizationId, name, access: dialect.access, ...value };
          const { createSecret } = await world.gateway.data(create, { input });
          await world.gateway.data(remove, { id: createSecret.secret.id });
        },
      ]);
      expect(rest! / graphql!).toBeLessThan(MAX_RATIO);
    },
  );
});
