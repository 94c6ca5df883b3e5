import { inspect } from 'node:util';
import sodium from 'libsodium-wrappers';
import { Plaintext, revealPlaintext, VALUE_BYTES } from '../../../src/core/plaintext';
import { bindingBytes } from '../../../src/crypto/binding';
import { formatEnvelope, InnerKind, parseEnvelope } from '../../../src/crypto/envelope';
import { SUITE, SUITE_INFO } from '../../../src/crypto/hpke-suite';
import { openSealedBox } from '../../../src/crypto/open/open';
import { boxKeyPair, hpkeKeyPair } from '../../../src/crypto/open/opening-key-pair';
import { parseSealedBox } from '../../../src/crypto/sealed-box';
import { BINDING, failureOf, hex, type TestKeys, testKey, testKeys, toHex } from '../keys.fixture';
import boxVector from '../vectors/sealed-box.json';

const CANARY = 'CanaryCanaryCanaryCanaryCanary01';
let keys: TestKeys;
let plain: Uint8Array;
let boxed: Uint8Array;

/** Seals as a client does, with libsodium and the public key only. */
function clientBox(text: string, publicKey = keys.sealing.current.boxPublicKey): Uint8Array {
  return sodium.crypto_box_seal(text, publicKey);
}

/** An envelope around any content, made without the checks of sealing, as anybody with the public key can. */
async function forged(innerKind: InnerKind, content: Uint8Array, binding = BINDING): Promise<Uint8Array> {
  const { publicKey } = await hpkeKeyPair(keys.opening.current);
  const { keyId } = keys.opening.current;
  const aad = bindingBytes(innerKind, binding, keyId);
  const { encapsulatedSecret, ciphertext } = await SUITE.Seal(publicKey, content, { info: SUITE_INFO, aad });
  return formatEnvelope({ innerKind, keyId, enc: encapsulatedSecret, ciphertext });
}

async function expectClosed(bytes: Uint8Array): Promise<void> {
  const error = await failureOf(() => keys.opener.open(bytes, BINDING));
  expect([error.name, error.message, error.cause, Object.keys(error)]).toEqual([
    'OpenError',
    'The envelope does not open.',
    undefined,
    ['name'],
  ]);
}

beforeAll(async () => {
  await sodium.ready;
  keys = await testKeys(testKey('a'), testKey('b'));
  const { keyId } = keys.sealing.current;
  plain = (await keys.sealer.seal({ kind: 'plaintext', plaintext: Plaintext.ofText(CANARY) }, BINDING)).bytes;
  boxed = (await keys.sealer.seal({ kind: 'sealedBox', box: clientBox(CANARY), keyId }, BINDING)).bytes;
});

afterEach(async () => {
  // The positive control of every refusal in this file: the untouched envelopes open.
  for (const bytes of [plain, boxed]) {
    const opened = await keys.opener.open(bytes, BINDING);
    expect(Buffer.from(revealPlaintext(opened)).toString()).toBe(CANARY);
  }
});

describe('a damaged envelope', () => {
  const both = (): Uint8Array[] => [plain, boxed];

  test('fails alike whichever bit is flipped', async () => {
    for (const envelope of both()) {
      for (let at = 0; at < envelope.length; at++) {
        for (const mask of [0x01, 0x80]) {
          const changed = Uint8Array.from(envelope);
          changed[at]! ^= mask;
          await expectClosed(changed);
        }
      }
    }
  });

  test('fails alike when truncated or extended at every length', async () => {
    for (const envelope of both()) {
      for (let length = 0; length < envelope.length; length++) await expectClosed(envelope.slice(0, length));
      for (const more of [1, 2, 16, 100_000]) {
        await expectClosed(new Uint8Array(Buffer.concat([envelope, new Uint8Array(more)])));
      }
    }
  });

  test('fails alike when the length field lies', async () => {
    const at = plain.length - (parseEnvelope(plain).ciphertext.length + 4);
    for (const lie of [0, 1, 15, 16, 47, 49, 0x7fffffff, 0x80000000, 0xffffffff]) {
      const changed = Uint8Array.from(plain);
      new DataView(changed.buffer).setUint32(at, lie);
      await expectClosed(changed);
      const { ciphertext } = parseEnvelope(plain);
      if (lie < ciphertext.length) await expectClosed(changed.slice(0, at + 4 + lie));
    }
  });

  test('fails alike when its inner kind is exchanged', async () => {
    await expectClosed(formatEnvelope({ ...parseEnvelope(plain), innerKind: InnerKind.SEALED_BOX }));
    await expectClosed(formatEnvelope({ ...parseEnvelope(boxed), innerKind: InnerKind.PLAINTEXT }));
  });

  test('fails alike when two envelopes exchange a part', async () => {
    const other = (
      await keys.sealer.seal({ kind: 'plaintext', plaintext: Plaintext.ofText(CANARY) }, BINDING)
    ).bytes;
    await expectClosed(formatEnvelope({ ...parseEnvelope(plain), enc: parseEnvelope(other).enc }));
    await expectClosed(
      formatEnvelope({ ...parseEnvelope(plain), ciphertext: parseEnvelope(other).ciphertext }),
    );
  });

  test('fails alike with an encapsulated key of low order', async () => {
    await expectClosed(formatEnvelope({ ...parseEnvelope(plain), enc: new Uint8Array(32) }));
  });
});

describe('opening', () => {
  test('refuses an empty value and one above 64 KiB although they were sealed', async () => {
    await expectClosed(await forged(InnerKind.PLAINTEXT, new Uint8Array()));
    await expectClosed(await forged(InnerKind.SEALED_BOX, clientBox('')));
    await expectClosed(await forged(InnerKind.PLAINTEXT, new Uint8Array(VALUE_BYTES.max + 1)));
    await expectClosed(await forged(InnerKind.SEALED_BOX, clientBox('x'.repeat(VALUE_BYTES.max + 1))));
    for (const text of ['x', 'x'.repeat(VALUE_BYTES.max)]) {
      const direct = await keys.opener.open(await forged(InnerKind.PLAINTEXT, Buffer.from(text)), BINDING);
      const nested = await keys.opener.open(await forged(InnerKind.SEALED_BOX, clientBox(text)), BINDING);
      expect(revealPlaintext(direct)).toEqual(revealPlaintext(nested));
    }
  });

  test('refuses a sealed box that is damaged, empty or made for another generation', async () => {
    const damaged = clientBox(CANARY);
    damaged[40]! ^= 1;
    const foreign = clientBox(CANARY, keys.sealing.find(testKey('b').keyId)!.boxPublicKey);
    for (const box of [damaged, foreign, new Uint8Array(), new Uint8Array(48), new Uint8Array(64)]) {
      await expectClosed(await forged(InnerKind.SEALED_BOX, box));
    }
  });

  test('refuses a key that it does not hold', async () => {
    const stranger = await testKeys(testKey('c'));
    await expect(stranger.opener.open(plain, BINDING)).rejects.toMatchObject({ name: 'OpenError' });
  });

  test('refuses an ill-formed binding although an envelope was made for it', async () => {
    const content = Buffer.from(CANARY);
    const replaced = await forged(InnerKind.PLAINTEXT, content, { ...BINDING, secretId: '\ufffd' });
    const open = (secretId: string) => keys.opener.open(replaced, { ...BINDING, secretId });
    await expect(open('\ud800')).rejects.toMatchObject({ name: 'OpenError' });
    await expect(open('\ufffd')).resolves.toBeInstanceOf(Plaintext);
    const zero = { ...BINDING, version: 0 };
    const atZero = await forged(InnerKind.PLAINTEXT, content, zero);
    await expect(keys.opener.open(atZero, zero)).rejects.toMatchObject({ name: 'OpenError' });
  });

  test('gives a plaintext that does not print the value', async () => {
    const opened = await keys.opener.open(plain, BINDING);
    expect(`${opened}${JSON.stringify({ opened })}${inspect(opened, { showHidden: true })}`).not.toContain(
      CANARY,
    );
  });

  test('opens what an older generation sealed', async () => {
    const older = await testKeys(testKey('b'), testKey('a'));
    const content = { kind: 'plaintext', plaintext: Plaintext.ofText(CANARY) } as const;
    const { bytes, keyId } = await older.sealer.seal(content, BINDING);
    expect(keyId).not.toBe(keys.opening.current.keyId);
    expect(toHex(revealPlaintext(await keys.opener.open(bytes, BINDING)))).toBe(toHex(Buffer.from(CANARY)));
  });

  test('opens a box that a client made for a generation that is no longer current', async () => {
    const { keyId, boxPublicKey } = keys.sealing.find(testKey('b').keyId)!;
    const box = parseSealedBox(Buffer.from(clientBox('über 64 größe', boxPublicKey)).toString('base64'));
    const { bytes } = await keys.sealer.seal({ kind: 'sealedBox', box, keyId }, BINDING);
    const opened = await keys.opener.open(bytes, BINDING);
    expect(Buffer.from(revealPlaintext(opened)).toString()).toBe('über 64 größe');
  });

  test('opens the known answer of libsodium and no other box under its key', async () => {
    const pair = { publicKey: hex(boxVector.publicKey), privateKey: hex(boxVector.privateKey) };
    await expect(openSealedBox(hex(boxVector.box), await boxKeyPair(testKey('a')))).rejects.toThrow();
    expect(toHex(await openSealedBox(hex(boxVector.box), pair))).toBe(boxVector.plaintext);
  });
});
