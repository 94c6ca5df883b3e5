import { generateKeyPairSync } from 'node:crypto';
import { exportPublicKey, isUsablePublicKey } from '../../src/crypto/x25519';
import { hex, toHex } from './keys.fixture';

const PRIME = (1n << 255n) - 19n;

function littleEndian(value: bigint): Uint8Array {
  return hex(value.toString(16).padStart(64, '0')).reverse();
}

describe('a public key', () => {
  test.each([
    ['zero', littleEndian(0n)],
    ['one', littleEndian(1n)],
    ['the prime minus one', littleEndian(PRIME - 1n)],
    ['of order 8', hex('e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')],
    ['of order 8, the other', hex('5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157')],
    ['the prime, another spelling of zero', littleEndian(PRIME)],
    ['the prime plus nine, another spelling of the base point', littleEndian(PRIME + 9n)],
    ['the base point with its ignored bit set', littleEndian((1n << 255n) + 9n)],
    ['too short', new Uint8Array(31).fill(9)],
    ['too long', new Uint8Array(33).fill(9)],
    ['empty', new Uint8Array()],
  ])('that is %s is not usable', (_name, raw) => {
    expect(isUsablePublicKey(raw)).toBe(false);
  });

  test('from a key pair or the base point is usable', () => {
    expect(isUsablePublicKey(littleEndian(9n))).toBe(true);
    const raw = exportPublicKey(generateKeyPairSync('x25519').publicKey);
    expect(raw).toHaveLength(32);
    expect(isUsablePublicKey(raw)).toBe(true);
    expect(toHex(raw)).not.toBe(toHex(new Uint8Array(32)));
  });
});
