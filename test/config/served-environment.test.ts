import { SETTINGS } from '../../src/config/config';
import { DISPENSER_PLATFORM, GATEWAY_PLATFORM, servedEnvironment } from '../../src/config/served-environment';
import { type Environment, PREFIX } from '../../src/config/setting';

const NO_FILE = { name: '.env', variables: {} };

function settingsFrom(inherited: Environment, variables: Environment = {}, platform = GATEWAY_PLATFORM) {
  const { environment, notes } = servedEnvironment(inherited, { name: '.env', variables }, platform);
  const settings = Object.fromEntries(
    Object.entries(environment).filter(([name]) => name.startsWith(PREFIX)),
  );
  return { settings, notes };
}

it('every setting has a name of ours', () => {
  for (const { name } of Object.values(SETTINGS)) expect(name).toMatch(/^SECRETS_GATEWAY_[A-Z_]+$/);
});

it('the variables of a platform count without a word', () => {
  const platform = { HOST: '0.0.0.0', PORT: '8080', DATABASE_URL: 'postgres://db/gateway' };
  expect(settingsFrom(platform)).toEqual({
    settings: {
      SECRETS_GATEWAY_HOST: '0.0.0.0',
      SECRETS_GATEWAY_PORT: '8080',
      SECRETS_GATEWAY_DATABASE_URL: 'postgres://db/gateway',
    },
    notes: [],
  });
  expect(settingsFrom(platform, {}, DISPENSER_PLATFORM)).toEqual({
    settings: {
      SECRETS_GATEWAY_DISPENSER_HOST: '0.0.0.0',
      SECRETS_GATEWAY_DISPENSER_PORT: '8080',
      SECRETS_GATEWAY_DATABASE_URL: 'postgres://db/gateway',
    },
    notes: [],
  });
});

it('old names count, and one line names them', () => {
  expect(settingsFrom({ DATA_DIR: '/srv/gateway', LOG_LEVEL: 'warn', METRICS: '' })).toEqual({
    settings: { SECRETS_GATEWAY_DATA_DIR: '/srv/gateway', SECRETS_GATEWAY_LOG_LEVEL: 'warn' },
    notes: [
      'DATA_DIR, LOG_LEVEL: deprecated; the present name is SECRETS_GATEWAY_DATA_DIR, SECRETS_GATEWAY_LOG_LEVEL',
    ],
  });
});

it('the prefixed name wins, and a line says so where they differ', () => {
  const both = { PORT: '1', SECRETS_GATEWAY_PORT: '2', SECRETS_GATEWAY_HOST: '::1', HOST: '::1' };
  expect(settingsFrom(both)).toEqual({
    settings: { SECRETS_GATEWAY_PORT: '2', SECRETS_GATEWAY_HOST: '::1' },
    notes: ['PORT differs from SECRETS_GATEWAY_PORT, which counts'],
  });
  const file = { SECRETS_GATEWAY_DATABASE_URL: 'sqlite:/srv/gateway.db' };
  const { settings, notes } = settingsFrom({ DATABASE_URL: 'postgres://hunter2@db/app' }, file);
  expect(settings).toEqual(file);
  expect(notes).toEqual(['DATABASE_URL differs from SECRETS_GATEWAY_DATABASE_URL, which counts']);
});

it('a file gives settings under their own names only, and the environment takes precedence', () => {
  const file = {
    SECRETS_GATEWAY_LOG_LEVEL: 'warn',
    SECRETS_GATEWAY_PORT: '2',
    DATABASE_URL: 'postgres://app:hunter2@db/app',
    PORT: '3000',
    APP_SETTING: '1',
  };
  expect(settingsFrom({ SECRETS_GATEWAY_PORT: '1' }, file)).toEqual({
    settings: { SECRETS_GATEWAY_LOG_LEVEL: 'warn', SECRETS_GATEWAY_PORT: '1' },
    notes: ['.env: DATABASE_URL not read; names of settings begin with SECRETS_GATEWAY_'],
  });
});

it('a variable that no version read is no setting', () => {
  for (const name of ['APP_SETTING', 'DISPENSER_KEY', 'ALLOW_FOREIGN_TABLES', 'prefix', '__proto__']) {
    const { environment, notes } = servedEnvironment({ [name]: 'on' }, NO_FILE, GATEWAY_PLATFORM);
    expect([environment, notes]).toEqual([{ [name]: 'on' }, []]);
  }
});
