import fc from 'fast-check';
import { EscapedView } from '../../../src/dispenser/mask/escaped-view';
import { maskedForms } from '../../../src/dispenser/mask/mask-encodings';
import { MaskIndex } from '../../../src/dispenser/mask/mask-index';
import { everyView, MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { PlainView, ViewMemory } from '../../../src/dispenser/mask/mask-view';
import { DECIMAL_LIST, HEX_LIST } from '../../../src/dispenser/mask/number-list';
import { ShortForms } from '../../../src/dispenser/mask/short-forms';
import { WRITERS } from './writers';

const RUN = 12;
const memory = new ViewMemory();
const isInside = (at: number, start: number, end: number) => start <= at && at < end;

/** Which bytes a search in every view masks, without a look at what is worth it, wherever the bytes begin. */
function everyByte(bytes: Buffer, value: Buffer): readonly boolean[] {
  const forms = maskedForms(value);
  const [index, short] = [new MaskIndex(forms), new ShortForms(forms)];
  const isMasked = [0, 1, 2, 3].map((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift, '|'), bytes]);
    const marks = new Array<boolean>(shifted.length).fill(false);
    const mark = (start: number, end: number) => marks.fill(true, start, end);
    const plain = new PlainView(shifted, new ViewMemory());
    const lists = [HEX_LIST, DECIMAL_LIST].flatMap(
      (syntax) => EscapedView.of(plain, syntax, memory, syntax.name) ?? [],
    );
    for (const view of [...everyView(shifted, memory), ...lists]) {
      index.search(view, mark);
      short.search(view, mark);
    }
    return marks.slice(shift);
  });
  return Array.from(bytes, (_, at) => isMasked.every((marks) => marks[at]));
}

const value = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_-]{16,40}$/),
  fc.stringMatching(/^[ -~]{12,40}$/),
  fc.stringMatching(/^[ -~é€]{6,10}$/),
  fc.constant(
    '-----BEGIN KEY-----\nMIIBVgIBADANBgkqhkiG9w0BAQEF\nAASCAUAwggE8AgEAAkEAq7BF\n-----END KEY-----\n',
  ),
);
const written = fc.constantFrom(...Object.entries(WRITERS).filter(([name]) => name !== 'UTF-16'));
const around = fc.oneof(
  fc.constantFrom('', '<', '<<', '<<<', '"', '\n', ' ', '12, ', '\\"', '&amp;', '%20', '=3D', '\\\\'),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

describe('the probe', () => {
  it('leaves out no view in which there is a part of a value, wherever it is', () => {
    fc.assert(
      fc.property(
        value,
        written,
        fc.nat(8),
        fc.nat(8),
        around,
        around,
        (text, [, write], cut, cutEnd, ...ends) => {
          const part = text.slice(cut, text.length - cutEnd);
          const [before, middle, after] = [`${ends[0]}|`, `|${write(part)}|`, `|${ends[1]}`].map((each) =>
            Buffer.from(each),
          ) as [Buffer, Buffer, Buffer];
          const found = new MaskPatterns([Buffer.from(text)]).find(Buffer.concat([before, middle, after]));
          const isLeft = everyByte(middle, Buffer.from(text)).map(
            (isMasked, at) =>
              isMasked && !found.some(({ start, end }) => isInside(before.length + at, start, end)),
          );
          expect(isLeft.map(Number).join('')).not.toContain('1'.repeat(RUN));
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it('sees lists of numbers at every place', () => {
    for (const text of ['k7Vt2mQx9RzLw4Np8BsYc3HdFj6GaTe1', 'q8Zr!2']) {
      for (const [name, write] of Object.entries(WRITERS).filter(([each]) => /list|hex with/.test(each))) {
        for (let before = 0; before < 8; before += 1) {
          const bytes = Buffer.from(`${'<'.repeat(before)}${write(text)}>`);
          const [region] = new MaskPatterns([Buffer.from(text)]).find(bytes);
          expect([name, before, region]).toEqual([name, before, { start: before, end: bytes.length - 1 }]);
        }
      }
    }
  });

  it('sees an escape at every place of a part', () => {
    const escapes = [
      (code: number) => `%${code.toString(16)}`,
      (code: number) => `\\u${code.toString(16).padStart(4, '0')}`,
      (code: number) => `&#${code};`,
      (code: number) => `\\\\u${code.toString(16).padStart(4, '0')}`,
      (code: number) => `%25${code.toString(16)}`,
    ];
    for (const [text, part] of [
      ['k7Vt2mQx9RzLw4Np8BsYc3HdFj6GaTe1', 'Vt2mQx9RzLw4'],
      ['q8Zr!2', 'q8Zr!2'],
    ] as const) {
      const patterns = new MaskPatterns([Buffer.from(text)]);
      for (const escaped of escapes) {
        for (let at = 0; at < part.length; at += 1) {
          const bytes = Buffer.from(
            `<${part.slice(0, at)}${escaped(part.charCodeAt(at))}${part.slice(at + 1)}>`,
          );
          expect([bytes.toString(), patterns.find(bytes)]).toEqual([
            bytes.toString(),
            [{ start: 1, end: bytes.length - 1 }],
          ]);
        }
      }
    }
  });
});
