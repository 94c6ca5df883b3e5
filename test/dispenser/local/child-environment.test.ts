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
    for (const name of [
      'PATH',
      'path',
      'LD_PRELOAD',
      'DYLD_INSERT_LIBRARIES',
      'NODE_OPTIONS',
      'BASH_ENV',
      'PYTHONPATH',
    ]) {
      expect([name, controlsExecution(name)]).toEqual([name, true]);
    }
    for (const name of ['API_PATH', 'NODE_ENV', 'OLD_KEY', 'PASSWORD', 'ENVIRONMENT', 'HOME_URL']) {
      expect([name, controlsExecution(name)]).toEqual([name, false]);
    }
  });
});

describe('the environment of the child', () => {
  it('has what was inherited, with the secrets over it', () => {
    expect(childEnvironment({ HOME: '/home/x', TOKEN: 'old', NONE: undefined }, { TOKEN: 'new' })).toEqual({
      HOME: '/home/x',
      TOKEN: 'new',
    });
  });

  it('has none of the credentials of the gateway, unless a secret of that name is given', () => {
    const inherited = {
      OPENING_KEY: 'any',
      AUDIT_KEY: 'any',
      BOOTSTRAP_TOKEN: 'any',
      DATABASE_URL: 'postgres://gateway:password@db/gateway',
      OTHER: '# my key\nopening-key-1 key-…',
    };
    expect(childEnvironment(inherited, {})).toEqual({});
    expect(childEnvironment(inherited, { DATABASE_URL: 'postgres://app' })).toEqual({
      DATABASE_URL: 'postgres://app',
    });
  });
});
