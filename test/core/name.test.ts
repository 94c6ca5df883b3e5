import { BadUserInput } from '../../src/core/errors';
import { canonicalName, canonicalSlug, checkedText, foldCase, lookedUpName } from '../../src/core/name';

/** The rule that refuses the text as a name; `none` when it is accepted. */
function ruleAgainst(check: () => unknown): string {
  try {
    check();
    return 'none';
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    return error.violations.map(({ path, rule }) => `${path}:${rule}`).join();
  }
}
const nameRule = (text: string) => ruleAgainst(() => canonicalName(text, 'input.name'));

describe('a name', () => {
  it.each([
    ['nothing at all', '', 'length'],
    ['256 characters', 'x'.repeat(256), 'length'],
    ['256 characters outside the basic plane', '𝒳'.repeat(256), 'length'],
    ['a lone high surrogate', 'API\ud800KEY', 'unicode'],
    ['a lone low surrogate at the end', 'API_KEY\udc00', 'unicode'],
    ['a NUL', 'API\0KEY', 'invisible'],
    ['a line feed', 'API\nKEY', 'invisible'],
    ['an escape', '\u001b[31mKEY', 'invisible'],
    ['a zero-width space', 'API\u200bKEY', 'invisible'],
    ['a zero-width joiner', 'API\u200dKEY', 'invisible'],
    ['a byte order mark', '\ufeffKEY', 'invisible'],
    ['a right-to-left override', 'API\u202eKEY', 'invisible'],
    ['a bidirectional isolate', 'API\u2066KEY', 'invisible'],
    ['a line separator', 'API\u2028KEY', 'invisible'],
    ['a no-break space', 'API\u00a0KEY', 'invisible'],
    ['a soft hyphen', 'API\u00adKEY', 'invisible'],
    ['a Hangul filler', 'API\u3164KEY', 'invisible'],
    ['a grapheme joiner', 'API\u034fKEY', 'invisible'],
    ['a variation selector', 'KEY\ufe0f', 'invisible'],
    ['a variation selector of the supplement', 'KEY\u{e0100}', 'invisible'],
    ['a Mongolian variation selector', 'KEY\u180b', 'invisible'],
    ['a tag character', 'KEY\u{e0041}', 'invisible'],
    ['a Braille cell without dots', 'API\u2800KEY', 'invisible'],
    ['a private-use character', 'KEY\ue000', 'invisible'],
    ['an unassigned character', 'KEY\u{10ffff}', 'invisible'],
    ['a space in front', ' KEY', 'space'],
    ['a space behind', 'KEY ', 'space'],
    ['only a space', ' ', 'space'],
    ['a full-width letter', 'ＫEY', 'lookalike'],
    ['a ligature', 'conﬁg', 'lookalike'],
    ['a mathematical letter', '𝐊EY', 'lookalike'],
    ['a superscript digit', 'KEY²', 'lookalike'],
    ['a Cyrillic letter among Latin ones', 'АPI_KEY', 'lookalike'],
    ['a Greek letter among Latin ones', 'ΑPI_KEY', 'lookalike'],
    ['a Cherokee letter among Latin ones', 'ᎪPI_KEY', 'lookalike'],
    ['a Lisu letter among Latin ones', 'ꓮPI_KEY', 'lookalike'],
  ])('with %s is refused', (_what, text, rule) => {
    expect(nameRule(text)).toBe(`input.name:${rule}`);
  });

  it.each([
    ['one character', 'x'],
    ['255 characters', 'x'.repeat(255)],
    ['255 characters outside the basic plane, which are 510 code units', '😀'.repeat(255)],
    ['inner spaces, punctuation and SQL wildcards', `50% of_a\\b "q" 'r' <s>`],
    ['one look-alike script alone', 'ключ'],
    ['Latin with Han and kana', 'API 鍵キー'],
    ['accents', 'clé-número'],
    ['Arabic', 'مفتاح'],
  ])('of %s is accepted as it is', (_what, text) => {
    expect(canonicalName(text, 'input.name').display).toBe(text);
  });

  it('is stored in normalization form C, whichever form it came in', () => {
    const composed = canonicalName('cl\u00e9', 'input.name');
    const decomposed = canonicalName('cle\u0301', 'input.name');

    expect(decomposed).toEqual(composed);
    expect(decomposed.display).toBe('cl\u00e9');
    expect('cle\u0301').not.toBe('cl\u00e9');
  });

  it('is counted in characters after it was composed', () => {
    expect(nameRule('e\u0301'.repeat(255))).toBe('none');
    expect(nameRule('e\u0301'.repeat(256))).toBe('input.name:length');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'null', 'undefined', '-1', '0', 'NaN'])(
    'may be %s, which is a text like any other',
    (text) => {
      expect(canonicalName(text, 'input.name')).toEqual({ display: text, folded: text.toLowerCase() });
      expect(lookedUpName(text)).toBe(text.toLowerCase());
    },
  );

  it('is never quoted by the error that refuses it', () => {
    const name = 'hunter2\u200bcanary';
    let message = '';
    try {
      canonicalName(name, 'input.name');
    } catch (error) {
      message = JSON.stringify(error) + String(error);
    }

    expect(message).toContain('input.name');
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('canary');
  });
});

describe('the folded form', () => {
  it.each([
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['STRAẞE', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['API_Key', 'api_kEY'],
    ['ÉTÉ', 'été'],
    ['İx', 'i̇X'],
  ])('of %s and %s is one, because they differ in case only', (one, other) => {
    expect(foldCase(one.normalize('NFC'))).toBe(foldCase(other.normalize('NFC')));
  });

  it.each([
    ['a', 'b'],
    ['é', 'e'],
    ['API_KEY', 'API-KEY'],
    ['и', 'й'],
  ])('of %s and %s differs, because they do', (one, other) => {
    expect(foldCase(one)).not.toBe(foldCase(other));
  });

  it('does not change when it is folded again, for any character that a name can have', () => {
    const unstable: string[] = [];
    let accepted = 0;
    for (let code = 0; code < 0x110000; code += 1) {
      const character = String.fromCodePoint(code);
      if (/[\p{Cn}\p{Co}]/u.test(character)) continue;
      const folded = lookedUpName(character);
      if (folded === undefined) continue;
      accepted += 1;
      const upper = foldCase(character.normalize('NFC').toUpperCase().normalize('NFC'));
      if (foldCase(folded) !== folded || upper !== folded) unstable.push(code.toString(16));
    }

    expect(unstable).toEqual([]);
    expect(accepted).toBeGreaterThan(100_000);
  });

  it('of a beginning is the beginning of the folded form', () => {
    expect(foldCase('ΟΔΟΣΑ').startsWith(foldCase('ΟΔΟΣ'))).toBe(true);
    expect('ΟΔΟΣΑ'.toLowerCase().startsWith('ΟΔΟΣ'.toLowerCase())).toBe(false);
  });
});

describe('a name that is looked up', () => {
  it.each(['', 'a\u200bb', 'АPI', ' x', '\ud800'])('cannot exist when it is %j', (text) => {
    expect(lookedUpName(text)).toBeUndefined();
  });

  it('is found by any spelling of its case and composition', () => {
    expect(lookedUpName('CLE\u0301')).toBe(canonicalName('clé', 'input.name').folded);
  });
});

describe('a slug', () => {
  it.each(['', '-a', 'a-', 'a--b', 'a_b', 'a.b', 'é', 'a b', 'a\n', 'x'.repeat(40)])('is not %j', (text) => {
    expect(ruleAgainst(() => canonicalSlug(text, 'input.slug'))).toBe('input.slug:slug');
  });

  it('is lower case with single inner hyphens, up to 39 characters', () => {
    expect(canonicalSlug('Acme-2', 'input.slug')).toBe('acme-2');
    expect(canonicalSlug('x'.repeat(39), 'input.slug')).toBe('x'.repeat(39));
  });
});

describe('free text', () => {
  it.each([
    ['a NUL', 'a\0', 'control'],
    ['an escape', '\u001b[2J', 'control'],
    ['a delete', 'a\u007f', 'control'],
    ['a control character of the second block', 'a\u009b31m', 'control'],
    ['a lone surrogate', '\udfff', 'unicode'],
    ['one character too many', '😀'.repeat(6), 'length'],
  ])('with %s is refused', (_what, text, rule) => {
    expect(ruleAgainst(() => checkedText(text, 'input.note', 5))).toBe(`input.note:${rule}`);
  });

  it('may have tabs and line ends, and counts characters', () => {
    expect(checkedText('a\t\r\nb', 'input.note', 5)).toBe('a\t\r\nb');
    expect(checkedText('😀'.repeat(5), 'input.note', 5)).toBe('😀'.repeat(5));
  });
});
