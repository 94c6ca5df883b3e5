import { inspect } from 'node:util';
import { KeyFormatError } from '../../../src/crypto/crypto.error';
import {
  formatOpeningKeys,
  generateKeyGeneration,
  OpeningKey,
  parseOpeningKeys,
} from '../../../src/crypto/open/opening-key';
import { boxKeyPair, hpkeKeyPair, publicHalf } from '../../../src/crypto/open/opening-key-pair';
import { failureOf, testKey, toHex } from '../keys.fixture';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const line = formatOpeningKeys([testKey('a')]).trimEnd();
const older = formatOpeningKeys([testKey('b')]).trimEnd();

function withField(index: number, change: (field: string) => string): string {
  const fields = line.split(' ');
  fields[index] = change(fields[index]!);
  return fields.join(' ');
}

function flipped(field: string): string {
  return (field.startsWith('A') ? 'B' : 'A') + field.slice(1);
}

describe('the text of opening keys', () => {
  test.each([
    ['nothing', 'empty', ''],
    ['a sealing key', 'form', withField(0, () => 'sealing-key-1')],
    ['no checksum', 'form', line.split(' ').toSpliced(3, 1).join(' ')],
    ['a short seed', 'length', withField(2, (field) => field.slice(0, 40))],
    ['a padded seed', 'alphabet', withField(2, (field) => `${field}=`)],
    ['a mistyped seed', 'checksum', withField(2, flipped)],
    ['a mistyped checksum', 'checksum', withField(3, flipped)],
    ['a short checksum', 'length', withField(3, (field) => field.slice(0, 4))],
    ['another key id', 'checksum', withField(1, () => testKey('c').keyId)],
    ['another time', 'checksum', withField(4, () => '2026-01-31T08:00:00.001Z')],
    ['an impossible time', 'time', withField(4, () => 'today')],
    ['a mistyped key id', 'keyId', withField(1, (field) => `${field.slice(0, -1)}u`)],
    ['a key twice', 'duplicate', `${line}\n${line}`],
    ['a seed twice', 'duplicate', `${line}\n${formatOpeningKeys([testKey('a', testKey('c').keyId)])}`],
  ])('is refused with %s: %s', async (_name, rule, text) => {
    const error = await failureOf(() => parseOpeningKeys(text));
    expect(error).toBeInstanceOf(KeyFormatError);
    expect(error).toMatchObject({ rule });
    expect(error.message).not.toContain(line.split(' ')[2]!.slice(1, 20));
    expect(parseOpeningKeys(line).current.keyId).toBe(testKey('a').keyId);
  });

  test('gives the keys back, the first line being current', () => {
    const ring = parseOpeningKeys(`# ours\n${line}\n${older}\n`);
    expect(ring.all.map(({ keyId }) => keyId)).toEqual([testKey('a').keyId, testKey('b').keyId]);
    expect(formatOpeningKeys(ring.all)).toBe(`${line}\n${older}\n`);
  });
});

describe('an opening key', () => {
  test('prints as the mask everywhere', () => {
    const key = testKey('a');
    const seed = OpeningKey.revealSeed(key);
    const printed = [
      `${key}`,
      JSON.stringify({ key }),
      inspect({ key }, { showHidden: true }),
      String([key]),
    ].join();
    for (const text of [toHex(seed), Buffer.from(seed).toString('base64url'), inspect(seed)]) {
      expect(printed).not.toContain(text);
    }
    expect(printed.split('[REDACTED]')).toHaveLength(5);
    expect(Object.values({ ...key })).not.toContain(seed);
    expect(formatOpeningKeys([key])).toContain(Buffer.from(seed).toString('base64url'));
  });

  test('needs a seed of 32 bytes and a key id', () => {
    expect(() => new OpeningKey(testKey('a').keyId, new Uint8Array(31), NOW)).toThrow(KeyFormatError);
    expect(() => new OpeningKey('key-1', new Uint8Array(32), NOW)).toThrow(KeyFormatError);
    expect(new OpeningKey(testKey('a').keyId, new Uint8Array(32), NOW).createdAt).toEqual(NOW);
  });

  test('is new each time, with an id that sorts by time', () => {
    const made = [generateKeyGeneration(NOW), generateKeyGeneration(new Date(NOW.getTime() + 1))];
    const seeds = made.map((key) => toHex(OpeningKey.revealSeed(key)));
    expect(seeds[0]).not.toBe(seeds[1]);
    expect(seeds).not.toContain('00'.repeat(32));
    expect(made[0]!.keyId < made[1]!.keyId).toBe(true);
    expect(parseOpeningKeys(formatOpeningKeys(made)).all).toHaveLength(2);
  });

  test('has two key pairs that do not share a key and always come out the same', async () => {
    const key = testKey('a');
    const half = await publicHalf(key);
    expect(toHex(half.hpkePublicKey)).not.toBe(toHex(half.boxPublicKey));
    expect(await publicHalf(testKey('a'))).toEqual(half);
    expect(toHex((await publicHalf(testKey('b'))).hpkePublicKey)).not.toBe(toHex(half.hpkePublicKey));
    expect((await hpkeKeyPair(key)).publicKey.raw).toEqual(half.hpkePublicKey);
    expect((await boxKeyPair(key)).publicKey).toEqual(half.boxPublicKey);
  });
});
