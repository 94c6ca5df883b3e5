import { dispenserUrlOf } from '../../src/backend/dispenser-state';
import { readConfig } from '../../src/config/config';
import { fakeDispenser } from '../support/fake-dispenser';
import { startTestGateway } from '../support/gateway';

it.each<[string, number, (keyId: string) => unknown]>([
  ['ready', 200, (keyId) => ({ status: 'ready', keyIds: ['key-0', keyId] })],
  ['cannot open', 200, () => ({ status: 'ready', keyIds: ['key-0'] })],
  ['not ready', 503, () => ({ status: 'not ready' })],
])('the readiness of a gateway tells that its dispenser is: %s', async (expected, status, body) => {
  let keyId = '';
  const { url, close } = await fakeDispenser(() => ({ status, body: body(keyId) }));
  const gateway = await startTestGateway({ environment: { SECRETS_GATEWAY_DISPENSER_URL: url } });
  const { organization } = await gateway.data('{ organization(slug: "default") { sealingKey { keyId } } }');
  keyId = organization.sealingKey.keyId;
  const asked = await gateway.gateway.app.inject('/health/ready');
  // The gateway itself can work: it takes values, and a dispenser may come later.
  expect([asked.statusCode, asked.json()]).toEqual([200, { status: 'ready', dispenser: expected }]);
  await gateway.close();
  close();
});

it('the readiness tells that nothing answers, and that nobody knows where one is', async () => {
  const { url, close } = await fakeDispenser(() => ({ status: 200, body: {} }));
  close();
  const gateway = await startTestGateway({ environment: { SECRETS_GATEWAY_DISPENSER_URL: url } });
  expect((await gateway.gateway.app.inject('/health/ready')).json()).toEqual({
    status: 'ready',
    dispenser: 'away',
  });
  await gateway.close();
  const other = await startTestGateway();
  expect((await other.gateway.app.inject('/health/ready')).json()).toEqual({
    status: 'ready',
    dispenser: 'unknown',
  });
  await other.close();
});

it.each([
  [{}, 'http://127.0.0.1:4001'],
  [{ SECRETS_GATEWAY_DISPENSER: 'off' }, undefined],
  [{ SECRETS_GATEWAY_DISPENSER_PORT: '0' }, undefined],
  [
    { SECRETS_GATEWAY_DISPENSER_HOST: '0.0.0.0', SECRETS_GATEWAY_DISPENSER_PORT: '80' },
    'http://127.0.0.1:80',
  ],
  [{ SECRETS_GATEWAY_DISPENSER_HOST: '::1' }, 'http://[::1]:4001'],
  [
    { SECRETS_GATEWAY_DISPENSER: 'off', SECRETS_GATEWAY_DISPENSER_URL: 'https://dispenser.example.com' },
    'https://dispenser.example.com',
  ],
])('with %j the dispenser is asked at %s', (environment, expected) => {
  expect(dispenserUrlOf(readConfig(environment as Record<string, string>))).toBe(expected);
});
