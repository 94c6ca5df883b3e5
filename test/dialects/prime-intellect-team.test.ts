import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { comparable, type DialectWorld, type Request, startDialects, type Where } from './dialect.fixture';

const LIST = '/api/v1/secrets/';
const NO_TEAM = 'team-0123456789abcdefghjkmnpqrs';

describeOnEachDatabase('Prime Intellect’s secrets of a team', (database) => {
  let world: DialectWorld;
  let home: Where & { readonly owner: TestCaller };
  let member: TestCaller;
  let outsider: TestCaller;
  let teamId: string;
  let otherTeamId: string;
  let foreignTeamId: string;
  beforeAll(async () => {
    world = await startDialects(database);
    home = await world.gateway.makeOrganization();
    const other = await world.gateway.makeOrganization();
    const newTeam = async ({ organizationId, owner }: typeof home, name: string) => {
      const mutation = 'mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }';
      return (await world.gateway.data(mutation, { input: { organizationId, name } }, owner.token)).createTeam
        .team.id;
    };
    teamId = await newTeam(home, 'builders');
    otherTeamId = await newTeam(home, 'testers');
    foreignTeamId = await newTeam(other, 'foreigners');
    member = await world.gateway.makeCaller('MEMBER', home);
    outsider = await world.gateway.makeCaller('MEMBER', home);
    const input = { id: teamId, membershipId: member.membershipId };
    const mutation =
      'mutation ($input: TeamMemberInput!) { addTeamMember(input: $input) { membership { id } } }';
    await world.gateway.data(mutation, { input }, home.owner.token);
  });
  afterAll(() => world.close());

  const ask = ({ token }: TestCaller, method: Request['method'], url: string, body?: object) =>
    world.ask({ method, url, ...(body !== undefined && { body }) }, token);
  const create = (caller: TestCaller, name: string, team: string | null = teamId) =>
    ask(caller, 'POST', LIST, { name, value: 'a value', teamId: team });

  it('are not for members of the organization who are not in the team', async () => {
    const { id } = (await create(member, 'CLOSED')).body.data;
    for (const [method, url, body] of [
      ['GET', `${LIST}?teamId=${teamId}`],
      ['POST', LIST, { name: 'MINE', value: 'v', teamId }],
      ['GET', `${LIST}${id}?teamId=${teamId}`],
      ['PATCH', `${LIST}${id}?teamId=${teamId}`, { value: 'v' }],
      ['DELETE', `${LIST}${id}?teamId=${teamId}`],
    ] as const) {
      const { status, body: answer } = await ask(outsider, method, url, body);
      expect([method, url, status, answer.errors.length]).toEqual([method, url, 403, 1]);
      expect((await ask(member, 'GET', `${LIST}${id}?teamId=${teamId}`)).status).toBe(200);
    }
    expect((await ask(outsider, 'GET', `${LIST}${id}`)).status).toBe(404);
  });

  it('are of another organization’s team as little as of one that does not exist, byte for byte', async () => {
    const { id } = (await create(member, 'FOREIGN')).body.data;
    for (const [method, url, body] of [
      ['GET', `${LIST}?teamId=TEAM`],
      ['POST', LIST, { name: 'THEIRS', value: 'v', teamId: 'TEAM' }],
      ['GET', `${LIST}${id}?teamId=TEAM`],
      ['PATCH', `${LIST}${id}?teamId=TEAM`, { value: 'v' }],
      ['DELETE', `${LIST}${id}?teamId=TEAM`],
    ] as const) {
      const of = (team: string) =>
        ask(
          member,
          method,
          url.replace('TEAM', team),
          body && JSON.parse(JSON.stringify(body).replace('TEAM', team)),
        );
      const [one, two, malformed] = [await of(foreignTeamId), await of(NO_TEAM), await of('TEAM')];
      expect([method, one.status, malformed.status]).toEqual([method, 404, 404]);
      expect(comparable(one)).toBe(comparable(two));
    }
    expect((await ask(member, 'GET', `${LIST}${id}?teamId=${teamId}`)).status).toBe(200);
  });

  it('are not another team’s, even for who manages both', async () => {
    const { id } = (await create(home.owner, 'ONE_TEAM')).body.data;
    for (const method of ['GET', 'DELETE'] as const) {
      expect((await ask(home.owner, method, `${LIST}${id}?teamId=${otherTeamId}`)).status).toBe(404);
    }
    const list = await ask(home.owner, 'GET', `${LIST}?teamId=${otherTeamId}`);
    expect(list.body).toMatchObject({ data: [], total_count: 0 });
  });

  it('are shared by the team and apart from what is personal', async () => {
    const shared = (await create(member, 'SHARED')).body.data;
    expect(shared).toMatchObject({ teamId, userId: null });
    const own = (await create(member, 'SHARED', null)).body.data;
    expect(own).toMatchObject({ teamId: null, userId: member.principalId });
    const names = async (query: string) =>
      (await ask(member, 'GET', `${LIST}${query}`)).body.data.map(({ id }: { id: string }) => id);
    expect(await names('')).toEqual([own.id]);
    expect(await names(`?teamId=${teamId}`)).toContain(shared.id);
    expect(await names(`?teamId=${teamId}`)).not.toContain(own.id);
    // A personal secret is in no team.
    expect((await ask(member, 'GET', `${LIST}${own.id}?teamId=${teamId}`)).status).toBe(404);
    expect((await create(member, 'SHARED')).status).toBe(409);
  });

  it('are found by their id alone, as the command line asks for them', async () => {
    const { id } = (await create(member, 'BY_ID')).body.data;
    expect((await ask(member, 'GET', `${LIST}${id}`)).body.data).toMatchObject({ name: 'BY_ID', teamId });
    expect((await ask(member, 'PATCH', `${LIST}${id}/`, { name: 'RENAMED' })).body.data.name).toBe('RENAMED');
    expect((await ask(member, 'DELETE', `${LIST}${id}`)).status).toBe(200);
  });

  it('are unknown to who is no longer in the team, at once', async () => {
    const { id } = (await create(member, 'LEFT')).body.data;
    const mutation = 'mutation ($input: TeamMemberInput!) { removeTeamMember(input: $input) { __typename } }';
    const input = { id: teamId, membershipId: member.membershipId };
    await world.gateway.data(mutation, { input }, home.owner.token);
    expect((await ask(member, 'GET', `${LIST}${id}`)).status).toBe(404);
    expect((await ask(member, 'GET', `${LIST}?teamId=${teamId}`)).status).toBe(403);
  });
});
