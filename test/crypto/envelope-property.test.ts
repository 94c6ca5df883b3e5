import fc from 'fast-check';
import { EnvelopeFormatError } from '../../src/crypto/crypto.error';
import { formatEnvelope, InnerKind, parseEnvelope } from '../../src/crypto/envelope';
import { testKey } from './keys.fixture';

const { keyId } = testKey('a');
const envelope = fc
  .record({
    innerKind: fc.constantFrom(InnerKind.PLAINTEXT, InnerKind.SEALED_BOX),
    enc: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    ciphertext: fc.uint8Array({ minLength: 16 + 49, maxLength: 400 }),
  })
  .map((fields) => ({ ...fields, keyId }));

describe('an envelope', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(envelope, (written) => {
        const { innerKind, enc, ciphertext, ...rest } = parseEnvelope(formatEnvelope(written));
        expect(rest.keyId).toBe(keyId);
        expect([innerKind, [...enc], [...ciphertext]]).toEqual([
          written.innerKind,
          [...written.enc],
          [...written.ciphertext],
        ]);
      }),
    );
  });

  it('of any other length is refused, and so are bytes that are none', () => {
    const refused = (bytes: Uint8Array) => expect(() => parseEnvelope(bytes)).toThrow(EnvelopeFormatError);
    fc.assert(
      fc.property(
        envelope,
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        (written, more, cut) => {
          const bytes = formatEnvelope(written);
          refused(Buffer.concat([bytes, more]));
          refused(bytes.subarray(0, cut % bytes.length));
          refused(more);
        },
      ),
    );
  });
});
