import { readableClaim } from '../../src/auth/claim';

describe('a claim that people read', () => {
  it.each<[string, unknown]>([
    ['a number', 7],
    ['an object', { toString: () => 'x' }],
    ['a list', ['x']],
    ['nothing', undefined],
    ['an empty text', ''],
    ['spaces', ' \u00a0\u3000 '],
    ['what is drawn as nothing', '\u200b\u3164\u2800\u{e0041}'],
    ['control characters', '\0\u001b\u007f\r\n'],
    ['half a character', '\ud83d'],
  ])('is nothing when it is %s', (_, claim) => {
    expect(readableClaim(claim)).toBeUndefined();
  });

  it.each([
    ['loses line ends and escapes', 'Ada\r\n\u001b[31mLovelace\u2028', 'Ada[31mLovelace'],
    ['loses bidirectional marks', '\u202eecalevoL\u202c \u2066Ada\u2069', 'ecalevoL Ada'],
    ['loses zero-width characters', 'A\u200bd\ufeffa', 'Ada'],
    ['gets plain spaces', '\u00a0Ada\u2003\u3000Lovelace ', 'Ada Lovelace'],
    ['is composed', 'Ame\u0301lie', 'Amélie'],
    ['loses half characters', 'Ada\ud800!', 'Ada!'],
    ['keeps what is written in other scripts', '艾達 Ада', '艾達 Ада'],
  ])('%s', (_, claim, text) => {
    expect(readableClaim(claim)).toBe(text);
  });

  it('is cut between characters, and not before it has to', () => {
    expect(readableClaim('x'.repeat(255))).toBe('x'.repeat(255));
    expect(readableClaim(`${'x'.repeat(254)}💚💚`)).toBe(`${'x'.repeat(254)}💚`);
    expect(readableClaim(`${'x'.repeat(254)} y`)).toBe('x'.repeat(254));
  });
});
