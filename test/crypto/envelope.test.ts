import { Plaintext, VALUE_BYTES } from '../../src/core/plaintext';
import {
  ENVELOPE_MAX_BYTES,
  ENVELOPE_OVERHEAD,
  formatEnvelope,
  InnerKind,
  parseEnvelope,
} from '../../src/crypto/envelope';
import { SEALED_BOX_BYTES } from '../../src/crypto/sealed-box';
import { BINDING, failureOf, testKey, testKeys } from './keys.fixture';

const KEY_ID = testKey('a').keyId;

function build(contentBytes: number, innerKind: InnerKind = InnerKind.PLAINTEXT): Uint8Array {
  const ciphertext = new Uint8Array(contentBytes + 16).fill(7);
  return formatEnvelope({ innerKind, keyId: KEY_ID, enc: new Uint8Array(32).fill(5), ciphertext });
}

async function ruleOf(bytes: Uint8Array): Promise<unknown> {
  const error = await failureOf(() => parseEnvelope(bytes));
  expect(error.name).toBe('EnvelopeFormatError');
  return 'rule' in error && error.rule;
}

describe('the envelope parser', () => {
  test.each([
    ['magic', 0, 0x73],
    ['magic', 3, 0x00],
    ['format', 4, 0],
    ['format', 4, 2],
    ['kind', 5, 2],
    ['kind', 5, 255],
    ['keyId', 6, 0x4b],
    ['keyId', 9, 0x5f],
    ['keyId', 10, 0x38],
    ['keyId', 20, 0x75],
    ['keyId', 20, 0x41],
    ['keyId', 20, 0xb0],
    ['length', 68, 1],
    ['length', 71, 0],
  ])('names the rule %s when byte %i is %i', async (rule, at, byte) => {
    const bytes = build(10);
    expect(parseEnvelope(bytes).keyId).toBe(KEY_ID);
    bytes[at] = byte;
    expect(await ruleOf(bytes)).toBe(rule);
  });

  test('refuses any other number of bytes', async () => {
    const bytes = build(10);
    for (let length = 0; length < bytes.length; length++)
      expect(await ruleOf(bytes.slice(0, length))).toBe('length');
    expect(await ruleOf(Uint8Array.of(...bytes, 0))).toBe('length');
    expect(await ruleOf(new Uint8Array(ENVELOPE_MAX_BYTES + 1))).toBe('length');
  });

  test('refuses more content than its kind may have', async () => {
    expect(await ruleOf(build(VALUE_BYTES.max + 1))).toBe('length');
    expect(await ruleOf(build(SEALED_BOX_BYTES.max + 1, InnerKind.SEALED_BOX))).toBe('length');
    expect(parseEnvelope(build(VALUE_BYTES.max)).innerKind).toBe(InnerKind.PLAINTEXT);
    expect(parseEnvelope(build(SEALED_BOX_BYTES.max, InnerKind.SEALED_BOX)).innerKind).toBe(
      InnerKind.SEALED_BOX,
    );
  });

  test('reads a view inside larger memory', () => {
    const bytes = build(10);
    const memory = new Uint8Array(bytes.length + 20);
    memory.set(bytes, 13);
    expect(parseEnvelope(memory.subarray(13, 13 + bytes.length))).toEqual(parseEnvelope(bytes));
  });

  test('gives back what was formatted, with the stated overhead', async () => {
    const bytes = build(10);
    expect(bytes).toHaveLength(10 + ENVELOPE_OVERHEAD);
    expect(formatEnvelope(parseEnvelope(bytes))).toEqual(bytes);
    const { sealer } = await testKeys(testKey('a'));
    const sealed = await sealer.seal({ kind: 'plaintext', plaintext: Plaintext.ofText('x') }, BINDING);
    expect(sealed.bytes).toHaveLength(1 + ENVELOPE_OVERHEAD);
  });
});
