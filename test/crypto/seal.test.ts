import { KeyUnavailable } from '../../src/core/errors';
import { Plaintext, revealPlaintext, VALUE_BYTES } from '../../src/core/plaintext';
import { type Binding, bindingBytes } from '../../src/crypto/binding';
import {
  ENVELOPE_MAX_BYTES,
  ENVELOPE_OVERHEAD,
  formatEnvelope,
  parseEnvelope,
} from '../../src/crypto/envelope';
import { SUITE, SUITE_INFO } from '../../src/crypto/hpke-suite';
import { hpkeKeyPair } from '../../src/crypto/open/opening-key-pair';
import { SEALED_BOX_BYTES } from '../../src/crypto/sealed-box';
import { BINDING, failureOf, type TestKeys, testKey, testKeys, toHex } from './keys.fixture';

const VALUE = 'correct horse battery staple';
let keys: TestKeys;

function plaintext(text = VALUE) {
  return { kind: 'plaintext', plaintext: Plaintext.ofText(text) } as const;
}

function ofBytes(length: number) {
  return { kind: 'plaintext', plaintext: Plaintext.ofBytes(new Uint8Array(length)) } as const;
}

beforeAll(async () => {
  keys = await testKeys(testKey('a'), testKey('b'));
});

describe('sealing', () => {
  test.each([0, VALUE_BYTES.max + 1])('refuses a value of %i bytes', async (length) => {
    await expect(keys.sealer.seal(ofBytes(length), BINDING)).rejects.toMatchObject({ rule: 'length' });
  });

  test.each([SEALED_BOX_BYTES.min - 1, SEALED_BOX_BYTES.max + 1])(
    'refuses a box of %i bytes',
    async (length) => {
      const { keyId } = keys.sealing.current;
      const content = { kind: 'sealedBox', box: new Uint8Array(length), keyId } as const;
      await expect(keys.sealer.seal(content, BINDING)).rejects.toMatchObject({ rule: 'length' });
    },
  );

  test('refuses a sealed box that names a key generation it does not hold', async () => {
    const box = new Uint8Array(SEALED_BOX_BYTES.min);
    const seal = (keyId: string) => keys.sealer.seal({ kind: 'sealedBox', box, keyId }, BINDING);
    await expect(seal(testKey('c').keyId)).rejects.toBeInstanceOf(KeyUnavailable);
    await expect(seal(testKey('b').keyId)).resolves.toMatchObject({ keyId: testKey('b').keyId });
  });

  test.each<Partial<Binding>>([
    { organizationId: '' },
    { secretId: '' },
    { secretId: '\ud800' },
    { version: 0 },
    { version: 1.5 },
    { version: Number.NaN },
    { version: 2 ** 53 },
  ])('refuses the binding %j', async (change) => {
    const error = await failureOf(() => keys.sealer.seal(plaintext(), { ...BINDING, ...change }));
    expect(error).toMatchObject({ name: 'SealError', rule: 'binding' });
  });

  test('never puts the value into an envelope or an error', async () => {
    const { bytes } = await keys.sealer.seal(plaintext(), BINDING);
    expect(Buffer.from(bytes).includes(VALUE)).toBe(false);
    const error = await failureOf(() => keys.sealer.seal(plaintext(VALUE.repeat(9000)), BINDING));
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(VALUE);
  });

  test('gives different bytes for the same value each time', async () => {
    const envelopes = await Promise.all(
      Array.from({ length: 50 }, async () =>
        parseEnvelope((await keys.sealer.seal(plaintext(), BINDING)).bytes),
      ),
    );
    expect(new Set(envelopes.map(({ enc }) => toHex(enc))).size).toBe(50);
    expect(new Set(envelopes.map(({ ciphertext }) => toHex(ciphertext))).size).toBe(50);
  });

  test.each([1, 1000, VALUE_BYTES.max])(
    'round-trips a value of %i bytes with a constant overhead',
    async (length) => {
      const { bytes, keyId } = await keys.sealer.seal(ofBytes(length), BINDING);
      expect(bytes).toHaveLength(length + ENVELOPE_OVERHEAD);
      expect(bytes.length).toBeLessThanOrEqual(ENVELOPE_MAX_BYTES);
      expect(keyId).toBe(keys.sealing.current.keyId);
      const opened = await keys.opener.open(bytes, BINDING);
      expect(revealPlaintext(opened)).toEqual(new Uint8Array(length));
    },
  );
});

describe('an envelope at another place', () => {
  const elsewhere: ReadonlyArray<[string, Partial<Binding>]> = [
    ['organization', { organizationId: 'org-01jjmz3tg0000000000000000z' }],
    ['secret', { secretId: 'secret-01jjmz3tg0000000000000000z' }],
    ['version', { version: BINDING.version + 1 }],
    [
      'order of organization and secret',
      { organizationId: BINDING.secretId, secretId: BINDING.organizationId },
    ],
  ];

  test.each(elsewhere)('does not open with another %s', async (_name, change) => {
    const { bytes } = await keys.sealer.seal(plaintext(), BINDING);
    const error = await failureOf(() => keys.opener.open(bytes, { ...BINDING, ...change }));
    expect(error).toMatchObject({ name: 'OpenError', message: 'The envelope does not open.' });
    expect(revealPlaintext(await keys.opener.open(bytes, BINDING))).toEqual(
      new Uint8Array(Buffer.from(VALUE)),
    );
  });

  test('does not open under another key id, not even one that has the same seed', async () => {
    const twin = testKey('a', testKey('d').keyId);
    const ring = await testKeys(testKey('a'), testKey('b'), twin);
    const { bytes } = await ring.sealer.seal(plaintext(), BINDING);
    for (const { keyId } of [testKey('b'), twin]) {
      const renamed = formatEnvelope({ ...parseEnvelope(bytes), keyId });
      await expect(ring.opener.open(renamed, BINDING)).rejects.toMatchObject({ name: 'OpenError' });
    }
    await expect(ring.opener.open(bytes, BINDING)).resolves.toBeInstanceOf(Plaintext);
  });

  test('would open there if the binding were not authenticated', async () => {
    const pair = await hpkeKeyPair(keys.opening.current);
    const content = Buffer.from(VALUE);
    const open = (sealed: Awaited<ReturnType<typeof SUITE.Seal>>, aad: Uint8Array) =>
      SUITE.Open(pair, sealed.encapsulatedSecret, sealed.ciphertext, { info: SUITE_INFO, aad });

    const weak = await SUITE.Seal(pair.publicKey, content, { info: SUITE_INFO });
    await expect(open(weak, new Uint8Array())).resolves.toEqual(new Uint8Array(content));

    const { keyId } = keys.opening.current;
    const here = bindingBytes(0, BINDING, keyId);
    const there = bindingBytes(0, { ...BINDING, version: 4 }, keyId);
    const strong = await SUITE.Seal(pair.publicKey, content, { info: SUITE_INFO, aad: here });
    await expect(open(strong, here)).resolves.toEqual(new Uint8Array(content));
    await expect(open(strong, there)).rejects.toThrow();
  });

  test('has authenticated data that no shift between fields can repeat', () => {
    const bytes = (organizationId: string, secretId: string) =>
      toHex(bindingBytes(0, { organizationId, secretId, version: 1 }, testKey('a').keyId));
    expect(bytes('ab', 'c')).not.toBe(bytes('a', 'bc'));
    expect(bytes('ab', 'c')).toBe(bytes('ab', 'c'));
  });
});
