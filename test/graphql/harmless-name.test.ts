import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';

const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'then',
  'toJSON',
  '__defineGetter__',
  'null',
  'undefined',
];
const PUT =
  'mutation ($input: PutSecretInput!) { putSecret(input: $input) { created secret { id name version } } }';
const BY_NAME =
  'query ($name: String!) { organization(slug: "default") { secret(name: $name) { id name } } }';

describeOnEachDatabase('a name with a meaning in JavaScript', (tested) => {
  let gateway: TestGateway;
  const prototypes = () =>
    JSON.stringify([Object.prototype, Array.prototype, Function.prototype].map(Object.getOwnPropertyNames));
  const before = prototypes();
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
  });
  afterEach(() => expect(prototypes()).toBe(before));
  afterAll(() => gateway.close());

  it.each(NAMES)('is an ordinary name of a secret: %s', async (name) => {
    const { organizationId } = gateway;
    const find = async (text: string) => (await gateway.data(BY_NAME, { name: text })).organization.secret;
    expect(await find(name)).toBeNull();
    const created = (await gateway.data(PUT, { input: { organizationId, name, value: name } })).putSecret;
    expect(created).toEqual({ created: true, secret: { id: created.secret.id, name, version: 1 } });
    const again = (await gateway.data(PUT, { input: { organizationId, name, value: 'other' } })).putSecret;
    expect(again).toEqual({ created: false, secret: { id: created.secret.id, name, version: 2 } });
    expect(await find(name.toUpperCase())).toEqual({ id: created.secret.id, name });
    const { organization } = await gateway.data(
      'query ($f: SecretFilter) { organization(slug: "default") { secrets(filter: $f) { nodes { name } } } }',
      { f: { namePrefix: name } },
    );
    expect(organization.secrets.nodes).toEqual([{ name }]);
    const input = { id: created.secret.id };
    await gateway.data(
      'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }',
      { input },
    );
    expect(await find(name)).toBeNull();
  });

  it.each(NAMES)('is an ordinary name of everything else: %s', async (name) => {
    const { organizationId } = gateway;
    const { data } = gateway;
    const { role } = (
      await data('mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id name } } }', {
        input: { organizationId, name, permissions: [] },
      })
    ).createRole;
    const { team } = (
      await data('mutation ($input: CreateTeamInput!) { createTeam(input: $input) { team { id name } } }', {
        input: { organizationId, name },
      })
    ).createTeam;
    const { serviceUser, tokenText } = (
      await data(
        'mutation ($input: CreateServiceUserInput!) { createServiceUser(input: $input) { serviceUser { id name } tokenText } }',
        { input: { organizationId, name, roleId: role.id } },
      )
    ).createServiceUser;
    expect([role.name, team.name, serviceUser.name]).toEqual([name, name, name]);
    const { viewer } = await data(
      '{ viewer { name tokens { nodes { name principal { name } } } } }',
      undefined,
      tokenText,
    );
    expect(viewer).toEqual({ name, tokens: { nodes: [{ name: 'first token', principal: { name } }] } });
  });

  it('is an ordinary name of an alias, a variable, a fragment and an operation', async () => {
    for (const name of NAMES) {
      const query = `query ${name}($${name}: Boolean = true) { ${name}: viewer { ...F${name} } } fragment F${name} on Viewer { ${name}: name @include(if: $${name}) }`;
      const { status, body, text } = await gateway.send({
        query,
        operationName: name,
        variables: JSON.parse(`{"${name}":true}`),
      });
      if (name === '__proto__') {
        // The body parser refuses it before GraphQL sees it.
        expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
        const withoutVariable = await gateway.send({ query, operationName: name });
        expect([withoutVariable.status, withoutVariable.text]).toEqual([
          200,
          expect.stringContaining('"__proto__":{"__proto__":"owner"}'),
        ]);
      } else
        expect([status, text]).toEqual([
          200,
          `${JSON.stringify({ data: { [name]: { [name]: 'owner' } } })}\n`,
        ]);
    }
  });

  it.each(NAMES)('is not a type, field, slug, permission or enum value: %s', async (name) => {
    for (const query of [
      `{ ${name} }`,
      `{ viewer { ${name} } }`,
      `{ viewer { id @${name} } }`,
      `{ viewer { ... on ${name} { id } } }`,
      `{ viewer(${name}: 1) { id } }`,
      `{ organization(slug: "default") { secrets(orderBy: { field: ${name} }) { totalCount } } }`,
    ]) {
      expect([query, (await gateway.graphql(query)).status]).toEqual([query, 400]);
    }
    const answer = await gateway.graphql('query ($slug: String!) { organization(slug: $slug) { id } }', {
      slug: name,
    });
    expect(answer.body).toEqual({ data: { organization: null } });
    const role = { organizationId: gateway.organizationId, name: 'role', permissions: [name] };
    const refused = await gateway.graphql(
      'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }',
      { input: role },
    );
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describeOnEachDatabase('a name', (tested) => {
  let gateway: TestGateway;
  const put = (name: string) =>
    gateway.graphql(PUT, { input: { organizationId: gateway.organizationId, name, value: 'v' } });
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
  });
  afterAll(() => gateway.close());

  it.each([
    ['a zero-width space', 'API\u200bKEY'],
    ['a right-to-left override', 'API\u202eKEY'],
    ['a line feed', 'API\nKEY'],
    ['a NUL', 'API\u0000KEY'],
    ['a lone surrogate', 'API\ud800KEY'],
    ['a Cyrillic letter among Latin ones', 'АPI_KEY'],
    ['a full-width letter', 'ＫEY'],
  ])('that looks like another is refused: with %s', async (_, name) => {
    const { status, body, text } = await put(name);
    expect([status, text.includes(name)]).toEqual([400, false]);
    // The body parser refuses a lone surrogate.
    if (body.errors[0].extensions.code === 'BAD_USER_INPUT')
      expect(body.errors[0].extensions.violations[0].path).toBe('input.name');
    else expect([body.errors[0].extensions.code, name.isWellFormed()]).toEqual(['BAD_REQUEST', false]);
  });

  it('is the same whatever its case and its normalization form', async () => {
    const first = (await put('Cl\u00e9 stra\u00dfe')).body.data.putSecret;
    expect(first.created).toBe(true);
    for (const same of ['Cle\u0301 stra\u00dfe', 'CL\u00c9 STRA\u00dfE', 'cle\u0301 STRASSE']) {
      const { data } = (await put(same)).body;
      expect([same, data.putSecret.created, data.putSecret.secret.id]).toEqual([
        same,
        false,
        first.secret.id,
      ]);
      const found = await gateway.data(BY_NAME, { name: same });
      expect(found.organization.secret.id).toBe(first.secret.id);
    }
    expect((await put('Cle strasse')).body.data.putSecret.created).toBe(true);
  });
});
