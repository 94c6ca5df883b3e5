import { inspect } from 'node:util';
import {
  ChainKey,
  chainLink,
  fingerprint,
  GENESIS,
  headMac,
  idempotencyDigest,
  LINK_BYTES,
} from '../../src/crypto/chain';
import { KeyFormatError } from '../../src/crypto/crypto.error';
import { failureOf, toHex } from './keys.fixture';

const TEXT = `audit-key-1 ${'Kioq'.repeat(10)}Kio`;
const key = ChainKey.parse(TEXT);
const other = ChainKey.generate();
const event = (text: string) => new Uint8Array(Buffer.from(text));

describe('the text of an audit key', () => {
  test.each([
    ['nothing', 'empty', ''],
    ['no key', 'form', 'audit-key-1'],
    ['another keyword', 'form', TEXT.replace('-1', '-2')],
    ['a space behind', 'form', `${TEXT} `],
    ['a short key', 'length', TEXT.slice(0, -3)],
    ['padding', 'alphabet', `${TEXT}=`],
    ['two keys', 'duplicate', `${TEXT}\n${TEXT}`],
  ])('is refused with %s: %s', async (_name, rule, text) => {
    const error = await failureOf(() => ChainKey.parse(text));
    expect(error).toBeInstanceOf(KeyFormatError);
    expect(error).toMatchObject({ rule });
    expect(error.message).not.toContain('Kioq');
  });

  test('gives the key back', () => {
    expect(ChainKey.format(ChainKey.parse(`# ours\n${TEXT}\n`))).toBe(`${TEXT}\n`);
    expect(ChainKey.format(ChainKey.generate())).not.toBe(ChainKey.format(ChainKey.generate()));
  });

  test('is the only way to print a key', () => {
    const printed = [`${key}`, JSON.stringify({ key }), inspect({ key }, { showHidden: true })].join();
    expect(printed.split('[REDACTED]')).toHaveLength(4);
    expect(printed).not.toContain('Kioq');
    expect(printed).not.toContain('42, 42');
  });
});

describe('the chain', () => {
  /** The number of the first bad event of a chain, or undefined: the verifier in miniature. */
  function firstBad(events: string[], links: Uint8Array[], by = key): number | undefined {
    let previous = GENESIS;
    for (const [at, text] of events.entries()) {
      const link = chainLink(by, previous, event(text));
      if (toHex(link) !== toHex(links[at]!)) return at;
      previous = link;
    }
    return undefined;
  }

  const events = ['a', 'b', 'c', 'd'];
  const links: Uint8Array[] = [];
  for (const text of events) links.push(chainLink(key, links.at(-1) ?? GENESIS, event(text)));

  test('names the first event that was edited, removed, inserted or moved', () => {
    expect(firstBad(['a', 'B', 'c', 'd'], links)).toBe(1);
    expect(firstBad(['a', 'c', 'd'], links.toSpliced(1, 1))).toBe(1);
    expect(firstBad(['a', 'x', 'b', 'c', 'd'], links.toSpliced(1, 0, links[1]!))).toBe(1);
    expect(firstBad(['a', 'c', 'b', 'd'], [links[0]!, links[2]!, links[1]!, links[3]!])).toBe(1);
    expect(firstBad(['b', 'c', 'd'], links.slice(1))).toBe(0);
    expect(firstBad(events, links)).toBeUndefined();
  });

  test('cannot be made without the key', () => {
    expect(firstBad(events, links, other)).toBe(0);
  });

  test('has a head that fixes the chain, the number and the link', () => {
    const head = toHex(headMac(key, 'org-1', 4, links[3]!));
    expect(toHex(headMac(key, 'org-1', 3, links[2]!))).not.toBe(head);
    expect(toHex(headMac(key, 'org-1', 3, links[3]!))).not.toBe(head);
    expect(toHex(headMac(key, 'org-2', 4, links[3]!))).not.toBe(head);
    expect(toHex(headMac(other, 'org-1', 4, links[3]!))).not.toBe(head);
    expect(toHex(headMac(key, 'org-1', 4, links[3]!))).toBe(head);
  });

  test('takes only links of 32 bytes', () => {
    for (const length of [0, 31, 33]) {
      expect(() => chainLink(key, new Uint8Array(length), event('a'))).toThrow(RangeError);
      expect(() => headMac(key, 'org-1', 1, new Uint8Array(length))).toThrow(RangeError);
    }
    expect(GENESIS).toHaveLength(LINK_BYTES);
    expect(links[0]).toHaveLength(LINK_BYTES);
  });

  test('gives the frozen values', () => {
    expect(toHex(links[0]!)).toBe('73eedd592e5ad90e598be1d9141a1e86a119a1dcb27e1339a7f132b595b006b5');
    expect(toHex(headMac(key, 'org-1', 4, links[3]!))).toBe(
      '8980335a0e994ca17470a5238391a3e4a0fea70f92d84f16b91a1fcd8e6d99c3',
    );
    expect(toHex(fingerprint(key, 'attempt', event('body')))).toBe(
      'd3b9b05c314d63d44ff559a10eb349d14ff811fb9cf10160bc29852d020236fe',
    );
    expect(toHex(idempotencyDigest('org-1', 'user-1', 'attempt'))).toBe(
      '9728a029ceae0ca421bd8075924c2d4bd49f7e5eb059cc669df4a9ec3bd49438',
    );
  });
});

describe('a fingerprint', () => {
  test('needs both keys and the body', () => {
    const right = toHex(fingerprint(key, 'attempt-1', event('body')));
    expect(toHex(fingerprint(other, 'attempt-1', event('body')))).not.toBe(right);
    expect(toHex(fingerprint(key, 'attempt-2', event('body')))).not.toBe(right);
    expect(toHex(fingerprint(key, 'attempt-1', event('Body')))).not.toBe(right);
    expect(toHex(fingerprint(key, 'attempt-1b', event('ody')))).not.toBe(right);
    expect(toHex(fingerprint(key, 'attempt-1', event('body')))).toBe(right);
  });

  test('is never a link, a head or the digest of its own idempotency key', () => {
    const body = event('body');
    const made = [
      fingerprint(key, 'org-1', body),
      chainLink(key, GENESIS, body),
      headMac(key, 'org-1', 1, GENESIS),
      idempotencyDigest('org-1', 'org-1', 'org-1'),
    ];
    expect(new Set(made.map(toHex)).size).toBe(made.length);
  });
});

describe('the digest of an idempotency key', () => {
  test('differs for every organization, principal and key', () => {
    const digests = [
      idempotencyDigest('org-1', 'user-1', 'k'),
      idempotencyDigest('org-2', 'user-1', 'k'),
      idempotencyDigest('org-1', 'user-2', 'k'),
      idempotencyDigest('org-1', 'user-1', 'l'),
      idempotencyDigest('org-1u', 'ser-1', 'k'),
    ];
    expect(new Set(digests.map(toHex)).size).toBe(digests.length);
    expect(toHex(idempotencyDigest('org-1', 'user-1', 'k'))).toBe(toHex(digests[0]!));
  });
});
