import { Plaintext } from '../../src/core/plaintext';
import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';

const PUT = 'mutation ($input: PutSecretInput!) { putSecret(input: $input) { secret { id } } }';

describeOnEachDatabase('the value of a request', (tested) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => gateway.close());

  it('becomes a plaintext once, although its variable is checked before it is parsed', async () => {
    const { organizationId } = gateway;
    const made = jest.spyOn(Plaintext, 'ofText');
    await gateway.data(PUT, { input: { organizationId, name: 'ONCE', value: 'a value' } });
    expect(made.mock.calls).toEqual([['a value']]);
  });

  it('that is not a string is refused before it becomes one', async () => {
    const { organizationId } = gateway;
    const made = jest.spyOn(Plaintext, 'ofText');
    const { body } = await gateway.graphql(PUT, { input: { organizationId, name: 'NEVER', value: 7 } });
    expect(body.errors[0].extensions).toEqual({
      code: 'BAD_USER_INPUT',
      violations: [{ path: 'input.value', rule: 'scalar', message: 'A SecretValue is a string.' }],
    });
    expect(made).not.toHaveBeenCalled();
  });
});
