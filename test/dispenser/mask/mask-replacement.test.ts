import { setTimeout as pause } from 'node:timers/promises';
import { MASK } from '../../../src/core/plaintext';
import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { MaskStream } from '../../../src/dispenser/mask/mask-stream';

function streamFor(value: string): MaskStream {
  return new MaskStream(new MaskPatterns([Buffer.from(value)]));
}

describe('a value that is new to a stream', () => {
  it('is masked when its beginning is held back, or has just been written', async () => {
    const patterns = (...values: string[]) => new MaskPatterns(values.map((value) => Buffer.from(value)));
    const renewed = async (before: string, after: string) => {
      const stream = streamFor('old-value-1');
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.write(before);
      stream.replace(patterns('old-value-1', 'old-words-2', 'brand-new-3-value'));
      stream.write(after);
      stream.end();
      await new Promise((resolve) => stream.once('end', resolve));
      return Buffer.concat(pieces).toString();
    };
    expect(await renewed('<old-', 'words-2>')).toBe(`<${MASK}>`);
    expect(await renewed('<old-', 'value-1>')).toBe(`<${MASK}>`);
    expect(await renewed('<brand-', 'new-3-value>')).toBe(`<brand-${MASK}>`);
    expect(await renewed('<', 'brand-new-3-value>')).toBe(`<${MASK}>`);
    expect(await renewed('<old-', 'other>')).toBe('<old-other>');
  });

  it('is masked when a stream ends with what was held back for another one', async () => {
    const stream = streamFor('old-value-1');
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.write('<old-val');
    stream.replace(new MaskPatterns([Buffer.from('old-val')]));
    stream.end();
    await new Promise((resolve) => stream.once('end', resolve));
    expect(Buffer.concat(pieces).toString()).toBe(`<${MASK}`);
  });

  it('waits no longer than it was told for the rest of a part of a value', async () => {
    const [value, part] = ['an-old-value-with-parts-1', 'd-value-with-'];
    const seenBy = async (releaseAfterMs: number | undefined) => {
      const options = releaseAfterMs === undefined ? {} : { releaseAfterMs };
      const stream = new MaskStream(new MaskPatterns([Buffer.from(value)]), options);
      let seen = '';
      stream.on('data', (piece: Buffer) => {
        seen += piece;
      });
      stream.write(`> ${part.slice(0, 5)}`);
      await pause(30);
      // However late the timer of the stream is on a busy machine: without one there is nothing to wait for.
      while (releaseAfterMs !== undefined && seen === '> ') await pause(1);
      const early = seen;
      stream.end(part.slice(5));
      await new Promise((resolve) => stream.once('end', resolve));
      return [early, seen];
    };
    expect(await seenBy(undefined)).toEqual(['> ', `> ${MASK}`]);
    expect(await seenBy(1)).toEqual([`> ${part.slice(0, 5)}`, `> ${part.slice(0, 5)}${MASK}`]);
  });
});
