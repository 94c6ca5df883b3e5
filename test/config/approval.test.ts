import { readConfig } from '../../src/config/config';
import { dispenserEnvironment } from '../../src/config/dispenser';
import { ConfigError } from '../../src/config/setting';

const approval = (environment: Record<string, string>) => [
  readConfig(environment).consumerApproval,
  // As the dispenser itself reads it.
  readConfig(dispenserEnvironment(environment)).consumerApproval,
];

describe('whether consumers need an approval', () => {
  it.each(['127.0.0.1', '127.8.9.10', '::1', 'localhost', ''])(
    'is off by default while the dispenser listens on "%s"',
    (host) => {
      expect(approval({ SECRETS_GATEWAY_DISPENSER_HOST: host })).toEqual(['off', 'off']);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.5', 'dispenser.example.com', '127.0.0.1.example.com'])(
    'is required by default when it listens on "%s"',
    (host) => {
      expect(approval({ SECRETS_GATEWAY_DISPENSER_HOST: host })).toEqual(['required', 'required']);
    },
  );

  it('does not depend on where the gateway listens', () => {
    expect(approval({ SECRETS_GATEWAY_HOST: '0.0.0.0' })).toEqual(['off', 'off']);
    expect(
      approval({ SECRETS_GATEWAY_HOST: '127.0.0.1', SECRETS_GATEWAY_DISPENSER_HOST: '0.0.0.0' }),
    ).toEqual(['required', 'required']);
  });

  it('can be set either way anywhere, and to nothing else', () => {
    expect(approval({ SECRETS_GATEWAY_CONSUMER_APPROVAL: 'required' })).toEqual(['required', 'required']);
    expect(
      approval({ SECRETS_GATEWAY_DISPENSER_HOST: '0.0.0.0', SECRETS_GATEWAY_CONSUMER_APPROVAL: 'off' }),
    ).toEqual(['off', 'off']);
    for (const text of ['on', 'no', 'Required', 'true', 'off ']) {
      const read = () => readConfig({ SECRETS_GATEWAY_CONSUMER_APPROVAL: text });
      expect(read).toThrow(new ConfigError('SECRETS_GATEWAY_CONSUMER_APPROVAL', 'give required or off'));
    }
  });
});
