import { SETTINGS } from '../../../src/config/config';
import {
  childEnvironment,
  controlsExecution,
  variableName,
  variableNames,
} from '../../../src/dispenser/local/child-environment';

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

  it('is refused when another secret has it, and both are named', () => {
    expect(() => variableNames(['a', 'x-y', 'x.y'])).toThrow(
      'the secrets "x-y" and "x.y" would both be the variable x_y; rename one of them',
    );
    expect(() => variableNames(['1a', '_1a'])).toThrow('"1a" and "_1a"');
    expect([...variableNames(['x-y', 'x.z'])]).toEqual([
      ['x-y', 'x_y'],
      ['x.z', 'x_z'],
    ]);
  });

  it('must not steer which programs run', () => {
    const names =
      'PATH path IFS ENV SHELLOPTS BASHOPTS PS4 PROMPT_COMMAND ZDOTDIR LD_PRELOAD LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES ' +
      'BASH_ENV NODE_OPTIONS NODE_PATH PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONWARNINGS PYTHONBREAKPOINT PERLOPT PERL5OPT ' +
      'PERL5LIB PERL5DB PERLLIB RUBYOPT RUBYLIB JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS GIT_SSH GIT_SSH_COMMAND ' +
      'GIT_EXTERNAL_DIFF GIT_ASKPASS GIT_EDITOR GIT_PAGER GIT_CONFIG GIT_CONFIG_COUNT GIT_EXEC_PATH SSH_ASKPASS SUDO_ASKPASS ' +
      'EDITOR VISUAL PAGER LESSOPEN LESSCLOSE BROWSER GCONV_PATH DOTNET_STARTUP_HOOKS';
    expect(names.split(' ').filter((name) => !controlsExecution(name))).toEqual([]);
    for (const name of ['API_PATH', 'NODE_ENV', 'OLD_KEY', 'PASSWORD', 'ENVIRONMENT', 'HOME_URL']) {
      expect([name, controlsExecution(name)]).toEqual([name, false]);
    }
  });
});

describe('the environment of the child', () => {
  it('has no setting; those that hold a credential say so', () => {
    const settings = Object.fromEntries(Object.values(SETTINGS).map(({ name }) => [name, 'any']));
    expect(childEnvironment(settings, {})).toEqual({});
    const credentials = Object.values(SETTINGS).filter((setting) => setting.isCredential);
    expect(credentials.map(({ name }) => name).sort()).toEqual([
      'SECRETS_GATEWAY_AUDIT_KEY',
      'SECRETS_GATEWAY_BOOTSTRAP_TOKEN',
      'SECRETS_GATEWAY_DATABASE_URL',
      'SECRETS_GATEWAY_DISPENSER_DATABASE_URL',
      'SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN',
      'SECRETS_GATEWAY_OPENING_KEY',
    ]);
    // A setting with such a name must say whether it is one.
    const suspects = Object.values(SETTINGS).filter(({ name }) =>
      /(?:KEY|TOKEN|PASSWORD|SECRET|URL)$/.test(name),
    );
    expect(suspects.filter(({ isCredential }) => !isCredential).map(({ name }) => name)).toEqual([
      'SECRETS_GATEWAY_SEALING_KEY',
    ]);
  });

  it('has what was inherited, with the secrets over it', () => {
    expect(childEnvironment({ HOME: '/home/x', TOKEN: 'old', NONE: undefined }, { TOKEN: 'new' })).toEqual({
      HOME: '/home/x',
      TOKEN: 'new',
    });
  });

  it('has no key under any name', () => {
    const keys = {
      OTHER: '# my key\nopening-key-1 key-…',
      AUDIT_KEY: 'audit-key-1 …',
      MINE: 'a key of mine',
    };
    expect(childEnvironment(keys, {})).toEqual({ MINE: 'a key of mine' });
  });

  it("has what is the application's, whatever its name", () => {
    const inherited = {
      DATABASE_URL: 'postgres://app:password@db/app',
      PORT: '3000',
      HOST: '0.0.0.0',
      BOOTSTRAP_TOKEN: 'of the application',
      SECRETS_GATEWAY_URL: 'https://secrets.example.com',
    };
    expect(childEnvironment(inherited, {})).toEqual(inherited);
    const given = { SECRETS_GATEWAY_DATABASE_URL: 'a secret of this name' };
    expect(childEnvironment({ SECRETS_GATEWAY_DATABASE_URL: 'postgres://gateway' }, given)).toEqual(given);
  });
});
