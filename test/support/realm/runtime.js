const { createRequire, isBuiltin } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Loads each test file and our sources for itself, as Jest does, and packages as Node does: once in a worker. Two thousand
 * modules of packages took longer to load than most test files to run: with Jest's own runtime and environment, six files
 * took 37 seconds and not 28, and three of them failed over packages that are ES modules only.
 */
module.exports = class RealmRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    const parts = RealmRuntime.missing(this);
    if (parts.length > 0) throw new Error(`${parts.join(', ')} of Jest changed: see test/support/realm`);
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  /** The parts of Jest that this class stands on and that are no longer what it takes them for. */
  static missing(runtime) {
    const { executor, _resolution } = runtime;
    const kinds = {
      requireModule: typeof Runtime.prototype.requireModule === 'function',
      'executor.compile': typeof executor?.compile === 'function',
      'executor.injectedModuleParameters': Array.isArray(executor?.injectedModuleParameters),
      '_resolution.resolveCjs': typeof _resolution?.resolveCjs === 'function',
    };
    return Object.keys(kinds).filter((name) => !kinds[name]);
  }

  requireModule(from, name, options, isActual) {
    const isOurs = options?.isInternalModule || name === undefined;
    return isOurs || !this.#isShared(from, name)
      ? super.requireModule(from, name, options, isActual)
      : createRequire(from)(name);
  }

  #isShared(from, name) {
    return isBuiltin(name) || this._resolution.resolveCjs(from, name).includes(PACKAGES);
  }
};
