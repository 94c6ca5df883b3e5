import { graphql } from 'graphql';
import type { GivenUsePolicy, UsePolicy } from '../../src/core/use-policy';
import { DIALECTS } from '../../src/gateway-dialects';
import { RequestContext } from '../../src/graphql/request/request-context';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { type Caller, openTestBackend, TEST_ORIGIN, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';

const GIVEN: GivenUsePolicy = {
  hosts: ['API.example.com:443', '*.example.org'],
  methods: ['get'],
  pathPrefixes: ['/v1/'],
  slots: ['Authorization'],
};
const CANONICAL: UsePolicy = {
  hosts: ['api.example.com', '*.example.org'],
  methods: ['GET'],
  pathPrefixes: ['/v1'],
  slots: ['authorization'],
  waysOut: ['INJECT'],
};
const FIELDS = 'secret { id version usePolicy { hosts methods pathPrefixes slots waysOut } }';

describeOnEachDatabase('the use policy of a secret', (tested) => {
  let bench: TestBackend;
  let owner: Caller;
  let made = 0;
  const schema = buildGatewaySchema(DIALECTS);

  beforeAll(async () => {
    bench = await openTestBackend(tested.url());
    owner = await bench.owner();
  });
  afterAll(() => bench.close());

  async function run(source: string, input: object, by = owner) {
    const contextValue = new RequestContext(by.principal, TEST_ORIGIN, bench.services);
    const { data, errors } = await graphql({ schema, source, variableValues: { input }, contextValue });
    // biome-ignore lint/suspicious/noExplicitAny: the data of any operation
    return { data: data as any, error: errors?.[0]?.originalError };
  }
  const create = (more: object, by = owner) =>
    run(
      `mutation ($input: CreateSecretInput!) { createSecret(input: $input) { ${FIELDS} } }`,
      { organizationId: owner.organizationId, name: `KEY_${++made}`, value: 'a value', ...more },
      by,
    );
  const update = (more: object) =>
    run(`mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) { ${FIELDS} } }`, more);
  const put = (more: object) =>
    run(`mutation ($input: PutSecretInput!) { putSecret(input: $input) { ${FIELDS} } }`, {
      organizationId: owner.organizationId,
      ...more,
    });

  it('is refused with every rule that it breaks, and nothing is stored', async () => {
    const name = 'UNSTORED';
    const bad = { hosts: ['*'], methods: [], pathPrefixes: ['/a/../b'], slots: ['host'] };
    const { error } = await create({ name, usePolicy: bad });
    expect(error).toMatchObject({
      violations: [
        { path: 'usePolicy.hosts[0]', rule: 'host' },
        { path: 'usePolicy.methods', rule: 'length' },
        { path: 'usePolicy.pathPrefixes[0]', rule: 'path' },
        { path: 'usePolicy.slots[0]', rule: 'slot' },
      ],
    });
    expect(await bench.services.secretQueries.findByName(owner.permit('VIEW_SECRETS'), name)).toBeUndefined();
  });

  it('can be set only by callers who may manage the secret', async () => {
    const viewer = await bench.newServiceUser(['VIEW_SECRETS']);
    expect((await create({ usePolicy: GIVEN }, viewer)).error).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is null unless it is given', async () => {
    expect((await create({})).data.createSecret.secret.usePolicy).toBeNull();
  });

  it('becomes canonical and is read with the secret', async () => {
    const { data } = await create({ usePolicy: GIVEN });
    expect(data.createSecret.secret.usePolicy).toEqual(CANONICAL);
    const { id } = data.createSecret.secret;
    const [secret] = await bench.services.secretQueries.find([owner.permit('VIEW_SECRETS')], [id]);
    expect(secret?.usePolicy).toEqual(CANONICAL);
  });

  it('is kept by a change that leaves it out, is replaced as a whole, and is removed by null', async () => {
    const { id } = (await create({ usePolicy: GIVEN })).data.createSecret.secret;
    const policyAfter = async (more: object) =>
      (await update({ id, ...more })).data.updateSecret.secret.usePolicy;
    const other = { ...CANONICAL, hosts: ['other.example'], waysOut: ['DELIVER', 'INJECT'] };
    expect(await policyAfter({ note: 'changed' })).toEqual(CANONICAL);
    expect(await policyAfter({ value: 'another value' })).toEqual(CANONICAL);
    expect(await policyAfter({ usePolicy: other })).toEqual(other);
    expect(await policyAfter({ note: 'changed again' })).toEqual(other);
    expect(await policyAfter({ usePolicy: GIVEN })).toEqual(CANONICAL);
    expect(await policyAfter({ usePolicy: null })).toBeNull();
  });

  it('can be put, and put again with the same idempotency key', async () => {
    const input = { name: 'PUT', value: 'v', usePolicy: GIVEN, idempotencyKey: 'a-key-of-the-test-01' };
    const first = await put(input);
    expect(first.data.putSecret.secret.usePolicy).toEqual(CANONICAL);
    expect(await put(input)).toEqual(first);
    const other = await put({ ...input, usePolicy: CANONICAL });
    expect(other.error).toMatchObject({ code: 'CONFLICT' });
  });

  it('is in the audit event of the change that sets or removes it, and only there', async () => {
    const { id } = (await create({ usePolicy: GIVEN })).data.createSecret.secret;
    await update({ id, note: 'changed' });
    await update({ id, usePolicy: null });
    const page = { size: 10, backward: false, after: undefined, before: undefined };
    const events = await bench.services.auditEvents.page(
      owner.permit('VIEW_AUDIT_LOG'),
      { subjectId: id },
      page,
    );
    const policies = events.rows.map(({ action, detail }) => `${action} ${detail.usePolicy}`);
    expect(policies.sort()).toEqual([
      `secret.create ${JSON.stringify(CANONICAL)}`,
      'secret.update null',
      'secret.update undefined',
    ]);
  });
});
