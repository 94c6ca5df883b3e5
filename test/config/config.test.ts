import { resolve } from 'node:path';
import { readConfig, SETTINGS } from '../../src/config/config';
import { dispenserEnvironment, openingKeySource } from '../../src/config/dispenser';
import { ConfigError } from '../../src/config/setting';

const NAMES = Object.values(SETTINGS).map(({ name }) => name);

describe('an empty variable', () => {
  const usual = readConfig({});

  it.each(NAMES)('counts as not set: %s', (name) => {
    expect(readConfig({ [name]: '' })).toEqual(usual);
    expect(readConfig(dispenserEnvironment({ [name]: '' }))).toEqual(readConfig(dispenserEnvironment({})));
    expect(openingKeySource({ [name]: '' })).toEqual(openingKeySource({}));
  });

  it('counts as not set where other settings depend on it', () => {
    const empty = Object.fromEntries(NAMES.map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(usual);
    expect(usual).toMatchObject({
      host: '127.0.0.1',
      playground: true,
      dataDir: resolve('data'),
      databaseUrl: `sqlite:${resolve('data', 'gateway.db')}`,
      dispenser: true,
      rateTrustedRanges: 'loopback',
    });
  });

  // The positive control: the same settings follow a variable that is set.
  it('differs from one that is set', () => {
    const set = {
      SECRETS_GATEWAY_HOST: '0.0.0.0',
      SECRETS_GATEWAY_DATA_DIR: '/srv/gateway',
      SECRETS_GATEWAY_OPENING_KEY: 'key',
    };
    expect(readConfig(set)).toMatchObject({
      host: '0.0.0.0',
      playground: false,
      databaseUrl: 'sqlite:/srv/gateway/gateway.db',
      rateTrustedRanges: [],
      hasOpeningKey: true,
    });
    expect(openingKeySource(set)).toEqual({ text: 'key', file: '/srv/gateway/opening/opening.key' });
    expect(readConfig({ SECRETS_GATEWAY_RATE_LIMIT_POINTS: '10' }).rateTrustedRanges).toEqual([]);
  });
});

describe('a variable that breaks its rule', () => {
  const refused: readonly (readonly [name: string, text: string, rule: string])[] = [
    ['SECRETS_GATEWAY_PORT', '65536', 'give a whole number from 0 to 65535'],
    ['SECRETS_GATEWAY_LIMIT_DEPTH', '2', 'give a whole number from 3 to 100'],
    ['SECRETS_GATEWAY_LIMIT_DEPTH', '1e1', 'give a whole number from 3 to 100'],
    ['SECRETS_GATEWAY_DATABASE_URL', 'mysql://hunter2@db', 'give sqlite:<file> or postgres://…'],
    ['SECRETS_GATEWAY_DISPENSER_DATABASE_URL', 'mysql://hunter2@db', 'give sqlite:<file> or postgres://…'],
    ['SECRETS_GATEWAY_DISPENSER', 'yes', 'give on or off'],
    ['SECRETS_GATEWAY_PLAYGROUND', 'ON', 'give on or off'],
    ['SECRETS_GATEWAY_RATE_LIMIT', 'true', 'give on or off'],
    ['SECRETS_GATEWAY_LOG_LEVEL', 'verbose', 'give debug, info, warn, error or silent'],
    ['SECRETS_GATEWAY_BOOTSTRAP_TOKEN', 'hunter2', 'give 32 to 512 visible ASCII characters'],
    [
      'SECRETS_GATEWAY_OIDC_ISSUER',
      'http://login.example.com',
      'give an https:// address (http:// only on loopback)',
    ],
    ['SECRETS_GATEWAY_OIDC_ISSUER', 'https://me:hunter2@login.example.com', 'give it without a user'],
    ['SECRETS_GATEWAY_DISPENSER_URL', 'https://hunter2@dispenser.example', 'give it without a user'],
    [
      'SECRETS_GATEWAY_CORS_ORIGINS',
      'https://a.example/',
      'give origins like https://app.example.com, separated by commas',
    ],
    [
      'SECRETS_GATEWAY_TRUSTED_PROXIES',
      '10.0.0.0/33',
      'give addresses or ranges like 10.0.0.0/8, separated by commas',
    ],
    [
      'SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES',
      'here',
      'give addresses or ranges like 10.0.0.0/8, separated by commas',
    ],
    ['SECRETS_GATEWAY_UPSTREAM_NETWORKS', '10.0.0.1', 'give ranges like 10.1.0.0/16, separated by commas'],
  ];

  it.each(refused)('is refused by name and rule, without its content: %s=%s', (name, text, rule) => {
    expect(() => readConfig({ [name]: text })).toThrow(new ConfigError(name, rule));
  });

  it('needs both variables of the identity provider', () => {
    const issuer = { SECRETS_GATEWAY_OIDC_ISSUER: 'https://login.example.com' };
    const both = new ConfigError(
      'SECRETS_GATEWAY_OIDC_AUDIENCE',
      'give SECRETS_GATEWAY_OIDC_ISSUER and SECRETS_GATEWAY_OIDC_AUDIENCE together',
    );
    expect(() => readConfig(issuer)).toThrow(both);
    expect(() => readConfig({ SECRETS_GATEWAY_OIDC_AUDIENCE: 'gateway' })).toThrow(both);
    expect(readConfig({ ...issuer, SECRETS_GATEWAY_OIDC_AUDIENCE: 'gateway' }).oidcAudience).toBe('gateway');
  });
});

describe('the settings', () => {
  it('have different names, and a default that the documentation can show', () => {
    expect(new Set(NAMES).size).toBe(NAMES.length);
    for (const { name, defaultText, doc } of Object.values(SETTINGS)) {
      expect([name, defaultText]).toEqual([name, expect.stringMatching(/^\S/)]);
      expect([name, doc]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });
});
