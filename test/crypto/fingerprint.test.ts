import { Plaintext } from '../../src/core/plaintext';
import { ChainKey } from '../../src/crypto/chain';
import { commandFingerprint } from '../../src/crypto/fingerprint';
import { toHex } from './keys.fixture';

const key = ChainKey.generate();
const NOTE = { name: 'A', note: null, ids: [1, 2], at: new Date(0), value: Plaintext.ofText('v') };

function print(command: object, action = 'secret.create', by = key): string {
  return toHex(commandFingerprint(by, 'attempt-attempt-1', action, command));
}

describe('the fingerprint of a command', () => {
  test.each<[string, object]>([
    ['another value', { ...NOTE, value: Plaintext.ofText('w') }],
    ['the value as a plain text', { ...NOTE, value: 'v' }],
    ['no value', { ...NOTE, value: undefined }],
    ['null for a value', { ...NOTE, value: null }],
    ['another name', { ...NOTE, name: 'B' }],
    ['a field less', { ...NOTE, note: undefined }],
    ['a field more', { ...NOTE, more: false }],
    ['a list in another order', { ...NOTE, ids: [2, 1] }],
    ['a list nested', { ...NOTE, ids: [[1, 2]] }],
    ['numbers as texts', { ...NOTE, ids: ['1', '2'] }],
    ['another time', { ...NOTE, at: new Date(1) }],
    ['a time as a text', { ...NOTE, at: new Date(0).toISOString() }],
  ])('differs with %s', (_name, command) => {
    expect(print(command)).not.toBe(print(NOTE));
  });

  test('differs for another action and another chain key', () => {
    expect(print(NOTE, 'secret.update')).not.toBe(print(NOTE));
    expect(print(NOTE, 'secret.create', ChainKey.generate())).not.toBe(print(NOTE));
  });

  test('is the same for equal commands in any order of fields', () => {
    const again = Object.fromEntries(Object.entries(NOTE).toReversed());
    expect(print({ ...again, value: Plaintext.ofText('v'), absent: undefined })).toBe(print(NOTE));
    expect(print(Object.assign(Object.create(null), NOTE))).toBe(print(NOTE));
  });

  test.each([new Map([['a', 1]]), new Uint8Array(3), () => 1, Symbol('a'), 1n])(
    'is refused for what has no canonical form',
    (odd) => {
      expect(() => print({ odd })).toThrow(TypeError);
      expect(print({ odd: 1 })).toHaveLength(64);
    },
  );
});
