import { format, inspect } from 'node:util';
import { isWellFormedText, MASK, Plaintext, revealPlaintext } from '../../src/core/plaintext';

const CANARY = 'c4nary-Zq81xW0tLkP3vB7nR5yH2mD9s';

/** The canary as text, as its bytes in any common notation, and as the numbers that a printed byte array shows. */
const TRACES = [
  CANARY,
  CANARY.slice(4, 16),
  Buffer.from(CANARY).toString('hex'),
  Buffer.from(CANARY).toString('hex').replace(/../g, '$& ').slice(0, 47),
  Buffer.from(CANARY).toString('base64').slice(0, 40),
  [...Buffer.from(CANARY)].slice(0, 8).join(','),
  [...Buffer.from(CANARY)].slice(0, 6).join(', '),
];
const shows = (text: string) => TRACES.some((trace) => text.includes(trace));

/** The same class without the precautions: what the probes below must find. */
class WeakPlaintext {
  readonly bytes = Buffer.from(CANARY);
  readonly text = CANARY;
}

/** Each way in which a value gets into text, given something that holds one. */
const PROBES: readonly (readonly [string, (value: object) => string])[] = [
  ['JSON', (value) => JSON.stringify(value)],
  ['JSON of an object that holds it', (value) => JSON.stringify({ input: { list: [value] } })],
  ['inspection', (value) => inspect(value)],
  ['inspection at any depth', (value) => inspect({ a: { b: { c: [value] } } }, { depth: null })],
  ['inspection of hidden properties', (value) => inspect(value, { showHidden: true, depth: null })],
  [
    'inspection without custom inspection',
    (value) => inspect(value, { customInspect: false, showHidden: true }),
  ],
  [
    'inspection with getters and proxies',
    (value) => inspect(new Proxy(value, {}), { getters: true, showProxy: true }),
  ],
  ['%o', (value) => format('%o', value)],
  ['%O', (value) => format('%O', value)],
  ['%j', (value) => format('%j', value)],
  ['a spread', (value) => inspect({ ...value })],
  ['its entries', (value) => inspect(Object.entries(value))],
  ['its own keys, symbols and descriptors', (value) => inspect(Object.getOwnPropertyDescriptors(value))],
  ['a structured clone', (value) => inspect(structuredClone(value))],
  ['the cause of an error', (value) => inspect(new Error('failed', { cause: value }))],
  ['the cause of a cause', (value) => inspect(new Error('a', { cause: new Error('b', { cause: value }) }))],
  ['a property of an error', (value) => inspect(Object.assign(new Error('failed'), { input: value }))],
  ['a map and a set', (value) => inspect(new Map([['key', new Set([value])]]))],
];

describe('a plaintext', () => {
  const plaintext = Plaintext.ofText(CANARY);

  it.each(PROBES)('shows nothing in %s, where a weak class shows all', (_way, probe) => {
    expect(shows(probe(plaintext))).toBe(false);
    expect(shows(probe(new WeakPlaintext()))).toBe(true);
  });

  it('is the mask wherever it is turned into text', () => {
    const value: unknown = plaintext;

    expect(String(value)).toBe(MASK);
    expect(`${value}`).toBe(MASK);
    expect(`a${value as string}`).toBe(`a${MASK}`);
    expect([value].join()).toBe(MASK);
    expect(JSON.stringify({ value })).toBe(`{"value":"${MASK}"}`);
    expect(inspect({ value })).toBe(`{ value: ${MASK} }`);
    expect(format('%s', value)).toBe(MASK);
    expect(new Error(`${value}`).message).toBe(MASK);
    expect(Number(value)).toBeNaN();
  });

  it('has no property that a walk over it and its prototypes could read the bytes from', () => {
    const seen: unknown[] = [];
    for (let each: object | null = plaintext; each !== null && each !== Object.prototype; ) {
      for (const name of Reflect.ownKeys(each)) {
        const found: unknown = Reflect.get(each, name, plaintext);
        seen.push(
          typeof found === 'function' && name !== 'constructor' ? Reflect.apply(found, plaintext, []) : found,
        );
      }
      each = Object.getPrototypeOf(each);
    }

    expect(seen).toEqual([Plaintext, MASK, MASK, MASK, MASK]);
  });

  it('cannot be given another face', () => {
    expect(() => Object.assign(plaintext, { toJSON: () => CANARY })).toThrow(TypeError);
  });

  it('is equal to no text, not even its own', () => {
    expect((plaintext as unknown) === CANARY).toBe(false);
    // biome-ignore lint/suspicious/noDoubleEquals: the loose comparison is what is tested.
    expect((plaintext as unknown) == CANARY).toBe(false);
  });

  it('gives its bytes to the one function that may have them', () => {
    expect(Buffer.from(revealPlaintext(plaintext)).toString('utf8')).toBe(CANARY);
    expect(revealPlaintext(Plaintext.ofText('é😀'))).toEqual(Buffer.from('é😀', 'utf8'));
  });

  it('keeps its own copy of bytes, so that the caller may wipe the others', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const kept = Plaintext.ofBytes(bytes);
    bytes.fill(0);

    expect([...revealPlaintext(kept)]).toEqual([1, 2, 3]);
  });
});

describe('a text', () => {
  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('with a lone surrogate is not well-formed', (text) => {
    expect(isWellFormedText(text)).toBe(false);
  });

  it.each(['', 'a', '😀', '\ufffd', '\0'])('of whole characters is well-formed', (text) => {
    expect(isWellFormedText(text)).toBe(true);
  });
});
