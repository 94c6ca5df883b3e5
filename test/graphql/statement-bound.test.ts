import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { statementsDuring } from './statements';

const ORGANIZATIONS = 20;
const SECRETS = 10;
const BOUND = 8;
const PAGE = `query ($first: Int!) {
  organizations(first: $first) {
    nodes {
      slug
      secrets(first: ${SECRETS}) {
        nodes { name createdBy { name } team { name } versions { totalCount } }
      }
    }
  }
}`;

describeOnEachDatabase('a page of organizations with their secrets', (tested) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    for (let index = 1; index < ORGANIZATIONS; index += 1) await fill(index);
    await gateway.gateway.services.authentication.settle();
  });
  afterAll(() => gateway.close());

  async function fill(index: number): Promise<void> {
    const { organization } = (
      await gateway.data(
        'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }',
        { input: { slug: `org-${index}`, name: `Organization ${index}` } },
      )
    ).createOrganization;
    const organizationId = organization.id;
    const { team } = (
      await gateway.data(
        'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
        {
          input: { organizationId, name: `Team ${index}` },
        },
      )
    ).createTeam;
    const numbers = Array.from({ length: SECRETS }, (_, number) => number);
    const inputs = numbers.map((number) => [
      `i${number}`,
      {
        organizationId,
        name: `SECRET_${number}`,
        value: 'v',
        ...(number % 2 === 0 && { access: 'TEAM', teamId: team.id }),
      },
    ]);
    const create = numbers.map((number) => `s${number}: createSecret(input: $i${number}) { secret { id } }`);
    const declared = numbers.map((number) => `$i${number}: CreateSecretInput!`);
    // Another principal than the caller, whose own name needs no statement.
    const creator = await gateway.makeCaller('OWNER', { organizationId });
    const mutation = `mutation (${declared}) { ${create.join(' ')} }`;
    await gateway.data(mutation, Object.fromEntries(inputs), creator.token);
  }

  it(`takes at most ${BOUND} statements, however many organizations there are`, async () => {
    const ask = (first: number) => statementsDuring(() => gateway.data(PAGE, { first }));
    const { result, statements } = await ask(ORGANIZATIONS);
    const filled = result.organizations.nodes.filter(({ slug }: { slug: string }) => slug !== 'default');
    expect(filled).toHaveLength(ORGANIZATIONS - 1);
    for (const { slug, secrets } of filled) {
      expect(secrets.nodes).toHaveLength(SECRETS);
      const [even, odd] = secrets.nodes;
      const team = { name: `Team ${slug.split('-')[1]}` };
      expect(even).toEqual({
        name: 'SECRET_0',
        createdBy: { name: expect.stringMatching(/^service-/) },
        team,
        versions: { totalCount: 1 },
      });
      expect(odd).toMatchObject({ name: 'SECRET_1', team: null });
    }
    expect(statements.length).toBeGreaterThan(3);
    expect(statements.length).toBeLessThanOrEqual(BOUND);
    expect((await ask(2)).statements).toHaveLength(statements.length);
  });

  it('is counted correctly: two different pages take more statements than one', async () => {
    const other = 'b: organizations(first: 2) { nodes { secrets(first: 3) { nodes { name } } } }';
    const { statements } = await statementsDuring(() =>
      gateway.data(PAGE.replace('organizations(first', `${other} organizations(first`), { first: 3 }),
    );
    const one = await statementsDuring(() => gateway.data(PAGE, { first: 3 }));
    expect(statements.length).toBeGreaterThan(one.statements.length);
  });
});
