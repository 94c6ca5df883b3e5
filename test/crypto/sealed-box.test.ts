import { BadUserInput } from '../../src/core/errors';
import { VALUE_BYTES } from '../../src/core/plaintext';
import { parseSealedBox, SEALED_BOX_BYTES, sealedBoxPlaintextBytes } from '../../src/crypto/sealed-box';
import { failureOf } from './keys.fixture';

const text = (bytes: number) => Buffer.alloc(bytes, 0xc3).toString('base64');

describe('a sealed box in base64', () => {
  test.each([
    ['length', ''],
    ['length', text(1)],
    ['length', text(SEALED_BOX_BYTES.min - 1)],
    ['length', text(SEALED_BOX_BYTES.max + 1)],
    ['length', text(SEALED_BOX_BYTES.max + 4000)],
    ['base64', text(60).replaceAll('/', '_').replaceAll('w', '-')],
    ['base64', `${text(60)}\n`],
    ['base64', text(61).replace(/=+$/, '')],
    ['base64', `${text(60)}====`],
  ])('is refused with the rule %s', async (rule, given) => {
    const error = await failureOf(() => parseSealedBox(given, 'input.sealedValue.encryptedValue'));
    expect(error).toBeInstanceOf(BadUserInput);
    const path = 'input.sealedValue.encryptedValue';
    expect(error).toMatchObject({ violations: [{ path, rule }] });
    if (given.length > 8) expect(error.message).not.toContain(given.slice(0, 8));
  });

  test('is read when its value may have this size, which is known without opening', () => {
    for (const size of [VALUE_BYTES.min, 1000, VALUE_BYTES.max]) {
      expect(sealedBoxPlaintextBytes(parseSealedBox(text(size + 48)))).toBe(size);
    }
  });
});
