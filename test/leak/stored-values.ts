import { randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';
import { type Canary, newCanary } from '../support/canary';

/** A value of one kind, with a canary in it, and what is sent to store it. */
export interface StoredValue {
  readonly kind: string;
  readonly canary: Canary;
  /** Fields of the input, besides whose secret it is and its name. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** The public key to which a client seals. */
export interface PublishedKey {
  readonly keyId: string;
  readonly publicKey: string;
}

const LARGEST = 64 * 1024;

/** A value of every kind that the gateway takes: types, files, and values sealed by the client. */
export async function storedValues(key: PublishedKey): Promise<StoredValue[]> {
  const values: [string, (text: string) => Record<string, unknown>][] = [
    ['a text', (value) => ({ value })],
    ['a text of 64 KB', (text) => ({ value: text.padEnd(LARGEST, ' and more') })],
    ['a text with what JSON, HTML and SQL escape', (text) => ({ value: `"\\<&'%\u2028\n${text}'; --` })],
    ['a cookie header', (text) => ({ type: 'COOKIE', value: `session=${text}; Path=/; Secure` })],
    ['cookies in JSON', (value) => ({ type: 'COOKIE', value: JSON.stringify([{ name: 'session', value }]) })],
    [
      'a cookie file',
      (text) => ({
        type: 'COOKIE',
        value: `# Netscape HTTP Cookie File\nexample.com\tTRUE\t/\tTRUE\t0\tsession\t${text}`,
      }),
    ],
    ['a file', (text) => ({ isFile: true, value: Buffer.from(`\0\u00ff${text}`).toString('base64') })],
    [
      'a file of 64 KB',
      (text) => ({
        isFile: true,
        value: Buffer.concat([randomBytes(LARGEST - text.length), Buffer.from(text)]).toString('base64'),
      }),
    ],
    ['a value that is not sensitive', (value) => ({ isSensitive: false, value })],
  ];
  const plain = values.map(([kind, inputOf]) => {
    const canary = newCanary();
    return { kind, canary, input: inputOf(canary.text) };
  });
  return [...plain, ...totpSeeds(), ...(await sealedByClient(key))];
}

/** Base32 has no lower-case letters and neither 0, 1, 8 nor 9, so that such a canary is made of what is left. */
function totpSeeds(): StoredValue[] {
  const forms: [string, (seed: string) => string][] = [
    ['a one-time password seed', (seed) => seed],
    ['an otpauth URI', (seed) => `otpauth://totp/Example:me?secret=${seed}&issuer=Example`],
  ];
  return forms.map(([kind, write]) => {
    const canary = Object.freeze({ text: base32(32) });
    return { kind, canary, input: { type: 'TOTP', value: write(canary.text) } };
  });
}

function base32(length: number): string {
  return [...randomBytes(length)].map((byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[byte & 31]).join('');
}

async function sealedByClient({ keyId, publicKey }: PublishedKey): Promise<StoredValue[]> {
  await sodium.ready;
  return ['a value that the client sealed', 'another one'].map((kind) => {
    const canary = newCanary();
    const box = sodium.crypto_box_seal(canary.text, Buffer.from(publicKey, 'base64'));
    return {
      kind,
      canary,
      input: { sealedValue: { keyId, encryptedValue: Buffer.from(box).toString('base64') } },
    };
  });
}
