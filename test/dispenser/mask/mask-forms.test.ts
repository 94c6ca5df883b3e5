import { randomBytes } from 'node:crypto';
import { MASK } from '../../../src/core/plaintext';
import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { MaskStream } from '../../../src/dispenser/mask/mask-stream';
import { maskedBytes } from '../../../src/dispenser/mask/response-mask';
import { base64, WRITERS } from './writers';

const VALUE = 'Tr0ub4dor-3"w/ith<m&any>\\odd=ch\'ars+é';
const TOKEN = 'k7Vt2mQx9RzLw4Np8BsYc3HdFj6GaTe1UoXiZ5Ku';

const patternsOf = (...values: readonly (string | Uint8Array)[]) =>
  new MaskPatterns(values.map((value) => Buffer.from(value)));
const masked = (value: string | Uint8Array, text: string | Uint8Array) =>
  maskedBytes(Buffer.from(text), patternsOf(value)).toString();

describe.each([
  ['a value of odd characters', VALUE],
  ['a token', TOKEN],
])('%s', (_, value) => {
  it.each(Object.entries(WRITERS))('is masked as %s', (__, write) => {
    const text = Buffer.from(`<${write(value)}>`, write === WRITERS['UTF-16'] ? 'latin1' : 'utf8');
    expect(maskedBytes(text, patternsOf('an entirely different value')).equals(text)).toBe(true);
    expect(
      maskedBytes(text, patternsOf(value))
        .toString('latin1')
        .replace(/^<\0?|\0?>$/g, ''),
    ).toBe(MASK);
  });
});

describe('a part of a value', () => {
  const cuts = Array.from({ length: TOKEN.length - 12 }, (_, index) => index);

  it('of 12 bytes or more is masked, wherever it is cut', () => {
    for (const start of cuts) {
      for (const length of [12, 13, 20, TOKEN.length - start]) {
        if (start + length > TOKEN.length) continue;
        const part = TOKEN.slice(start, start + length);
        for (const before of ['', '.', '..', '...']) {
          expect(masked(TOKEN, `${before}${part}!`)).toBe(`${before}${MASK}!`);
        }
      }
    }
  });

  it('of 11 bytes is not', () => {
    expect(masked(TOKEN, `<${TOKEN.slice(3, 14)}>`)).toBe(`<${TOKEN.slice(3, 14)}>`);
    expect(masked(TOKEN, `<${TOKEN.slice(3, 15)}>`)).toBe(`<${MASK}>`);
  });

  it.each(Object.entries(WRITERS).filter(([name]) => name !== 'UTF-16'))('is masked as %s', (_, write) => {
    for (const part of [TOKEN.slice(1), TOKEN.slice(0, -1), TOKEN.slice(7, 27)]) {
      const text = `<${write(`:${part}`)}>`;
      const output = masked(TOKEN, text);
      expect(output).toContain(MASK);
      // What is before and after the part in its code may be left, and a character that holds bits of both.
      expect(output.replace(MASK, '').length).toBeLessThan(24);
    }
  });

  it('in base64 is masked at each of the three alignments, and in longer data', () => {
    for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
      for (const part of [TOKEN, TOKEN.slice(1, 39), TOKEN.slice(5, 25)]) {
        const output = masked(TOKEN, base64(`${before}${part} and so on`));
        expect(output).toMatch(/^[\w+/]{0,8}\[REDACTED\][\w+/=]{0,16}$/);
      }
    }
  });

  it('that is white space is not masked: every text has it', () => {
    const value = `{\n${' '.repeat(20)}"key": "${TOKEN}"\n}`;
    const text = `x\n${' '.repeat(24)}y`;
    expect(masked(value, text)).toBe(text);
    expect(masked(value, `${' '.repeat(20)}"key": "`)).toContain(MASK);
  });

  it('does not cut a character', () => {
    const value = `${'é'.repeat(3)}0123456789`;
    for (const around of ['è', '€', '😀']) {
      const output = masked(value, `${around}é0123456789${around}`);
      expect(output).toBe(`${around}${MASK}${around}`);
    }
  });
});

describe('a short value', () => {
  it.each(['abcd', '031337', 'hunter22', 'hunter2 22', 'p"ss&w'])(
    '%j is masked as a whole only, in all forms',
    (value) => {
      for (const [name, write] of Object.entries(WRITERS)) {
        // Too few bytes for these.
        if (/lines|list|with (?:colons|spaces|hyphens)|UTF-16/.test(name)) continue;
        const text = `<${write(value)}>`;
        if (/base64|base32/.test(name) && value.length < 6) continue;
        expect([name, masked(value, text)]).toEqual([name, `<${MASK}>`]);
      }
      expect(masked(value, value.slice(1))).toBe(value.slice(1));
    },
  );

  it('is masked without white space at its ends, in every form', () => {
    for (const write of [
      WRITERS.JSON!,
      WRITERS.hex!,
      WRITERS.base64!,
      WRITERS['base64 twice']!,
      WRITERS.base32!,
    ]) {
      expect(masked(' hunter22\n', `<${write('hunter22')}>`)).toBe(`<${MASK}>`);
    }
    expect(masked(' a\n', '<a>')).toBe('<a>');
  });
});

describe('a value that looks like escapes', () => {
  const value = 'a%41b\\u0042c&lt;d%2541e\\\\nf&amp;g';

  it.each(Object.entries(WRITERS).filter(([name]) => !/twice|of JSON|case|UTF-16/.test(name)))(
    'is masked as %s',
    (_, write) => {
      const output = masked(value, `<${write(value)}>`);
      expect(output).toContain(MASK);
      // Escapes in the value itself are resolved with those of the writer.
      expect(output.replace(MASK, '').length).toBeLessThan(20);
    },
  );
});

describe('a stream', () => {
  const text = Buffer.from(
    Object.values(WRITERS)
      .map((write) => `<${write(TOKEN)}|${write(TOKEN.slice(3, 30))}>`)
      .join(' ... '),
  );
  const whole = maskedBytes(text, patternsOf(TOKEN)).toString();

  it.each([1, 2, 3, 5, 7, 11, 64, 1000])('masks the same in chunks of %d bytes', async (size) => {
    const stream = new MaskStream(patternsOf(TOKEN));
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    for (let at = 0; at < text.length; at += size) stream.write(text.subarray(at, at + size));
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
    // The first character of a code, or three of a part of one, are the end of too many words to be held back.
    const output = Buffer.concat(pieces)
      .toString()
      .replace(/(?<=[<|])\w{1,3}(?=\[REDACTED\])/g, '');
    expect(output).toBe(whole);
  });

  it('in a long row of escapes is masked wherever the value begins', () => {
    const write = WRITERS['JSON with every character escaped']!;
    for (let before = 200; before < 270; before += 1) {
      const output = masked(TOKEN, `<${write('.'.repeat(before) + TOKEN.slice(4, 16) + '.'.repeat(300))}>`);
      expect(output).toBe(`<${write('.'.repeat(before))}${MASK}${write('.'.repeat(300))}>`);
    }
  });

  it('larger than a block is masked at every position of the value', () => {
    const filler = randomBytes(20_000).toString('hex');
    for (let at = 16_384 - 45; at <= 16_384 + 5; at += 1) {
      const output = masked(TOKEN, filler.slice(0, at) + TOKEN + filler.slice(at));
      expect(output).toBe(filler.slice(0, at) + MASK + filler.slice(at));
    }
  });
});
