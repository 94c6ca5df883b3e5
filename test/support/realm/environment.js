const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { createContext } = require('node:vm');

// Asked for by Jest as a sign that the environment is there; runtime.js compiles outside of it.
const context = createContext({});

/**
 * Runs test files in the realm of the worker itself, as a gateway runs in that of its process, and not in a copy: errors
 * and arrays of libraries are instances of the same classes as ours. What a test file adds to the globals, or changes in
 * them and in the environment variables, is undone at its end.
 */
module.exports = class RealmEnvironment {
  #globals;
  #variables = { ...process.env };

  constructor({ projectConfig }) {
    this.global = globalThis;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.#globals = Object.getOwnPropertyDescriptors(globalThis);
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    for (const key of Reflect.ownKeys(globalThis)) {
      const before = this.#globals[key];
      const now = Object.getOwnPropertyDescriptor(globalThis, key);
      if (before === undefined) Reflect.deleteProperty(globalThis, key);
      else if (before.value !== now.value || before.get !== now.get)
        Object.defineProperty(globalThis, key, before);
    }
    for (const name of Object.keys(process.env)) if (!(name in this.#variables)) delete process.env[name];
    Object.assign(process.env, this.#variables);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return context;
  }
};
