import { describeOnEachDatabase } from '../../support/databases';
import { startTestGateway, type TestCaller, type TestGateway } from '../../support/gateway';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
const PAGE = `query ($first: Int, $last: Int, $after: String, $before: String, $filter: SecretFilter, $orderBy: SecretOrder) {
  organization(slug: "default") {
    secrets(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes { id }
      edges { cursor node { id name createdAt updatedAt } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;
const NAMES = ['alpha', 'Beta', 'émile', 'ключ', '鍵', 'Zulu', 'a b', 'A_B', '😀', '50%'];
const SIZE = 13;

interface Edge {
  readonly cursor: string;
  readonly node: {
    readonly id: string;
    readonly name: string;
    readonly createdAt: string;
    readonly updatedAt: string;
  };
}

describeOnEachDatabase('the connection of 60 secrets of all kinds', (tested) => {
  let gateway: TestGateway;
  let member: TestCaller;
  let teamId: string;
  const visible: string[] = [];

  const page = async (variables: object) => {
    const { secrets } = (await gateway.data(PAGE, { ...variables }, member.token)).organization;
    const edges: Edge[] = secrets.edges;
    expect(secrets.nodes).toEqual(edges.map(({ node: { id } }) => ({ id })));
    expect(secrets.pageInfo).toMatchObject({
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    });
    return { edges, totalCount: secrets.totalCount as number, ...secrets.pageInfo } as {
      edges: Edge[];
      totalCount: number;
      hasNextPage: boolean;
      hasPreviousPage: boolean;
      startCursor: string | null;
      endCursor: string | null;
    };
  };
  const forward = async (variables: object): Promise<Edge[]> => {
    const all: Edge[] = [];
    for (let after: string | null = null; ; ) {
      const read = await page({ ...variables, first: SIZE, after });
      all.push(...read.edges);
      expect(read.hasPreviousPage).toBe(after !== null);
      if (!read.hasNextPage) return all;
      after = read.endCursor;
    }
  };
  const backward = async (variables: object): Promise<Edge[]> => {
    const all: Edge[] = [];
    for (let before: string | null = null; ; ) {
      const read = await page({ ...variables, last: SIZE, before });
      all.unshift(...read.edges);
      expect(read.hasNextPage).toBe(before !== null);
      if (!read.hasPreviousPage) return all;
      before = read.startCursor;
    }
  };

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    member = await gateway.makeCaller('MEMBER');
    const newTeam = async (name: string): Promise<string> =>
      (
        await gateway.data(
          'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
          {
            input: { organizationId: gateway.organizationId, name },
          },
        )
      ).createTeam.team.id;
    teamId = await newTeam('own');
    const otherTeamId = await newTeam('other');
    await gateway.data(
      'mutation ($input: TeamMemberInput!) { addTeamMember(input: $input) { membership { id } } }',
      { input: { id: teamId, membershipId: member.membershipId } },
    );
    const create = async (input: object, token?: string): Promise<string> => {
      const given = { organizationId: gateway.organizationId, value: 'dmFsdWU=', ...input };
      return (await gateway.data(CREATE, { input: given }, token)).createSecret.secret.id;
    };
    for (let index = 0; index < 20; index += 1) {
      const name = `${NAMES[index % NAMES.length]} ${index}`;
      const more = {
        isFile: index % 3 === 0,
        visibility: (['ALL', 'PRIVATE', 'SELECTED'] as const)[index % 3],
        ...(index % 4 === 0 && { note: 'noted', expiresAt: '2099-01-01T00:00:00Z' }),
      };
      visible.push(await create({ name, ...more }));
      visible.push(await create({ name, access: 'TEAM', teamId, ...more }));
      visible.push(await create({ name, access: 'PERSONAL', ...more }, member.token));
      // Between them are as many that the caller must not see.
      await create({ name, access: 'TEAM', teamId: otherTeamId, ...more });
      await create({ name, access: 'PERSONAL', ...more });
    }
    const touched = 'mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) { secret { id } } }';
    for (const id of visible.slice(20, 30)) {
      await gateway
        .data(touched, { input: { id, note: 'noted later' } }, member.token)
        .catch(() => undefined);
    }
  });
  afterAll(() => gateway.close());

  const filters: Record<string, () => [object | undefined, number]> = {
    'no filter': () => [undefined, 60],
    'access ORGANIZATION': () => [{ access: ['ORGANIZATION'] }, 20],
    'access TEAM or PERSONAL': () => [{ access: ['TEAM', 'PERSONAL'] }, 40],
    'a team': () => [{ teamId }, 20],
    'a beginning of the name': () => [{ namePrefix: 'A' }, 18],
    'a text of the note': () => [{ text: 'NOTED' }, 0],
    'a visibility': () => [{ visibility: ['PRIVATE', 'SELECTED'] }, 39],
    'an expiry': () => [{ expiringBefore: '2100-01-01T00:00:00Z' }, 15],
    'a type': () => [{ types: ['KEY_VALUE'] }, 60],
    'nothing that there is': () => [{ types: ['TOTP'] }, 0],
  };
  const orders = ['NAME', 'CREATED', 'UPDATED'].flatMap((field) =>
    ['ASC', 'DESC'].map((direction) => ({ field, direction })),
  );

  it.each(Object.keys(filters))('gives each secret once, both ways, in every order: %s', async (name) => {
    const [filter, count] = filters[name]!();
    for (const orderBy of orders) {
      const variables = { filter, orderBy };
      const there = await forward(variables);
      expect(await backward(variables)).toEqual(there);
      const whole = await page({ ...variables, first: 200 });
      expect(there).toEqual(whole.edges);
      expect([whole.hasNextPage, whole.hasPreviousPage, whole.totalCount]).toEqual([
        false,
        false,
        there.length,
      ]);
      const ids = there.map(({ node }) => node.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(visible).toEqual(expect.arrayContaining(ids));
      if (name !== 'a text of the note') expect(ids).toHaveLength(count);
      else expect(ids.length).toBeGreaterThan(10);
      const keys = there.map(({ node }) => (orderBy.field === 'CREATED' ? node.createdAt : node.updatedAt));
      if (orderBy.field !== 'NAME') {
        const sorted = [...keys].sort();
        expect(keys).toEqual(orderBy.direction === 'ASC' ? sorted : sorted.reverse());
      }
    }
  });

  it('is in the order of the names, whatever their case, when none is asked for', async () => {
    const names = (await forward({})).map(({ node }) => node.name.toLowerCase());
    const sorted = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(names).toEqual(sorted);
    const descending = await forward({ orderBy: { field: 'NAME', direction: 'DESC' } });
    expect(descending.map(({ node }) => node.name.toLowerCase())).toEqual(sorted.reverse());
  });

  it('stands still between its pages: what is deleted is missing, and nothing else', async () => {
    const first = await page({ first: SIZE });
    const last = first.edges.at(-1)!;
    await gateway.data(
      'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }',
      { input: { id: last.node.id } },
      (await isOwn(last.node.id)) ? member.token : undefined,
    );
    const second = await page({ first: SIZE, after: last.cursor });
    const whole = await page({ first: 200 });
    expect(whole.edges).toHaveLength(59);
    expect(second.edges).toEqual(whole.edges.slice(SIZE - 1, 2 * SIZE - 1));
    expect((await page({ last: SIZE - 1, before: second.edges[0]!.cursor })).edges).toEqual(
      first.edges.slice(0, -1),
    );
  });

  async function isOwn(id: string): Promise<boolean> {
    const { secret } = await gateway.data(
      'query ($id: ID!) { secret(id: $id) { access } }',
      { id },
      member.token,
    );
    return secret.access === 'PERSONAL';
  }
});
