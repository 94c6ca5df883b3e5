import { VALUE_BYTES } from '../core/plaintext';
import { uint32 } from './bytes';
import { EnvelopeFormatError } from './crypto.error';
import { TAG_BYTES } from './hpke-aead';
import { isKeyId, KEY_ID_BYTES } from './key.format';
import { SEALED_BOX_BYTES } from './sealed-box';
import { X25519_BYTES } from './x25519';

/*
 * offset  length  field
 *      0       4  magic "SGWE"
 *      4       1  format, 1
 *      5       1  inner kind: 0 plaintext bytes, 1 libsodium sealed box
 *      6      30  key id, ASCII
 *     36      32  HPKE encapsulated key
 *     68       4  length of the ciphertext, big-endian
 *     72       n  HPKE ciphertext with its tag of 16 bytes
 */
const MAGIC = new Uint8Array(Buffer.from('SGWE', 'ascii'));
const FORMAT_AT = 4;
const KIND_AT = 5;
const KEY_ID_AT = 6;
const ENC_AT = KEY_ID_AT + KEY_ID_BYTES;
const LENGTH_AT = ENC_AT + X25519_BYTES;
const CIPHERTEXT_AT = LENGTH_AT + 4;

/** The version of the layout. A reader refuses every other version. */
const ENVELOPE_FORMAT = 1;

/** What an envelope holds once its outer layer is open. */
export const InnerKind = { PLAINTEXT: 0, SEALED_BOX: 1 } as const;
export type InnerKind = (typeof InnerKind)[keyof typeof InnerKind];

/** The bytes of an envelope besides its content: header, encapsulated key, length and tag. */
export const ENVELOPE_OVERHEAD = CIPHERTEXT_AT + TAG_BYTES;

/** The size in bytes of the largest envelope: a sealed box of the largest value. */
export const ENVELOPE_MAX_BYTES = ENVELOPE_OVERHEAD + SEALED_BOX_BYTES.max;

const MAX_CONTENT_BYTES: Readonly<Record<InnerKind, number>> = {
  [InnerKind.PLAINTEXT]: VALUE_BYTES.max,
  [InnerKind.SEALED_BOX]: SEALED_BOX_BYTES.max,
};

/** The fields of an envelope. `enc` has 32 bytes, `ciphertext` 16 more than the content. */
export interface Envelope {
  readonly innerKind: InnerKind;
  readonly keyId: string;
  readonly enc: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Magic and format: the first 5 bytes of an envelope, and the first field of its authenticated data. */
export function envelopePrefix(): Uint8Array {
  return Uint8Array.of(...MAGIC, ENVELOPE_FORMAT);
}

/** The bytes at rest, in the layout above. */
export function formatEnvelope(envelope: Envelope): Uint8Array {
  return new Uint8Array(
    Buffer.concat([
      envelopePrefix(),
      Uint8Array.of(envelope.innerKind),
      Buffer.from(envelope.keyId, 'ascii'),
      envelope.enc,
      uint32(envelope.ciphertext.length),
      envelope.ciphertext,
    ]),
  );
}

/**
 * Reads the bytes at rest. Every field must be exactly as {@link formatEnvelope} writes it, to the last byte. No key is
 * needed, so that a scan can find truncated rows. The result shares memory with `bytes`.
 *
 * @throws EnvelopeFormatError rule `magic`, `format`, `kind`, `keyId` or `length`.
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length < ENVELOPE_OVERHEAD || bytes.length > ENVELOPE_MAX_BYTES) {
    throw new EnvelopeFormatError('length');
  }
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) throw new EnvelopeFormatError('magic');
  if (bytes[FORMAT_AT] !== ENVELOPE_FORMAT) throw new EnvelopeFormatError('format');
  const innerKind = bytes[KIND_AT];
  if (innerKind !== InnerKind.PLAINTEXT && innerKind !== InnerKind.SEALED_BOX) {
    throw new EnvelopeFormatError('kind');
  }
  // Latin-1 maps bytes to characters one to one. `ascii` would drop the top bit and accept two encodings of one id.
  const keyId = Buffer.from(bytes.subarray(KEY_ID_AT, ENC_AT)).toString('latin1');
  if (!isKeyId(keyId)) throw new EnvelopeFormatError('keyId');
  const length = new DataView(bytes.buffer, bytes.byteOffset + LENGTH_AT, 4).getUint32(0);
  if (length !== bytes.length - CIPHERTEXT_AT || length > MAX_CONTENT_BYTES[innerKind] + TAG_BYTES) {
    throw new EnvelopeFormatError('length');
  }
  return {
    innerKind,
    keyId,
    enc: bytes.subarray(ENC_AT, LENGTH_AT),
    ciphertext: bytes.subarray(CIPHERTEXT_AT),
  };
}
