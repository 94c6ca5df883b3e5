import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MASK } from '../../../src/core/plaintext';
import { maskedForms } from '../../../src/dispenser/mask/mask-encodings';
import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { MaskStream } from '../../../src/dispenser/mask/mask-stream';
import { findCanary, newCanary } from '../../support/canary';
import { cpuGrowth, LINEAR_GROWTH } from '../../support/work';

function streamFor(...values: (string | Uint8Array)[]): MaskStream {
  return new MaskStream(new MaskPatterns(values.map((value) => Buffer.from(value))));
}

async function masked(stream: MaskStream, ...chunks: (string | Uint8Array)[]): Promise<string> {
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  for (const chunk of chunks) stream.write(Buffer.from(chunk));
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  return Buffer.concat(pieces).toString('latin1');
}

describe('a value in the output', () => {
  it('is masked wherever it is cut into two chunks', async () => {
    const text = Buffer.from('before hunter22 after hunter2 hunter22hunter22.');
    const expected = `before ${MASK} after hunter2 ${MASK}${MASK}.`;
    for (let cut = 0; cut <= text.length; cut += 1) {
      const output = await masked(streamFor('hunter22'), text.subarray(0, cut), text.subarray(cut));
      expect(output).toBe(expected);
    }
  });

  it('is masked byte by byte, and cut into any three chunks', async () => {
    const text = Buffer.from('a secret-é-value, b');
    const expected = `a ${MASK}, b`;
    expect(
      await masked(streamFor('secret-é-value'), ...Array.from(text, (byte) => [byte]).map(Buffer.from)),
    ).toBe(expected);
    for (let first = 0; first <= text.length; first += 1) {
      for (let second = first; second <= text.length; second += 1) {
        const chunks = [text.subarray(0, first), text.subarray(first, second), text.subarray(second)];
        expect(await masked(streamFor('secret-é-value'), ...chunks)).toBe(expected);
      }
    }
  });

  it('is masked as a whole with others that overlap it, begin it or are inside it', async () => {
    expect(await masked(streamFor('abcdef', 'defghi'), '<abcdefghi>')).toBe(`<${MASK}>`);
    expect(await masked(streamFor('abcd', 'abcdefgh'), '<abcdefgh>')).toBe(`<${MASK}>`);
    expect(await masked(streamFor('abcd', 'abcdefgh'), '<abcd', 'efg', 'X>')).toBe(`<${MASK}efgX>`);
    expect(await masked(streamFor('cdef', 'abcdefgh'), '<abcdef', 'gh>')).toBe(`<${MASK}>`);
    expect(await masked(streamFor('cdef', 'abcdefgh'), '<abcdef', 'gX>')).toBe(`<ab${MASK}gX>`);
    expect(await masked(streamFor('aaaa'), 'aaa', 'aaaa', 'b', 'aaa')).toBe(`${MASK}baaa`);
    expect(await masked(streamFor('aabaab'), 'aabaabaab', 'aaba')).toBe(`${MASK}a`);
  });

  it('is found in random text exactly where a plain search finds it', async () => {
    const letters = (count: number) => Array.from(randomBytes(count), (byte) => 'abc'[byte % 3]).join('');
    for (let round = 0; round < 300; round += 1) {
      const values = Array.from({ length: 1 + (round % 4) }, () => letters(4 + (round % 3)));
      const text = letters(200);
      const chunks: string[] = [];
      for (let at = 0; at < text.length; ) {
        const size = 1 + ((randomBytes(1)[0] ?? 0) % 9);
        chunks.push(text.slice(at, at + size));
        at += size;
      }
      expect(await masked(streamFor(...values), ...chunks)).toBe(maskedPlainly(text, values));
    }
  });

  it('is seen by the probe without the stream, and not with it, in every form', async () => {
    const canary = newCanary();
    const value = canary.text;
    const around = ['x', 'xy', 'xyz'].map((prefix) => Buffer.from(`${prefix}${value}!`).toString('base64'));
    const forms = [
      value,
      ...around,
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('base64url'),
      Buffer.from(value).toString('hex'),
      Buffer.from(value).toString('hex').toUpperCase(),
      JSON.stringify({ inner: JSON.stringify({ value }) }),
      new URLSearchParams({ value }).toString(),
    ];
    for (const form of forms) {
      expect(findCanary(form, canary)).not.toEqual([]);
      expect(findCanary(await masked(streamFor(value), form), canary)).toEqual([]);
    }
  });
});

describe('a value with characters that encoders change', () => {
  const value = 'p@ss "wörd"/+\\<a&b>\n\u2028é~!*\'()';

  it.each([
    ['encodeURIComponent', encodeURIComponent(value)],
    ['lower-case escapes', encodeURIComponent(value).replace(/%../g, (each) => each.toLowerCase())],
    ['encodeURI', encodeURI(value)],
    ['a form', new URLSearchParams({ value }).toString().slice('value='.length)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(value)).slice(3, -3)],
    [
      'JSON in ASCII',
      JSON.stringify(value)
        .slice(1, -1)
        .replace(/[\u007f-\uffff]/g, unicodeEscape),
    ],
    [
      'JSON for HTML',
      JSON.stringify(value)
        .slice(1, -1)
        .replace(/[<>&\u2028]/g, unicodeEscape),
    ],
    ['base64', Buffer.from(value).toString('base64')],
    ['base64url', Buffer.from(value).toString('base64url')],
    ['hex', Buffer.from(value).toString('hex')],
  ])('is masked in %s', async (_, form) => {
    expect(await masked(streamFor('something else'), `<${form}>`)).toBe(
      Buffer.from(`<${form}>`).toString('latin1'),
    );
    expect(await masked(streamFor(value), `<${form}>`)).toBe(`<${MASK}>`);
  });

  it('is masked in base64 of 64 and 76 columns', async () => {
    const long = randomBytes(300);
    for (const width of [64, 76]) {
      const lines = long.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), '$&\n');
      expect(await masked(streamFor(long), lines)).toBe(MASK);
    }
  });

  it('is masked without the line end that a shell takes off', async () => {
    expect(await masked(streamFor('line-end\n'), 'is line-end here, and line-end\n')).toBe(
      `is ${MASK} here, and ${MASK}`,
    );
  });
});

describe('what is no value', () => {
  it('passes unchanged, byte for byte', async () => {
    const bytes = randomBytes(100_000);
    expect(await masked(streamFor('not in there, surely'), bytes)).toBe(bytes.toString('latin1'));
  });

  it('passes when it is shorter than four characters', async () => {
    expect(maskedForms(Buffer.from('abc'))).toEqual([]);
    expect(maskedForms(Buffer.from('ééé'))).toEqual([]);
    expect(await masked(streamFor('abc', ''), 'abc')).toBe('abc');
    expect(await masked(streamFor('abcd'), 'abcd')).toBe(MASK);
  });

  it('is held back only while it may be the beginning of a value', async () => {
    const stream = streamFor('secret-value');
    let seen = '';
    stream.on('data', (piece: Buffer) => {
      seen += piece;
    });
    const seenAfter = async (text: string) => {
      stream.write(text);
      await pause(1);
      return seen;
    };
    expect(await seenAfter('Password: ')).toBe('Password: ');
    expect(await seenAfter('sec')).toBe('Password: ');
    expect(await seenAfter('ond')).toBe('Password: second');
    expect(await seenAfter(' secret-')).toBe('Password: second ');
    expect(await seenAfter('value')).toBe(`Password: second ${MASK}`);
    expect(await seenAfter('se')).toBe(`Password: second ${MASK}`);
    stream.end();
    await pause(1);
    expect(seen).toBe(`Password: second ${MASK}se`);
  });
});

it('masks a value of 64 KiB in proportionate time, also when the output nearly repeats it', async () => {
  const run = async (size: number) => {
    const value = Buffer.concat([Buffer.alloc(size - 1, 'a'), Buffer.from('b')]);
    const length = 32 * size;
    const output = await masked(streamFor(value), Buffer.alloc(length, 'a'), 'b');
    // Runs of a value are masked, too.
    if (output !== MASK) throw new Error(`${output.length} bytes`);
  };
  expect(await cpuGrowth(run, 8_192)).toBeLessThan(LINEAR_GROWTH);
});

function maskedPlainly(text: string, values: readonly string[]): string {
  const regions: [number, number][] = [];
  for (let start = 0; start < text.length; start += 1) {
    const length = Math.max(
      0,
      ...values.filter((value) => text.startsWith(value, start)).map((v) => v.length),
    );
    if (length === 0) continue;
    const last = regions.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], start + length);
    else regions.push([start, start + length]);
  }
  let output = '';
  let at = 0;
  for (const [start, end] of regions) {
    output += text.slice(at, start) + MASK;
    at = end;
  }
  return output + text.slice(at);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
