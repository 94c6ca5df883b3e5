import { maskedBytes, maskedHeader, responsePatterns } from '../../../src/dispenser/mask/response-mask';
import { cpuGrowth, LINEAR_GROWTH } from '../../support/work';

describe('scrubbing', () => {
  const masked = async (value: string, text: string | Uint8Array) =>
    (await maskedBytes(Buffer.from(text), responsePatterns([Buffer.from(value)]))).toString('latin1');

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
  ])('finds %j in its other spellings', async (value, spellings) => {
    for (const spelling of spellings) expect(await masked(value, `<${spelling}>`)).toBe('<[REDACTED]>');
    expect(await masked(value, '<another text>')).toBe('<another text>');
  });

  it('leaves alone what is too short to be a value, and what is none', async () => {
    expect(await masked('abc', 'abcabc')).toBe('abcabc');
    const binary = Buffer.from([0xff, 0xfe, 0x80, 0x81]);
    const patterns = responsePatterns([binary]);
    expect((await maskedBytes(Buffer.concat([binary, binary]), patterns)).toString()).toBe(
      '[REDACTED][REDACTED]',
    );
  });

  it('reads a header as the bytes that it is', async () => {
    const patterns = responsePatterns([Buffer.from('pässwörd')]);
    expect(await maskedHeader(Buffer.from('ü pässwörd').toString('latin1'), patterns)).toBe('ü [REDACTED]');
    expect(await maskedHeader('\xfc \xff', patterns)).toBe('\xfc \xff');
  });

  it('of the largest value in a large answer takes time in proportion to the length of both', async () => {
    const mask = (size: number) => {
      const value = Buffer.from('x'.repeat(size / 2) + 'y'.repeat(size / 2));
      return maskedBytes(Buffer.alloc(64 * size, 'x'), responsePatterns([value]));
    };
    expect(await cpuGrowth(mask, 2_048)).toBeLessThan(LINEAR_GROWTH);
  });
});
