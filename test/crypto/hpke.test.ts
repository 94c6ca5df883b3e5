import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import {
  AEAD_AES_256_GCM,
  CipherSuite,
  KDF_HKDF_SHA256,
  type KEM,
  KEM_DHKEM_X25519_HKDF_SHA256,
  type KeyPair,
} from 'hpke';
import { aes256Gcm } from '../../src/crypto/hpke-aead';
import { hkdfSha256 } from '../../src/crypto/hpke-kdf';
import { type X25519Key, x25519HkdfSha256 } from '../../src/crypto/hpke-kem';
import { SUITE } from '../../src/crypto/hpke-suite';
import { hex, toHex } from './keys.fixture';
import vectors from './vectors/rfc9180.json';

const { suite: vector } = vectors;
const info = hex(vector.info);

async function vectorPair(): Promise<KeyPair<X25519Key>> {
  return SUITE.DeriveKeyPair(hex(vector.ikmR));
}

function withEphemeral(pair: KeyPair<X25519Key>): KEM<X25519Key> {
  const generate = async () => pair;
  return { ...x25519HkdfSha256(), GenerateKeyPair: generate };
}

/** The suite with a known ephemeral key, so that sealing has a known answer. */
async function suiteWithEphemeral(ikmE: string): Promise<CipherSuite<X25519Key>> {
  const ephemeral = await SUITE.DeriveKeyPair(hex(ikmE));
  return new CipherSuite(() => withEphemeral(ephemeral), hkdfSha256, aes256Gcm);
}

describe('the HPKE suite', () => {
  test.each(['aad', 'ciphertext', 'enc', 'info'] as const)(
    'does not open the RFC 9180 vector when one bit of %s differs',
    async (field) => {
      const pair = await vectorPair();
      const given = { aad: hex(vector.aad), ciphertext: hex(vector.ciphertext), enc: hex(vector.enc), info };
      const open = (from: typeof given) => SUITE.Open(pair, from.enc, from.ciphertext, from);
      const changed = Uint8Array.from(given[field]);
      changed[0]! ^= 1;
      await expect(open({ ...given, [field]: changed })).rejects.toThrow();
      await expect(open(given).then(toHex)).resolves.toBe(vector.plaintext);
    },
  );

  test('refuses to encapsulate to a point of low order and to decapsulate one', async () => {
    const pair = await vectorPair();
    const zero = new Uint8Array(32);
    await expect(SUITE.Seal(await SUITE.DeserializePublicKey(zero), zero)).rejects.toThrow();
    await expect(SUITE.SetupRecipient(pair, zero)).rejects.toThrow();
    await expect(SUITE.Seal(pair.publicKey, zero)).resolves.toBeDefined();
  });

  test.each([4, 8])('refuses a tag of %i bytes, which Node alone would accept', async (tagBytes) => {
    const [key, nonce] = [new Uint8Array(32), new Uint8Array(12)];
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
    // So long that a reader that cuts 16 bytes off the end of too few bytes cuts exactly at this tag.
    const message = new Uint8Array(16 - 2 * tagBytes);
    const sealed = Buffer.concat([cipher.update(message), cipher.final(), cipher.getAuthTag()]);
    const lenient = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(sealed.subarray(message.length));
    lenient.update(sealed.subarray(0, message.length));
    expect(() => lenient.final()).not.toThrow();
    const open = (bytes: Uint8Array) => aes256Gcm().Open(key, nonce, new Uint8Array(), bytes);
    await expect(open(sealed)).rejects.toThrow();
    const whole = await aes256Gcm().Seal(key, nonce, new Uint8Array(), message);
    await expect(open(whole)).resolves.toEqual(message);
  });

  test('serializes public keys and no private ones', async () => {
    const { privateKey, publicKey } = await vectorPair();
    expect(toHex(await SUITE.SerializePublicKey(publicKey))).toBe(vector.pkRm);
    await expect(SUITE.SerializePrivateKey(privateKey)).rejects.toThrow();
    expect(privateKey.extractable).toBe(false);
  });

  test('derives, opens and exports as RFC 9180 publishes it', async () => {
    const pair = await vectorPair();
    expect(toHex(await SUITE.SerializePublicKey(pair.publicKey))).toBe(vector.pkRm);
    const recipient = await SUITE.SetupRecipient(pair, hex(vector.enc), { info });
    expect(toHex(await recipient.Open(hex(vector.ciphertext), hex(vector.aad)))).toBe(vector.plaintext);
    for (const { context, value } of vector.exports) {
      expect(toHex(await recipient.Export(hex(context), 32))).toBe(value);
    }
    expect([SUITE.KEM.id, SUITE.KDF.id, SUITE.AEAD.id]).toEqual([0x20, 1, 2]);
  });

  test('seals as RFC 9180 publishes it when the ephemeral key is the published one', async () => {
    const fixed = await suiteWithEphemeral(vector.ikmE);
    const { publicKey } = await vectorPair();
    const aad = hex(vector.aad);
    const { encapsulatedSecret, ciphertext } = await fixed.Seal(publicKey, hex(vector.plaintext), {
      info,
      aad,
    });
    expect(toHex(encapsulatedSecret)).toBe(vector.enc);
    expect(toHex(ciphertext)).toBe(vector.ciphertext);
  });

  test('gives the published digest over 1000 messages of all lengths', async () => {
    const fixed = await suiteWithEphemeral(vector.ikmE);
    const { ctx } = await fixed.SetupSender((await vectorPair()).publicKey, { info });
    const source = createHash('shake128', { outputLength: 1 << 19 }).digest();
    const sink = createHash('shake128', { outputLength: 16 });
    let at = 0;
    const draw = () => {
      const end = at + 1 + source[at]!;
      const bytes = Uint8Array.from(source.subarray(at + 1, end));
      at = end;
      return bytes;
    };
    for (let message = 0; message < 1000; message++) {
      const aad = draw();
      sink.update(await ctx.Seal(draw(), aad));
    }
    expect(sink.digest('hex')).toBe(vector.accumulatedEncryptions);
  });

  test.each(vectors.kem)('has the KEM of RFC 9180 $name', async ({ ikmE, ikmR, ...expected }) => {
    const kem = x25519HkdfSha256();
    const recipient = await kem.DeriveKeyPair(hex(ikmR), false);
    const ephemeral = await kem.DeriveKeyPair(hex(ikmE), false);
    expect(toHex(recipient.publicKey.raw)).toBe(expected.pkRm);
    expect(toHex(ephemeral.publicKey.raw)).toBe(expected.pkEm);
    for (const [privateText, publicText] of [
      [expected.skRm, expected.pkRm],
      [expected.skEm, expected.pkEm],
    ]) {
      expect(toHex((await kem.DeserializePrivateKey(hex(privateText!), false)).raw)).toBe(publicText);
    }
    const { enc, shared_secret } = await withEphemeral(ephemeral).Encap(recipient.publicKey);
    expect(toHex(enc)).toBe(expected.pkEm);
    expect(toHex(shared_secret)).toBe(expected.sharedSecret);
    const opened = await kem.Decap(enc, recipient.privateKey, undefined);
    expect(toHex(opened)).toBe(expected.sharedSecret);
  });

  test('and the Web Cryptography suite of the package open what the other sealed', async () => {
    const stock = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
    const ikm = hex(vector.ikmR);
    const [ours, theirs] = await Promise.all([SUITE.DeriveKeyPair(ikm), stock.DeriveKeyPair(ikm)]);
    const message = Buffer.from('across');
    const options = { info, aad: Uint8Array.of(7) };
    const sealed = await SUITE.Seal(ours.publicKey, message, options);
    const back = await stock.Seal(theirs.publicKey, message, options);
    const openedByThem = await stock.Open(theirs, sealed.encapsulatedSecret, sealed.ciphertext, options);
    const openedByUs = await SUITE.Open(ours, back.encapsulatedSecret, back.ciphertext, options);
    expect(Buffer.from(openedByThem).toString()).toBe('across');
    expect(Buffer.from(openedByUs).toString()).toBe('across');
  });
});
