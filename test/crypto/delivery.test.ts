import { inspect } from 'node:util';
import { Plaintext } from '../../src/core/plaintext';
import { checkedConsumerKey, sealToConsumer } from '../../src/crypto/consumer-key';
import { OpenError } from '../../src/crypto/crypto.error';
import {
  DELIVERY_INFO,
  type DeliveredMetadata,
  deliveryBinding,
  deliveryContent,
  type SealedDelivery,
} from '../../src/crypto/delivery.format';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { openDelivery } from '../../src/crypto/open/delivery';
import { type DeliveryItem, sealDelivery } from '../../src/crypto/seal-delivery';

const NOW = new Date('2026-01-31T08:00:00.000Z');
const NONCE = 'AAAAAAAAAAAAAAAAAAAAAA';
const ABOUT = {
  deliveryId: 'delivery-1',
  consumerId: 'consumer-1',
  issuedAt: NOW.toISOString(),
  expiresAt: new Date(NOW.getTime() + 60_000).toISOString(),
  nonce: NONCE,
};
const EXPECTED = { consumerId: 'consumer-1', nonce: NONCE, now: NOW };

function item(id: string, value: string | Uint8Array): DeliveryItem {
  const plaintext = typeof value === 'string' ? Plaintext.ofText(value) : Plaintext.ofBytes(value);
  return {
    id,
    name: `NAME_${id}`,
    version: 3,
    type: 'KEY_VALUE',
    isFile: false,
    isSensitive: true,
    plaintext,
  };
}

const key = ConsumerKey.generate();
const sealed = (items: readonly DeliveryItem[]) => sealDelivery(key.publicKey, ABOUT, items);
const opened = async (delivery: SealedDelivery, more: Partial<typeof EXPECTED> = {}, by = key) =>
  (await openDelivery(by, delivery, { ...EXPECTED, ...more })).map(({ plaintext, name }) => [
    name,
    Buffer.from(Plaintext.reveal(plaintext)).toString('latin1'),
  ]);

describe('a delivery', () => {
  it.each([
    [[]],
    [[item('a', 'one')]],
    [[item('a', Uint8Array.from([0, 255])), item('b', 'x'.repeat(65536)), item('c', '')]],
  ])('opens for its consumer as it was sealed', async (items) => {
    const expected = items.map(({ name, plaintext }) => [
      name,
      Buffer.from(Plaintext.reveal(plaintext)).toString('latin1'),
    ]);
    expect(await opened(await sealed(items))).toEqual(expected);
  });

  it('opens neither with another key, nor for another consumer or request, nor after its time', async () => {
    const delivery = await sealed([item('a', 'one')]);
    const other = ConsumerKey.generate();
    const late = (milliseconds: number) => new Date(Date.parse(ABOUT.expiresAt) + milliseconds);
    for (const failing of [
      () => opened(delivery, {}, other),
      () => opened(delivery, { consumerId: 'consumer-2' }),
      () => opened(delivery, { nonce: 'BAAAAAAAAAAAAAAAAAAAAA' }),
      () => opened(delivery, { now: late(60_001) }),
    ]) {
      await expect(failing()).rejects.toEqual(new OpenError());
    }
    expect(await opened(delivery, { now: late(59_000) })).toHaveLength(1);
  });

  it('opens with nothing changed of what everybody sees', async () => {
    const delivery = await sealed([item('a', 'one'), item('b', 'two')]);
    const [first, second] = delivery.secrets as [
      { id: string; version: number },
      { id: string; version: number },
    ];
    const changes: Partial<SealedDelivery>[] = [
      { deliveryId: 'delivery-2' },
      { issuedAt: new Date(0).toISOString() },
      { expiresAt: new Date(NOW.getTime() + 120_000).toISOString() },
      { secrets: [first] },
      { secrets: [second, first] },
      { secrets: [first, { ...second, version: 4 }] },
      { secrets: [first, { ...second, id: 'c' }] },
      { enc: key.publicKey },
      { enc: '!' },
      { ciphertext: `${delivery.ciphertext.slice(0, -2)}AA` },
      { ciphertext: '' },
    ];
    for (const change of changes) {
      await expect(opened({ ...delivery, ...change })).rejects.toEqual(new OpenError());
    }
    expect(await opened({ ...delivery })).toHaveLength(2);
  });

  it('opens not with an expiry that is no time', async () => {
    for (const expiresAt of ['never', '', 'NaN', '2026-99-99T00:00:00.000Z']) {
      const delivery = await sealDelivery(key.publicKey, { ...ABOUT, expiresAt }, [item('a', 'one')]);
      await expect(opened(delivery)).rejects.toEqual(new OpenError());
    }
  });

  it('opens not when what is sealed is not what everybody sees', async () => {
    const about = (id: string, version: number) => ({
      id,
      name: 'N',
      version,
      type: 'KEY_VALUE',
      isFile: false,
      isSensitive: true,
    });
    const sealedAs = async (
      secrets: readonly { readonly id: string; readonly version: number }[],
      metadata: readonly DeliveredMetadata[],
      values = metadata.length,
    ) => {
      const header = { ...ABOUT, secrets };
      const content = deliveryContent(metadata, Array<Buffer>(values).fill(Buffer.from('value')));
      const context = { info: DELIVERY_INFO, aad: deliveryBinding(header) };
      return { ...header, ...(await sealToConsumer(key.publicKey, content, context)) };
    };
    const seen = { id: 'a', version: 3 };
    for (const [secrets, metadata] of [
      [[seen], [about('b', 3)]],
      [[seen], [about('a', 4)]],
      [[], [about('a', 3)]],
      [[seen], [about('a', 3), about('b', 1)]],
    ] as const) {
      await expect(opened(await sealedAs(secrets, metadata))).rejects.toEqual(new OpenError());
    }
    await expect(opened(await sealedAs([seen], [about('a', 3)], 2))).rejects.toEqual(new OpenError());
    expect(await opened(await sealedAs([seen], [about('a', 3)]))).toEqual([['N', 'value']]);
  });

  it('has one size for values of many sizes', async () => {
    const sizeOf = async (length: number) =>
      (await sealed([item('a', 'x'.repeat(length))])).ciphertext.length;
    expect(await sizeOf(1)).toBe(await sizeOf(300));
    expect(await sizeOf(10_000)).toBe(await sizeOf(10_100));
    expect(await sizeOf(1)).toBeLessThan(await sizeOf(10_000));
    expect((await sizeOf(60_000)) / (await sizeOf(59_000))).toBeLessThan(1.13);
  });
});

describe('the key of a consumer', () => {
  it('shows its private half nowhere but where it is asked for', () => {
    const text = ConsumerKey.format(key);
    for (const shown of [
      String(key),
      JSON.stringify({ key }),
      inspect(key, { showHidden: true }),
      `${key}`,
    ]) {
      expect(shown).not.toContain(text);
    }
    expect(ConsumerKey.parse(text).publicKey).toBe(key.publicKey);
  });

  it.each([
    ['', 'length'],
    ['!', 'base64url'],
    [`${'A'.repeat(43)}=`, 'base64url'],
    ['A'.repeat(42), 'length'],
    [Buffer.alloc(32).toString('base64url'), 'point'],
    [Buffer.alloc(32, 255).toString('base64url'), 'point'],
    ['A'.repeat(100), 'base64url'],
  ])('is refused when it is %p', (text, rule) => {
    expect(() => checkedConsumerKey(text, 'publicKey')).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ path: 'publicKey', rule })] }),
    );
    expect(checkedConsumerKey(key.publicKey, 'publicKey')).toBe(key.publicKey);
  });

  it.each([
    ['', 'length'],
    ['!', 'alphabet'],
    ['AAAA', 'length'],
  ])('is not read from %p', (text, rule) => {
    expect(() => ConsumerKey.parse(text)).toThrow(expect.objectContaining({ rule }));
  });
});
