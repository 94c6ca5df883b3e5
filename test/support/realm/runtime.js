const { createRequire, isBuiltin } = require('node:module');
const { sep } = require('node:path');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const PACKAGES = `${sep}node_modules${sep}`;

/**
 * Loads each test file and our sources anew, as Jest does, and packages as Node does: once in a worker. Two thousand
 * modules of packages took longer to load than most test files to run.
 */
module.exports = class RealmRuntime extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    executor.compile = (source, filename) =>
      compileFunction(source, executor.injectedModuleParameters, { filename });
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
