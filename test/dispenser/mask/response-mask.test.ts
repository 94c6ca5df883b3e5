import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { maskedBytes, maskedHeader } from '../../../src/dispenser/mask/response-mask';
import { cpuGrowth, LINEAR_GROWTH } from '../../support/work';

describe('scrubbing', () => {
  const masked = (value: string, text: string | Uint8Array) =>
    maskedBytes(Buffer.from(text), new MaskPatterns([Buffer.from(value)])).toString('latin1');

  it.each([
    [
      'it\'s <b>"a" & b</b>',
      [
        'it&#39;s &lt;b&gt;&quot;a&quot; &amp; b&lt;/b&gt;',
        'it&#x27;s &lt;b&gt;&#34;a&#34; &amp; b&lt;/b&gt;',
        'it\'s &lt;b&gt;"a" &amp; b&lt;/b&gt;',
        'it&apos;s &lt;b&gt;"a" &amp; b&lt;/b&gt;',
      ],
    ],
    ['pässwörd', ['pässwörd', 'p%C3%A4ssw%C3%B6rd', 'p\\u00e4ssw\\u00f6rd']],
    ['a b+c/d=', ['a+b%2Bc%2Fd%3D', 'a%20b%2bc%2fd%3d']],
  ])('finds %j in its other spellings', (value, spellings) => {
    for (const spelling of spellings) expect(masked(value, `<${spelling}>`)).toBe('<[REDACTED]>');
    expect(masked(value, '<another text>')).toBe('<another text>');
  });

  it('leaves alone what is too short to be a value, and what is none', () => {
    expect(masked('abc', 'abcabc')).toBe('abcabc');
    const binary = Buffer.from([0xff, 0xfe, 0x80, 0x81]);
    const patterns = new MaskPatterns([binary]);
    expect(maskedBytes(Buffer.concat([binary, binary]), patterns).toString()).toBe('[REDACTED][REDACTED]');
  });

  it('reads a header as the bytes that it is', () => {
    const patterns = new MaskPatterns([Buffer.from('pässwörd')]);
    expect(maskedHeader(Buffer.from('ü pässwörd').toString('latin1'), patterns)).toBe('ü [REDACTED]');
    expect(maskedHeader('\xfc \xff', patterns)).toBe('\xfc \xff');
  });

  it('of the largest value in a large answer takes time in proportion to the length of both', async () => {
    const mask = (size: number) => {
      const value = Buffer.from('x'.repeat(size / 2) + 'y'.repeat(size / 2));
      return maskedBytes(Buffer.alloc(64 * size, 'x'), new MaskPatterns([value]));
    };
    expect(await cpuGrowth(mask, 2_048)).toBeLessThan(LINEAR_GROWTH);
  });
});
