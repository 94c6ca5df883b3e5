import fc from 'fast-check';
import { MASK } from '../../../src/core/plaintext';
import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { MaskStream } from '../../../src/dispenser/mask/mask-stream';
import { maskedBytes } from '../../../src/dispenser/mask/response-mask';
import { WRITERS } from './writers';

const RUN = 12;
const token = fc.stringMatching(/^[A-Za-z0-9_.~-]{16,60}$/);
const around = fc.string({ unit: 'binary', maxLength: 30 });
const written = fc.constantFrom(
  ...Object.entries(WRITERS).filter(([name]) => !/UTF-16|lines|case/.test(name)),
);

async function streamed(patterns: MaskPatterns, bytes: Buffer, sizes: readonly number[]): Promise<Buffer> {
  const stream = new MaskStream(patterns);
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length]!;
    stream.write(bytes.subarray(at, at + size));
    at += size;
  }
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return Buffer.concat(pieces);
}

describe('whatever the value and the text', () => {
  it('no run of 12 bytes of the value is left, in a whole and in pieces', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(token, around, around, fc.nat(3), sizes, async (value, before, after, cut, pieces) => {
        const part = value.slice(cut);
        const bytes = Buffer.from(`${before}|${part}|${after}`);
        const patterns = new MaskPatterns([Buffer.from(value)]);
        for (const output of [maskedBytes(bytes, patterns), await streamed(patterns, bytes, pieces)]) {
          const text = output.toString().toLowerCase();
          for (let at = 0; at + RUN <= value.length; at += 1) {
            expect(text.includes(value.slice(at, at + RUN).toLowerCase())).toBe(false);
          }
          expect(output.toString()).toContain(MASK);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('the value is masked as everybody writes it', () => {
    fc.assert(
      fc.property(token, written, (value, [, write]) => {
        const output = maskedBytes(Buffer.from(`<${write(value)}>`), new MaskPatterns([Buffer.from(value)]));
        expect(output.toString()).toBe(`<${MASK}>`);
      }),
      { numRuns: 300 },
    );
  });

  it('a text without it passes, byte for byte', () => {
    fc.assert(
      fc.property(token, fc.uint8Array({ maxLength: 300 }), (value, bytes) => {
        expect(Buffer.from(maskedBytes(bytes, new MaskPatterns([Buffer.from(value)])))).toEqual(
          Buffer.from(bytes),
        );
      }),
      { numRuns: 300 },
    );
  });
});
