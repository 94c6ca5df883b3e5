import { startTestGateway, type TestGateway } from '../support/gateway';

describe('a mutation', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  it('sees what the ones before it in the same document have changed', async () => {
    const at = { organizationId: gateway.organizationId };
    const { createTeam } = await gateway.data(
      'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }',
      { input: { ...at, name: 'Before' } },
    );
    const teamId: string = createTeam.team.id;
    const { createSecret } = await gateway.data(
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
      { input: { ...at, name: 'OF_TEAM', value: 'v', access: 'TEAM', teamId } },
    );
    const { id } = createSecret.secret;
    const answer = await gateway.data(
      `mutation ($one: UpdateSecretInput!, $team: UpdateTeamInput!, $two: UpdateSecretInput!) {
        one: updateSecret(input: $one) { secret { team { name } } }
        updateTeam(input: $team) { team { name } }
        two: updateSecret(input: $two) { secret { team { name } } }
      }`,
      { one: { id, note: 'one' }, team: { id: teamId, name: 'After' }, two: { id, note: 'two' } },
    );
    expect(answer.one.secret.team.name).toBe('Before');
    expect(answer.two.secret.team.name).toBe('After');
  });
});
