import { KeyFormatError } from '../../src/crypto/crypto.error';
import { KeyRing } from '../../src/crypto/key-ring';
import { formatOpeningKeys } from '../../src/crypto/open/opening-key';
import {
  formatSealingKeys,
  looksLikeOpeningKey,
  parseSealingKeys,
  type SealingKeyRing,
} from '../../src/crypto/sealing-key';
import { failureOf, testKey, testKeys } from './keys.fixture';

let ring: SealingKeyRing;
let first: string;
let second: string;

beforeAll(async () => {
  ({ sealing: ring } = await testKeys(testKey('a'), testKey('b')));
  [first, second] = formatSealingKeys(ring.all).trimEnd().split('\n') as [string, string];
});

/** The first line with one of its fields replaced. */
function withField(index: number, change: (field: string) => string): string {
  const fields = first.split(' ');
  fields[index] = change(fields[index]!);
  return fields.join(' ');
}

const ZERO_POINT = 'A'.repeat(43);

describe('the text of sealing keys', () => {
  const bad: ReadonlyArray<[string, string, () => string]> = [
    ['nothing', 'empty', () => ''],
    ['comments only', 'empty', () => '# none yet\n\n'],
    ['another keyword', 'form', () => withField(0, () => 'sealing-key-2')],
    ['an upper-case keyword', 'form', () => withField(0, (field) => field.toUpperCase())],
    ['a field missing', 'form', () => first.split(' ').slice(0, 4).join(' ')],
    ['a field too many', 'form', () => `${first} x`],
    ['a comment behind the key', 'form', () => `${first} # current`],
    ['two spaces', 'form', () => first.replace(' ', '  ')],
    ['a space in front', 'form', () => ` ${first}`],
    ['a space behind', 'form', () => `${first} `],
    ['a tab', 'form', () => first.replace(' ', '\t')],
    ['an id of another noun', 'keyId', () => withField(1, (field) => field.replace('key-', 'org-'))],
    ['a short id', 'keyId', () => withField(1, (field) => field.slice(0, -1))],
    ['an upper-case id', 'keyId', () => withField(1, (field) => `key-${field.slice(4).toUpperCase()}`)],
    ['a padded key', 'alphabet', () => withField(2, (field) => `${field}=`)],
    ['a key in the standard alphabet', 'alphabet', () => withField(2, (field) => `+${field.slice(1)}`)],
    ['trailing bits in a key', 'alphabet', () => withField(2, (field) => `${field.slice(0, -1)}B`)],
    ['a short key', 'length', () => withField(2, () => 'A'.repeat(40))],
    ['a long key', 'length', () => withField(3, () => 'A'.repeat(44))],
    ['a zero point', 'point', () => withField(2, () => ZERO_POINT)],
    ['a point of low order', 'point', () => withField(3, () => `AQ${'A'.repeat(41)}`)],
    ['a day that is none', 'time', () => withField(4, () => '2026-02-30T08:00:00.000Z')],
    ['a local time', 'time', () => withField(4, () => '2026-01-31T08:00:00.000+01:00')],
    ['a time without milliseconds', 'time', () => withField(4, () => '2026-01-31T08:00:00Z')],
    ['a key twice', 'duplicate', () => `${first}\n${first}`],
    ['an id twice', 'duplicate', () => `${first}\n${second.replace(/key-\w{26}/, first.split(' ')[1]!)}`],
    ['a public key twice', 'duplicate', () => `${withField(1, () => testKey('c').keyId)}\n${first}`],
    ['one key for both uses', 'duplicate', () => withField(3, () => first.split(' ')[2]!)],
    ['an opening key', 'private', () => `${first}\n${formatOpeningKeys([testKey('b')])}`],
  ];

  test.each(bad)('is refused with %s: %s', async (_name, rule, text) => {
    const error = await failureOf(() => parseSealingKeys(text()));
    expect(error).toBeInstanceOf(KeyFormatError);
    expect(error).toMatchObject({ rule });
    expect(parseSealingKeys(first).current.keyId).toBe(ring.current.keyId);
  });

  test('is refused with the line, the field and never what was written', async () => {
    const text = `# ours\n\n${withField(2, (field) => `+${field.slice(1)}`)}\n${second}\n`;
    const error = await failureOf(() => parseSealingKeys(text));
    expect(error.message).toBe('line 3: HPKE public key: must be base64url without padding');
    const private_ = await failureOf(() => parseSealingKeys(formatOpeningKeys([testKey('b')])));
    expect(private_.message).not.toContain(formatOpeningKeys([testKey('b')]).split(' ')[2]);
  });

  test('gives the keys back, the first line being current', () => {
    const parsed = parseSealingKeys(`# made on Monday\r\n${first}\r\n\n# older\n${second}\n`);
    expect(parsed.all).toEqual(ring.all);
    expect(parsed.current).toBe(parsed.all[0]);
    expect(parsed.find(testKey('b').keyId)).toBe(parsed.all[1]);
    expect(parsed.find(testKey('c').keyId)).toBeUndefined();
    expect(formatSealingKeys(parsed.all)).toBe(`${first}\n${second}\n`);
  });
});

describe('a key ring', () => {
  test('is refused when empty or when two keys have one id', () => {
    expect(() => new KeyRing([])).toThrow(KeyFormatError);
    expect(() => new KeyRing([ring.current, ring.current])).toThrow(KeyFormatError);
    expect(new KeyRing([ring.current]).all).toHaveLength(1);
  });
});

describe('an opening key in an environment', () => {
  test('is recognized anywhere, and a sealing key is not taken for one', () => {
    const opening = formatOpeningKeys([testKey('a')]);
    for (const text of [
      opening,
      `# ${opening}`,
      `${first}\n${opening}`,
      opening.toUpperCase(),
      'opening-key-9 x',
    ]) {
      expect(looksLikeOpeningKey(text)).toBe(true);
    }
    for (const text of ['', first, '# keep the opening key elsewhere'])
      expect(looksLikeOpeningKey(text)).toBe(false);
  });
});
