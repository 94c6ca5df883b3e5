import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { buildSchema } from 'graphql';
import { expectNoCanary, newCanary } from '../support/canary';
import { ROOT } from '../support/repository';
import { type Answer, ENTITIES } from './subgraph.fixture';
import { GATEWAY_TOKEN, OWNER, post, type RunningSupergraph, startSupergraph } from './supergraph.fixture';

const PUT = `mutation ($input: PutSecretInput!) {
  putSecret(input: $input) { secret { id name version value usedBy { totalCount } } }
}`;
const DEPLOY = `mutation ($input: CreateDeploymentInput!) {
  createDeployment(input: $input) { deployment { id organization { slug } secrets { name value } } }
}`;
const ACROSS = `query ($slug: String!) {
  organization(slug: $slug) {
    name
    secrets(first: 10) { nodes { name value usedBy { nodes { name } pageInfo { hasNextPage } totalCount } } }
    deployments {
      edges { node { name secrets { id name version updatedAt value outdatedIn { name } versions { nodes { number: version } } } } }
    }
  }
}`;

describe('the supergraph of the example', () => {
  const canary = newCanary();
  let running: RunningSupergraph;
  let organizationId: string;
  let secretId: string;
  const answers: Answer[] = [];

  const ask: RunningSupergraph['ask'] = async (...given) => {
    const answer = await running.ask(...given);
    answers.push(answer);
    return answer;
  };
  const input = (more: object) => ({ input: { organizationId, name: 'DATABASE_PASSWORD', ...more } });
  const deploy = (ids: readonly string[], token = OWNER) =>
    ask(
      DEPLOY,
      { input: { organizationId, name: 'shop', secrets: ids.map((id) => ({ id, version: 1 })) } },
      token,
    );

  const newMember = async (slug: string): Promise<string> => {
    const { organization } = (
      await ask('query ($slug: String!) { organization(slug: $slug) { id roles { nodes { id name } } } }', {
        slug,
      })
    ).data;
    const role = organization.roles.nodes.find(({ name }: { name: string }) => name === 'MEMBER');
    const { data } = await ask(
      'mutation ($input: CreateServiceUserInput!) { createServiceUser(input: $input) { tokenText } }',
      { input: { organizationId: organization.id, roleId: role.id, name: 'reader' } },
    );
    return data.createServiceUser.tokenText;
  };

  beforeAll(async () => {
    running = await startSupergraph();
    organizationId = (await ask('{ organization(slug: "default") { id } }')).data.organization.id;
    secretId = (await ask(PUT, input({ value: canary.text }))).data.putSecret.secret.id;
  });
  afterAll(() => running.stop());

  it('shows the SDL of the subgraph only to a gateway with its credential', async () => {
    const service = (headers: Record<string, string>) =>
      post(running.secretsUrl, '{ _service { sdl } }', {}, OWNER, headers);
    expect((await service({})).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const { data } = await service({ 'router-authorization': GATEWAY_TOKEN });
    expect(data._service.sdl).toBe(readFileSync(join(ROOT, 'schema', 'subgraph.graphql'), 'utf8'));
  });

  it('refuses callers that the secrets gateway refuses', async () => {
    for (const token of ['', 'not-a-token']) {
      for (const [query, variables] of [
        [ACROSS, { slug: 'default' }],
        [PUT, input({ value: canary.text })],
        [DEPLOY, { input: { organizationId, name: 'x', secrets: [] } }],
        ['query ($id: ID!) { secret(id: $id) { name usedBy { totalCount } } }', { id: secretId }],
      ] as const) {
        const { data, errors } = await ask(query, variables, token);
        expect(Object.values(data ?? {}).every((each) => each === null)).toBe(true);
        expect(errors?.map(({ extensions }) => extensions.code)).toContain('UNAUTHENTICATED');
      }
    }
  });

  it('answers one query from both subgraphs, with the mask for every value', async () => {
    const deployed = await deploy([secretId]);
    expect(deployed.data.createDeployment.deployment).toMatchObject({
      organization: { slug: 'default' },
      secrets: [{ name: 'DATABASE_PASSWORD', value: '[REDACTED]' }],
    });
    const { data, errors } = await ask(ACROSS, { slug: 'default' });
    expect(errors).toBeUndefined();
    const [secret] = data.organization.deployments.edges[0].node.secrets;
    expect(secret).toEqual({
      id: secretId,
      name: 'DATABASE_PASSWORD',
      version: 1,
      updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      value: '[REDACTED]',
      outdatedIn: [],
      versions: { nodes: [{ number: 1 }] },
    });
    expect(data.organization.secrets.nodes).toEqual([
      {
        name: 'DATABASE_PASSWORD',
        value: '[REDACTED]',
        usedBy: { nodes: [{ name: 'shop' }], pageInfo: { hasNextPage: false }, totalCount: 1 },
      },
    ]);
  });

  it('changes a secret, after which its deployments are outdated', async () => {
    const changed = await ask(PUT, input({ value: `${canary.text}2` }));
    expect(changed.data.putSecret.secret).toEqual({
      id: secretId,
      name: 'DATABASE_PASSWORD',
      version: 2,
      value: '[REDACTED]',
      usedBy: { totalCount: 1 },
    });
    const { data } = await ask('query ($id: ID!) { secret(id: $id) { version outdatedIn { name } } }', {
      id: secretId,
    });
    expect(data.secret).toEqual({ version: 2, outdatedIn: [{ name: 'shop' }] });
  });

  it('returns the violations of a mutation', async () => {
    const { data, errors } = await ask(PUT, input({ name: '', value: canary.text }));
    expect(data?.putSecret ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      violations: [{ path: 'input.name', rule: 'length' }],
    });
  });

  it.each([
    ['a field that the input has not', PUT, { nme: 'x', value: undefined }],
    ['a list for a text', PUT, { name: ['x'] }],
    ['an object for the value', PUT, { value: { text: 'x' } }],
  ])('quotes nothing of a command with %s', async (_, query, more) => {
    const { data, errors } = await ask(query, input({ note: canary.text, value: canary.text, ...more }));
    expect(data?.putSecret ?? null).toBeNull();
    expect(errors?.length).toBeGreaterThan(0);
  });

  it('would quote it if its server kept the messages of the libraries', async () => {
    const file = join(ROOT, 'examples', 'federation', 'supergraph.graphql');
    const schema = buildSchema(readFileSync(file, 'utf8'), { assumeValid: true, assumeValidSDL: true });
    const usual = new ApolloServer({ schema });
    const { body } = await usual.executeOperation({
      query: PUT,
      variables: input({ nme: 'x', value: canary.text }),
    });
    await usual.stop();
    expect(() => expectNoCanary('the answer', JSON.stringify(body))).toThrow('canary');
  });

  it('refuses a value inside the document, and quotes nothing of an invalid document', async () => {
    const document = (fields: string) => `mutation { putSecret(input: {${fields}}) { secret { id } } }`;
    for (const query of [
      document(`organizationId: "${organizationId}", name: "N", value: "${canary.text}"`),
      document(`organizationId: 1.5, name: ${canary.text}, value: "${canary.text}"`),
      `{ organization(slug: "default") { ${canary.text} } }`,
      `{ organization(slug: "${canary.text}" { id } }`,
    ]) {
      const { data, errors } = await ask(query);
      expect(data ?? null).toBeNull();
      expect(errors?.length).toBeGreaterThan(0);
    }
  });

  it('has neither node nor _entities, which only subgraphs have', async () => {
    for (const query of [
      `{ node(id: "${secretId}") { id } }`,
      `{ nodes(ids: ["${secretId}"]) { id } }`,
      '{ _service { sdl } }',
      ENTITIES,
    ]) {
      const { errors } = await ask(query, { representations: [{ __typename: 'Secret', id: secretId }] });
      expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    }
  });

  it('answers null for a secret of a deployment that the caller may not see or that does not exist', async () => {
    const created = await ask(
      'mutation { createOrganization(input: { slug: "other", name: "Other" }) { organization { id } } }',
    );
    const otherId: string = created.data.createOrganization.organization.id;
    const [member, stranger] = [await newMember('default'), await newMember('other')];
    const foreign = await ask(PUT, {
      input: { organizationId: otherId, name: 'FOREIGN', value: canary.text },
    });
    const ids = [foreign.data.putSecret.secret.id, 'secret-00000000000000000000000000', 'no id', secretId];
    const names = (secrets: readonly ({ name: string } | null)[]) => secrets.map((each) => each?.name);
    const { deployment } = (await deploy(ids)).data.createDeployment;
    expect(names(deployment.secrets)).toEqual(['FOREIGN', undefined, undefined, 'DATABASE_PASSWORD']);

    const query = 'query ($id: ID!) { deployment(id: $id) { secrets { name value } } }';
    const seen = await ask(query, { id: deployment.id }, member);
    expect(names(seen.data.deployment.secrets)).toEqual([
      undefined,
      undefined,
      undefined,
      'DATABASE_PASSWORD',
    ]);
    expect((await ask(query, { id: deployment.id }, stranger)).data).toEqual({ deployment: null });
  });

  it('answers the rest if the deployments subgraph is down, without revealing its address', async () => {
    await running.deployments.kill('SIGKILL');
    const down = await ask(ACROSS, { slug: 'default' });
    expect(down.data.organization).toMatchObject({
      name: 'Default',
      secrets: { nodes: [{ name: 'DATABASE_PASSWORD', value: '[REDACTED]', usedBy: null }] },
      deployments: null,
    });
    expect(down.errors?.map(({ extensions }) => extensions.code)).toContain('SUBGRAPH_UNAVAILABLE');
    expect(down.text).not.toContain('127.0.0.1');
    await running.restartDeployments();
    expect((await ask(ACROSS, { slug: 'default' })).errors).toBeUndefined();
  });

  it('returns no value in an answer, and writes none to output or files', () => {
    expect(answers.length).toBeGreaterThan(20);
    for (const { text } of answers) expectNoCanary('an answer', text);
    for (const child of [running.secrets, running.deployments, running.supergraph]) {
      expectNoCanary(child.command.join(' '), child.output());
    }
    const data = join(running.folder, 'data');
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['gateway.db', 'opening.key']));
    for (const { name, parentPath } of files) expectNoCanary(name, readFileSync(join(parentPath, name)));
  });

  it('answers with an error and no data if the secrets gateway is down', async () => {
    await running.secrets.kill('SIGTERM');
    const { data, errors, text } = await ask(ACROSS, { slug: 'default' });
    expect(data.organization).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('SUBGRAPH_UNAVAILABLE');
    expect(text).not.toContain('127.0.0.1');
  });
});
