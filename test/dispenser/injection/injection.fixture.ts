import { Plaintext } from '../../../src/core/plaintext';
import type { UsePolicy } from '../../../src/core/use-policy';
import { parseInjectionRequest } from '../../../src/dispenser/injection/injection-request';
import type { InjectableSecret, InjectionUse } from '../../../src/dispenser/injection/injection-secret';
import { Injector } from '../../../src/dispenser/injection/injector';
import type { Upstream } from '../../../src/dispenser/upstream/upstream-client';
import { testUpstream } from '../upstream/upstream.fixture';

/** A policy that allows everything at one host, unless told otherwise. */
export function policyFor(host: string, more: Partial<UsePolicy> = {}): UsePolicy {
  return {
    hosts: [host],
    methods: ['GET', 'HEAD', 'POST', 'PUT'],
    pathPrefixes: ['/'],
    slots: ['authorization', 'cookie', 'x-api-key', 'query:api_key', 'body'],
    waysOut: ['INJECT'],
    ...more,
  };
}

/** What is said of a secret in a test. */
export type LocalSecretMetadata = Partial<Omit<InjectableSecret, 'open'>> & {
  readonly value: string | Uint8Array;
};

/** Secrets by name, with an injector over them that notes what it does. */
export class InjectionBench {
  readonly injector: Injector;
  readonly opened: string[] = [];
  readonly asked: string[] = [];
  readonly admitted: InjectionUse[] = [];
  /** Set to refuse what policy allows, as a failing audit does. */
  admit: (use: InjectionUse) => Promise<void> = async () => {};

  constructor(
    readonly secrets: Readonly<Record<string, LocalSecretMetadata>>,
    upstream: Upstream = testUpstream(),
    now?: () => Date,
  ) {
    this.injector = new Injector({ upstream, ...(now && { now }) });
  }

  /** Performs a request as it comes over the wire. */
  async perform(wire: unknown) {
    return this.injector.perform(
      parseInjectionRequest(wire),
      async (name) => {
        this.asked.push(name);
        return this.#found(name);
      },
      async (use) => {
        await this.admit(use);
        this.admitted.push(use);
      },
    );
  }

  /** The failure, or what else went wrong; fails the test when nothing did. */
  async failure(wire: unknown): Promise<string> {
    try {
      await this.perform(wire);
    } catch (error) {
      const { failure, violations, message } = error as {
        failure?: string;
        violations?: { path: string; rule: string }[];
        message: string;
      };
      if (failure !== undefined) return failure;
      if (violations !== undefined) return violations.map(({ path, rule }) => `${path}:${rule}`).join();
      throw new Error(`neither refused nor failed, but: ${message}`);
    }
    throw new Error('the request was performed');
  }

  #found(name: string): InjectableSecret | undefined {
    const given = Object.hasOwn(this.secrets, name) ? this.secrets[name] : undefined;
    if (given === undefined) return undefined;
    const { value, ...more } = given;
    return {
      id: `secret-${name}`,
      name,
      version: 1,
      type: 'KEY_VALUE',
      isFile: false,
      policy: null,
      waysOut: ['INJECT'],
      storedAt: new Date('2026-01-01T00:00:00Z'),
      ...more,
      open: async () => {
        this.opened.push(name);
        return typeof value === 'string' ? Plaintext.ofText(value) : Plaintext.ofBytes(value);
      },
    };
  }
}
