import { SETTINGS } from '../../../src/config/config';
import { inheritedEnvironment, variableName } from '../../../src/dispenser/local/child-environment';

describe('the variable of a secret', () => {
  it.each([
    ['API_KEY', 'API_KEY'],
    ['api-key', 'api_key'],
    ['a.b c/d=e', 'a_b_c_d_e'],
    ['1password', '_1password'],
    ['größe', 'gr__e'],
    ['key 🔑', 'key__'],
    ['__proto__', '__proto__'],
  ])('of %s is %s', (secret, variable) => {
    expect(variableName(secret)).toBe(variable);
    expect(variable).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
  });
});

describe('the environment of the child', () => {
  it('has no setting; those that hold a credential say so', () => {
    const settings = Object.fromEntries(Object.values(SETTINGS).map(({ name }) => [name, 'any']));
    expect(inheritedEnvironment(settings)).toEqual({});
    const credentials = Object.values(SETTINGS).filter((setting) => setting.isCredential);
    expect(credentials.map(({ name }) => name).sort()).toEqual([
      'SECRETS_GATEWAY_AUDIT_KEY',
      'SECRETS_GATEWAY_BOOTSTRAP_TOKEN',
      'SECRETS_GATEWAY_DATABASE_URL',
      'SECRETS_GATEWAY_DISPENSER_DATABASE_URL',
      'SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN',
      'SECRETS_GATEWAY_OPENING_KEY',
      'SECRETS_GATEWAY_TOKEN',
    ]);
    // A setting with such a name must say whether it is one.
    const suspects = Object.values(SETTINGS).filter(({ name }) =>
      /(?:KEY|TOKEN|PASSWORD|SECRET|URL)$/.test(name),
    );
    // A public key, and addresses that may not hold a password.
    expect(suspects.filter(({ isCredential }) => !isCredential).map(({ name }) => name)).toEqual([
      'SECRETS_GATEWAY_SEALING_KEY',
      'SECRETS_GATEWAY_PUBLIC_URL',
      'SECRETS_GATEWAY_DISPENSER_URL',
      'SECRETS_GATEWAY_DISPENSER_PUBLIC_URL',
      'SECRETS_GATEWAY_URL',
    ]);
  });

  it('has what was inherited', () => {
    expect(inheritedEnvironment({ HOME: '/home/x', NONE: undefined })).toEqual({ HOME: '/home/x' });
  });

  it('has no key under any name', () => {
    const keys = {
      OTHER: '# my key\nopening-key-1 key-…',
      AUDIT_KEY: 'audit-key-1 …',
      MINE: 'a key of mine',
    };
    expect(inheritedEnvironment(keys)).toEqual({ MINE: 'a key of mine' });
  });

  it("has what is the application's, whatever its name", () => {
    const inherited = {
      DATABASE_URL: 'postgres://app:password@db/app',
      PORT: '3000',
      HOST: '0.0.0.0',
      BOOTSTRAP_TOKEN: 'of the application',
      SECRETS_GATEWAY_TEAM: 'of the application',
    };
    expect(inheritedEnvironment(inherited)).toEqual(inherited);
    expect(inheritedEnvironment({ SECRETS_GATEWAY_DATABASE_URL: 'postgres://gateway' })).toEqual({});
  });
});
