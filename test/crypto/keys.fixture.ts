import { createHash } from 'node:crypto';
import type { Binding } from '../../src/crypto/binding';
import { KeyRing } from '../../src/crypto/key-ring';
import { Opener } from '../../src/crypto/open/open';
import { OpeningKey, type OpeningKeyRing } from '../../src/crypto/open/opening-key';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import { Sealer } from '../../src/crypto/seal';
import type { SealingKeyRing } from '../../src/crypto/sealing-key';

const CREATED = new Date('2026-01-31T08:00:00.000Z');

/** A key that anybody can compute from its name: for tests only. */
export function testKey(name: string, keyId = `key-${name.padStart(26, '0')}`): OpeningKey {
  return new OpeningKey(keyId, createHash('sha256').update(`test only ${name}`).digest(), CREATED);
}

export const BINDING: Binding = {
  organizationId: 'org-01jjmz3tg0000000000000000a',
  secretId: 'secret-01jjmz3tg0000000000000000b',
  version: 3,
};

export interface TestKeys {
  readonly opening: OpeningKeyRing;
  readonly sealing: SealingKeyRing;
  readonly sealer: Sealer;
  readonly opener: Opener;
}

/** Both halves of the same key generations, the first current. */
export async function testKeys(...keys: OpeningKey[]): Promise<TestKeys> {
  const opening = new KeyRing(keys);
  const sealing = new KeyRing(await Promise.all(keys.map(publicHalf)));
  return { opening, sealing, sealer: new Sealer(sealing), opener: new Opener(opening) };
}

export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** What a call throws or rejects with; fails the test when it does neither. */
export async function failureOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('Something else than an Error was thrown.');
  }
  throw new Error('The call did not fail.');
}
