import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../repository';

/** A module of Node's own loader, which this file's `require` goes past. */
const load = createRequire(join(ROOT, 'package.json'));

describe('a test file', () => {
  it('shares its classes with Node and packages: their errors and arrays are instances of ours', () => {
    expect(() => readFileSync('/no/such/file')).toThrow(Error);
    expect(load('graphql').parse('{ a }').definitions).toBeInstanceOf(Array);
    expect(structuredClone(new Map())).toBeInstanceOf(Map);
    expect(new URL('https://a.example')).toBeInstanceOf(load('node:url').URL);
  });

  it('shares the packages of the worker, which are loaded once', () => {
    expect(jest.requireActual('graphql')).toBe(load('graphql'));
    jest.resetModules();
    expect(jest.requireActual('graphql')).toBe(load('graphql'));
  });

  it('has sources of its own, loaded for it alone', () => {
    const first = jest.requireActual('../../../src/core/id');
    expect(jest.requireActual('../../../src/core/id')).toBe(first);
    jest.resetModules();
    expect(jest.requireActual('../../../src/core/id')).not.toBe(first);
  });
});

describe('the environment of a test file', () => {
  const RealmEnvironment = load('./test/support/realm/environment.js');
  const world = globalThis as { added?: number; fetch: unknown };

  it('undoes at its end what the file did to globals and environment variables', async () => {
    const [{ fetch }, { HOME, ADDED }] = [world, process.env];
    const environment = new RealmEnvironment({ projectConfig: { fakeTimers: {} } });
    Object.assign(world, { added: 1, fetch: 2 });
    Object.assign(process.env, { ADDED: '1', HOME: '/elsewhere' });
    await environment.teardown();
    expect([world.added, world.fetch]).toEqual([undefined, fetch]);
    expect([process.env.ADDED, process.env.HOME]).toEqual([ADDED, HOME]);
  });
});

describe('the runtime of a test file', () => {
  const RealmRuntime = load('./test/support/realm/runtime.js');
  const whole = {
    executor: { compile: () => undefined, injectedModuleParameters: [] },
    _resolution: { resolveCjs: () => '' },
  };

  it('finds in this version of Jest all that it stands on', () => {
    expect(RealmRuntime.missing(whole)).toEqual([]);
  });

  it.each<[string, object]>([
    ['executor.compile', { ...whole, executor: { injectedModuleParameters: [] } }],
    ['executor.injectedModuleParameters', { ...whole, executor: { compile: () => undefined } }],
    ['_resolution.resolveCjs', { ...whole, _resolution: {} }],
  ])('names what another version has not: %s', (part, runtime) => {
    expect(RealmRuntime.missing(runtime)).toEqual([part]);
  });
});
