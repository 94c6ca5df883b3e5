import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { type DialectWorld, type Request, startDialects, type Where } from './dialect.fixture';

describeOnEachDatabase('what typed clients send', (database) => {
  let world: DialectWorld;
  let home: Where & { readonly owner: TestCaller };
  let teamId: string;
  let numbers: number[];
  beforeAll(async () => {
    world = await startDialects(database);
    home = await world.gateway.makeOrganization();
    const { organizationId } = home;
    const data = (query: string, input: object) => world.gateway.data(query, { input }, home.owner.token);
    teamId = (
      await data('mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id } } }', {
        organizationId,
        name: 'Platform',
      })
    ).createTeam.team.id;
    numbers = [];
    for (const name of ['a', 'b']) {
      const create =
        'mutation ($input: CreateRepositoryInput!) { createRepository(input: $input) { repository { databaseId } } }';
      const made = await data(create, { organizationId, name, isPrivate: true });
      numbers.push(made.createRepository.repository.databaseId);
    }
  });
  afterAll(() => world.close());

  const ask = (method: Request['method'], url: string, body?: unknown) =>
    world.ask({ method, url, ...(body !== undefined && { body }) }, home.owner.token);
  const stored = async (name: string) => {
    const query =
      'query ($id: ID!, $name: String!) { organization(id: $id) { secret(name: $name) { version visibility updatedAt updatedBy { id } selectedRepositories { nodes { databaseId } } } } }';
    const { secret } = (await world.gateway.data(query, { id: home.organizationId, name }, home.owner.token))
      .organization;
    const { selectedRepositories, ...rest } = secret;
    return {
      ...rest,
      selected: selectedRepositories?.nodes.map((each: { databaseId: number }) => each.databaseId),
    };
  };
  const github = (name: string) => `/orgs/${home.slug}/codespaces/secrets/${name}`;
  const inLines = (text: string, end: string) => `${text.replaceAll(/.{1,60}/g, `$&${end}`)}`;

  describe('to GitHub', () => {
    it('an empty list beside a visibility that selects nothing', async () => {
      for (const [index, visibility] of ['all', 'private'].entries()) {
        const body = { visibility, ...(await world.seal('a value')), selected_repository_ids: [] };
        expect((await ask('PUT', github(`EMPTY_${index}`), body)).status).toBe(201);
        expect(
          (await ask('PUT', github(`EMPTY_${index}`), { ...body, selected_repository_ids: null })).status,
        ).toBe(204);
        const refused = await ask('PUT', github(`EMPTY_${index}`), {
          ...body,
          selected_repository_ids: numbers,
        });
        expect([refused.status, refused.body.errors[0].field]).toEqual([422, 'selected_repository_ids']);
      }
    });

    it('null for an empty list', async () => {
      const box = await world.seal('a value');
      const selected = { visibility: 'selected', ...box, selected_repository_ids: numbers };
      expect((await ask('PUT', github('NIL'), selected)).status).toBe(201);
      expect((await stored('NIL')).selected).toEqual(numbers);
      // Beside other fields, null says nothing about the list.
      expect(
        (await ask('PUT', github('NIL'), { visibility: 'selected', selected_repository_ids: null })).status,
      ).toBe(204);
      expect((await stored('NIL')).selected).toEqual(numbers);
      expect(
        (await ask('PUT', `${github('NIL')}/repositories`, { selected_repository_ids: null })).status,
      ).toBe(204);
      expect((await stored('NIL')).selected).toEqual([]);
      expect((await ask('PUT', `${github('NIL')}/repositories`, {})).status).toBe(422);
    });

    it('empty texts for a value that stays as it is', async () => {
      const name = 'UNVALUED';
      expect(
        (await ask('PUT', github(name), { visibility: 'all', ...(await world.seal('a value')) })).status,
      ).toBe(201);
      for (const empty of [
        { encrypted_value: '', key_id: '' },
        { encrypted_value: null, key_id: null },
      ]) {
        expect((await ask('PUT', github(name), { visibility: 'private', ...empty })).status).toBe(204);
        expect(await stored(name)).toMatchObject({ version: 1, visibility: 'PRIVATE' });
        const absent = await ask('PUT', github('NEW'), { visibility: 'all', ...empty });
        expect([absent.status, absent.body.errors[0].code]).toEqual([422, 'missing_field']);
      }
    });

    it.each(['\n', '\r\n'])('base64 in lines that end with %j', async (end) => {
      const { encrypted_value, key_id } = await world.seal('a value '.repeat(30));
      const body = { visibility: 'all', encrypted_value: inLines(encrypted_value, end), key_id };
      expect(body.encrypted_value.split(end).length).toBeGreaterThan(3);
      expect((await ask('PUT', github(`LINES_${end.length}`), body)).status).toBe(201);
      const spoiled = await ask('PUT', github('SPOILED'), {
        ...body,
        encrypted_value: `${encrypted_value}\n!`,
      });
      expect(spoiled.status).toBe(422);
      expect(spoiled.body.errors[0].message).toBe('Give a sealed box in base64.');
    });

    it('the state that a secret already has, which moves no time', async () => {
      const name = 'STEADY';
      const all = {
        visibility: 'selected',
        ...(await world.seal('a value')),
        selected_repository_ids: numbers,
      };
      expect((await ask('PUT', github(name), all)).status).toBe(201);
      const before = await stored(name);
      const reversed = [...numbers].reverse();
      for (const [path, body] of [
        ['', { visibility: 'selected' }],
        ['', { visibility: 'selected', encrypted_value: '', key_id: '' }],
        ['', { visibility: 'selected', selected_repository_ids: reversed }],
        ['/repositories', { selected_repository_ids: reversed }],
        [`/repositories/${numbers[0]}`, undefined],
      ] as const) {
        expect([path, (await ask('PUT', `${github(name)}${path}`, body)).status]).toEqual([path, 204]);
        expect(await stored(name)).toEqual(before);
      }
      const moved = async (path: string, body: object) => {
        const { updatedAt } = await stored(name);
        expect((await ask('PUT', `${github(name)}${path}`, body)).status).toBe(204);
        expect(Date.parse((await stored(name)).updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
      };
      await moved('/repositories', { selected_repository_ids: [numbers[0]] });
      await moved('', { visibility: 'selected', selected_repository_ids: numbers });
      await moved('', { visibility: 'all' });
      // Nobody can tell whether it is the same value.
      await moved('', { visibility: 'all', ...(await world.seal('a value')) });
    });

    it('query parameters without a value', async () => {
      const list = `/orgs/${home.slug}/codespaces/secrets`;
      expect((await ask('GET', `${list}?per_page=&page=`)).body).toEqual((await ask('GET', list)).body);
      expect((await ask('GET', `${list}?per_page=x`)).status).toBe(422);
    });
  });

  describe('to Prime Intellect', () => {
    const secrets = '/api/v1/secrets/';
    const create = async (body: object) => {
      const reply = await ask('POST', secrets, { value: 'a value', ...body });
      expect([reply.text, reply.status]).toEqual([reply.text, 200]);
      return reply.body.data;
    };

    it('empty texts and nulls for what they do not have', async () => {
      const one = await create({ name: 'NOTHING', teamId: '', description: '', isFile: null });
      expect(one).toMatchObject({
        teamId: null,
        description: null,
        isFile: false,
        userId: home.owner.principalId,
      });
      expect((await create({ name: 'TEAMS', teamId, description: 'd' })).teamId).toBe(teamId);
      const names = async (query: string) =>
        (await ask('GET', `${secrets}${query}`)).body.data.map(({ name }: { name: string }) => name);
      expect(await names('?teamId=&limit=&offset=')).toEqual(['NOTHING']);
      expect(await names(`?teamId=${teamId}`)).toEqual(['TEAMS']);
      expect((await ask('GET', `${secrets}${one.id}?teamId=`)).status).toBe(200);
      expect((await ask('PATCH', `${secrets}${one.id}?teamId=`, { description: '' })).body.data).toEqual(one);
      expect((await ask('DELETE', `${secrets}${one.id}?teamId=`)).status).toBe(200);
    });

    it.each(['\n', '\r\n'])('files in base64 with lines that end with %j', async (end) => {
      const value = inLines(Buffer.alloc(200, 7).toString('base64'), end);
      const { id } = await create({ name: `FILE_${end.length}`, isFile: true, value });
      expect((await ask('PATCH', `${secrets}${id}`, { value })).status).toBe(200);
      const { status } = await ask('PATCH', `${secrets}${id}`, { value: `${value}!` });
      expect(status).toBe(422);
    });

    it('the state that a secret already has, which moves no time', async () => {
      const made = await create({ name: 'SAME', description: 'the same' });
      const patch = async (body: object) => (await ask('PATCH', `${secrets}${made.id}`, body)).body.data;
      for (const body of [{}, { name: 'SAME' }, { description: 'the same', name: null }, { value: null }]) {
        expect(await patch(body)).toEqual(made);
      }
      let { updatedAt } = made;
      for (const body of [
        { description: 'another' },
        { name: 'OTHER' },
        { description: null },
        { value: 'a value' },
      ]) {
        const changed = await patch(body);
        expect(Date.parse(changed.updatedAt)).toBeGreaterThan(Date.parse(updatedAt));
        updatedAt = changed.updatedAt;
      }
    });
  });

  describe('to Devin', () => {
    it('empty texts and nulls for what they do not have', async () => {
      const secrets = `/v3/organizations/${home.organizationId}/secrets`;
      const body = { type: 'key-value', key: 'DEVIN', value: 'v', note: '', is_sensitive: null };
      const { status, body: secret } = await ask('POST', secrets, body);
      expect([status, secret.note, secret.is_sensitive]).toEqual([200, null, true]);
      const all = await ask('GET', secrets);
      expect((await ask('GET', `${secrets}?after=&first=`)).body).toEqual(all.body);
      const wrong = await ask('GET', `${secrets}?after=nonsense`);
      expect([wrong.status, wrong.body.detail[0].msg]).toEqual([
        422,
        'This is not the end_cursor of a page of this list.',
      ]);
    });
  });
});
