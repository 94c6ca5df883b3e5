import { inspect } from 'node:util';
import { DeliveredSecrets } from '../../src/client/delivered-secrets';
import { newId } from '../../src/core/id';
import { Plaintext } from '../../src/core/plaintext';

const item = (name: string, plaintext: Plaintext) =>
  ({
    id: newId('secret'),
    name,
    version: 1,
    type: 'KEY_VALUE',
    isFile: false,
    isSensitive: true,
    plaintext,
  }) as const;

describe('delivered secrets', () => {
  const secrets = new DeliveredSecrets(
    [
      item('ONE', Plaintext.ofText('a value-4711')),
      item('BYTES', Plaintext.ofBytes(Uint8Array.of(0xff))),
      item('TWICE', Plaintext.ofText('of the organization')),
      item('TWICE', Plaintext.ofText('of its owner')),
    ],
    '"1"',
  );

  it('give a value by a name that one of them has, and none by another name or one that two have', () => {
    expect(secrets.text('ONE')).toBe('a value-4711');
    for (const [name, message] of [
      ['TWICE', '"TWICE" is the name of several secrets'],
      ['one', '"one" is not among what was delivered'],
    ] as const) {
      const error = expect.objectContaining({ code: 'NOT_DELIVERED', message });
      expect(() => secrets.text(name)).toThrow(error);
      expect(() => secrets.bytes(name)).toThrow(error);
    }
    expect(() => secrets.text('BYTES')).toThrow(expect.objectContaining({ code: 'NOT_TEXT' }));
  });

  it('give copies of bytes, and print without values', () => {
    secrets.bytes('ONE').fill(0);
    expect(secrets.text('ONE')).toBe('a value-4711');
    expect(inspect(secrets, { depth: 9 }) + JSON.stringify(secrets)).not.toContain('4711');
    expect(JSON.stringify(secrets)).toContain('[REDACTED]');
  });
});
