import sodium from 'libsodium-wrappers';
import type { AuditEvent } from '../../src/core/audit-event';
import { Plaintext } from '../../src/core/plaintext';
import type { Secret } from '../../src/core/secret';
import type { CreateSecret } from '../../src/services/secret.command';
import { openTestBackend, type TestBackend, type TestBackendOptions } from '../support/backend';
import type { TestDatabase } from '../support/databases';

/** A backend for the tests of a block; closed after them, and without faults in the background. */
export function usingBackend(tested: TestDatabase, options?: TestBackendOptions): () => TestBackend {
  let backend: TestBackend | undefined;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url(), options);
  });
  afterAll(async () => {
    await backend?.close();
    expect(backend?.faults).toEqual([]);
  });
  return () => {
    if (backend === undefined) throw new Error('the backend is there from beforeAll on');
    return backend;
  };
}

let made = 0;

/** A name that no secret has yet. */
export function newName(): string {
  return `NAME_${++made}`;
}

/** A value in memory. */
export function value(text: string): Plaintext {
  return Plaintext.ofText(text);
}

/** A command for a secret of the organization; `more` says what is special about it. */
export function secret(more: Partial<CreateSecret> = {}): CreateSecret {
  const given = 'value' in more || 'sealedValue' in more ? {} : { value: value('a value') };
  return { name: newName(), type: 'KEY_VALUE', isFile: false, access: 'ORGANIZATION', ...given, ...more };
}

/** How a call ended: `ok`, or the error's code and, for bad input, `path rule` of each violation. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    const { code, violations, name } = error as {
      code?: string;
      name: string;
      violations?: { path: string; rule: string }[];
    };
    const rules = violations?.map(({ path, rule }) => `${path} ${rule}`) ?? [];
    return [code ?? name, ...rules].join(': ');
  }
}

/** How calls that were made at once ended, in order of the alphabet. */
export async function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  return (await Promise.all(calls.map(outcome))).sort();
}

/** The text of a stored value, opened with the private key at the place where it belongs. */
export async function storedValue(backend: TestBackend, { id, organizationId, version }: Secret) {
  const { stores, opener } = backend;
  const place = { secretId: id, version };
  const [stored] = await stores.secretVersions.envelopesOf(stores.database.reader, organizationId, [place]);
  const opened = await opener.open(stored!.envelope, { organizationId, ...place });
  return Buffer.from(Plaintext.reveal(opened)).toString();
}

/** Seals as a client does, for the current key or another one. */
export async function sealedBox(publicKey: Uint8Array, content: string | Uint8Array): Promise<string> {
  await sodium.ready;
  return Buffer.from(sodium.crypto_box_seal(content, publicKey)).toString('base64');
}

/** Every event of a chain, oldest first. */
export async function eventsOf({ stores }: TestBackend, chainId: string): Promise<AuditEvent[]> {
  const stored = await stores.audit.stream(stores.database.reader, chainId, 1, 100_000);
  return stored.map(({ event }) => event);
}

/** The events that a piece of work adds to a chain, as `ACTION OUTCOME subject`, however the work ends. */
export async function eventsAdded(
  backend: TestBackend,
  chainId: string,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const before = (await eventsOf(backend, chainId)).length;
  await work().catch(() => undefined);
  const events = (await eventsOf(backend, chainId)).slice(before);
  return events.map(({ action, outcome: how, subjectId }) => `${action} ${how} ${subjectId}`);
}
