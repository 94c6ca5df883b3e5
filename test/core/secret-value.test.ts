import { BadUserInput } from '../../src/core/errors';
import { Plaintext, revealPlaintext } from '../../src/core/plaintext';
import { SecretType } from '../../src/core/secret';
import { checkedSecretValue, isCookieValue, isTotpSeed } from '../../src/core/secret-value';
import { cpuGrowth, LINEAR_GROWTH } from '../support/work';

const KB64 = 64 * 1024;
const TAB = '\t';
const netscape = ['.example.org', 'TRUE', '/', 'TRUE', '1893456000', 'session', 'abc'].join(TAB);

function ruleAgainst(text: string, type: SecretType = SecretType.KEY_VALUE, isFile = false): string {
  try {
    checkedSecretValue(Plaintext.ofText(text), type, isFile, 'input.value');
    return 'none';
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    if (text.length > 5 && JSON.stringify([error, error.message, error.stack]).includes(text))
      return 'quoted';
    return error.violations.map(({ path, rule }) => `${path}:${rule}`).join();
  }
}
const fileRule = (text: string) => ruleAgainst(text, SecretType.KEY_VALUE, true);

describe('a value', () => {
  it.each([
    ['nothing', ''],
    ['64 KB and one byte', 'x'.repeat(KB64 + 1)],
    ['fewer characters whose UTF-8 is too long', 'é'.repeat(KB64 / 2 + 1)],
  ])('of %s is refused', (_what, text) => {
    expect(ruleAgainst(text)).toBe('input.value:length');
  });

  it.each([
    ['one byte', 'x'],
    ['64 KB', 'x'.repeat(KB64)],
    ['64 KB of UTF-8', 'é'.repeat(KB64 / 2)],
    ['a NUL', '\0'],
    ['white space', ' \n'],
  ])('of %s is kept byte by byte', (_what, text) => {
    const checked = checkedSecretValue(Plaintext.ofText(text), SecretType.KEY_VALUE, false, 'input.value');

    expect(Buffer.compare(revealPlaintext(checked), Buffer.from(text, 'utf8'))).toBe(0);
  });
});

describe('the value of a file', () => {
  it.each([
    ['no base64', 'not base64!', 'base64'],
    ['base64 without its padding', 'YQ', 'base64'],
    ['base64 with too much padding', 'YQ===', 'base64'],
    ['base64 whose unused bits are set', 'YR==', 'base64'],
    ['base64 with a line end', 'YWJj\nZGVm', 'base64'],
    ['base64 with a space behind', 'YWJj ', 'base64'],
    ['the alphabet for URLs', '-_-_', 'base64'],
    ['a byte order mark', '\ufeffYWJj', 'base64'],
    ['nothing', '', 'length'],
    ['64 KB and one byte', Buffer.alloc(KB64 + 1).toString('base64'), 'length'],
    ['64 KB and three bytes, which is one group more', Buffer.alloc(KB64 + 3).toString('base64'), 'length'],
    ['a megabyte', Buffer.alloc(1 << 20).toString('base64'), 'length'],
  ])('as %s is refused', (_what, text, rule) => {
    expect(fileRule(text)).toBe(`input.value:${rule}`);
  });

  it.each([
    ['one byte', Buffer.of(0)],
    ['bytes that are no UTF-8', Buffer.of(0xff, 0xfe, 0x80)],
    ['64 KB', Buffer.alloc(KB64, 7)],
  ])('is what the base64 of %s stands for', (_what, bytes) => {
    const given = Plaintext.ofText(bytes.toString('base64'));
    const checked = checkedSecretValue(given, SecretType.KEY_VALUE, true, 'input.value');

    expect(Buffer.compare(revealPlaintext(checked), bytes)).toBe(0);
  });
});

describe('a cookie value', () => {
  it.each([
    ['a text', 'hunter2'],
    ['white space', ' \n '],
    ['an empty array', '[]'],
    ['an array of texts', '["a=b"]'],
    ['an array that holds null', '[null]'],
    ['an array of cookies without a name', '[{"value":"b"}]'],
    ['an array with a number for a value', '[{"name":"a","value":1}]'],
    ['an array with a space in a name', '[{"name":"a b","value":"c"}]'],
    ['an array whose second cookie is none', '[{"name":"a","value":"b"},{"name":"c"}]'],
    ['broken JSON', '[{"name":"a","value":"b"}'],
    ['an object', '{"name":"a","value":"b"}'],
    ['a header without a name', '=b'],
    ['a header with a space in the name', 'a b=c'],
    ['a header with a control character', 'a=b\u0001'],
    ['a header with an empty line inside', 'a=b\n\nc=d'],
    ['a Netscape line with a field too few', netscape.slice(0, netscape.lastIndexOf(TAB))],
    ['a Netscape line with a field too many', `${netscape}${TAB}x`],
    ['a Netscape line with a flag that is neither TRUE nor FALSE', netscape.replace('TRUE', 'yes')],
    ['a Netscape line with an expiry that is no number', netscape.replace('1893456000', 'never')],
    ['a Netscape line with a relative path', netscape.replace(`${TAB}/${TAB}`, `${TAB}x${TAB}`)],
    ['a Netscape file of comments', `# Netscape HTTP Cookie File\t\n#\tx`],
  ])('is not %s', (_what, text) => {
    expect(isCookieValue(text)).toBe(false);
    expect(ruleAgainst(text, SecretType.COOKIE)).toBe('input.value:cookie');
  });

  it.each([
    ['an exported array', '[{"name":"a","value":"b","domain":".example.org","secure":true}]'],
    ['an array with an empty value', ' [{"name":"__Host-a","value":""}]\n'],
    ['pairs', 'a=b; c=d'],
    ['a Cookie header', 'Cookie: a=b; c="d"'],
    ['a Set-Cookie header', 'Set-Cookie: a=b; Path=/; HttpOnly; SameSite=Lax'],
    ['two Set-Cookie headers', 'Set-Cookie: a=b\r\nset-cookie: c=d; Secure'],
    ['a value with equals signs', 'a=YWI9PQ=='],
    ['a Netscape line', netscape],
    ['a Netscape file', `# Netscape HTTP Cookie File\n\n${netscape}\r\n#HttpOnly_${netscape}\n`],
  ])('is %s', (_what, text) => {
    expect(isCookieValue(text)).toBe(true);
    expect(ruleAgainst(text, SecretType.COOKIE)).toBe('none');
  });

  it.each(['a=;', '; ', 'a=" ', '\t', '[', '{"name":', 'cookie:', '\r\n', '#HttpOnly_', '"'])(
    'is checked in time in proportion to its length, however hostile: %j',
    async (text) => {
      const check = (length: number) => {
        const repeated = text.repeat(length / text.length);
        isCookieValue(repeated);
        isCookieValue(`a=b${repeated}\u0001`);
        isTotpSeed(repeated);
      };
      expect(await cpuGrowth(check, KB64 / 8)).toBeLessThan(LINEAR_GROWTH);
    },
  );
});

describe('a TOTP value', () => {
  const SEED = 'JBSWY3DPEHPK3PXP';

  it.each([
    ['a text', 'hunter2'],
    ['fewer than 80 bits', SEED.slice(1)],
    ['digits that base32 does not have', 'JBSWY3DPEHPK3PX1'],
    ['a URI without a seed', 'otpauth://totp/a'],
    ['a URI with a bad seed', 'otpauth://totp/a?secret=1'],
    ['a counter URI', `otpauth://hotp/a?secret=${SEED}&counter=1`],
    ['another scheme', `https://totp/a?secret=${SEED}`],
    ['nine digits', `otpauth://totp/a?secret=${SEED}&digits=9`],
    ['a period of zero', `otpauth://totp/a?secret=${SEED}&period=0`],
    ['an unknown algorithm', `otpauth://totp/a?secret=${SEED}&algorithm=MD5`],
    ['a URI that does not parse', 'otpauth://['],
  ])('is not %s', (_what, text) => {
    expect(isTotpSeed(text)).toBe(false);
    expect(ruleAgainst(text, SecretType.TOTP)).toBe('input.value:totp');
  });

  it.each([
    ['a base32 seed', SEED],
    ['a seed in lower case and groups', 'jbsw y3dp-ehpk 3pxp'],
    ['a padded seed', `${SEED}JBSWY3DPEI======`],
    ['a URI', `otpauth://totp/Example:alice@example.org?secret=${SEED}&issuer=Example`],
    ['a URI with all settings', `OTPAUTH://totp/a?secret=${SEED}&digits=8&period=60&algorithm=SHA256`],
  ])('is %s', (_what, text) => {
    expect(isTotpSeed(text)).toBe(true);
    expect(ruleAgainst(text, SecretType.TOTP)).toBe('none');
  });

  it('that is a file is checked by what the file holds, not by its base64', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');

    expect(ruleAgainst(base64('hunter2 hunter'), SecretType.TOTP, true)).toBe('input.value:totp');
    expect(ruleAgainst('AAAAAAAAAAAAAAAA', SecretType.TOTP, true)).toBe('input.value:totp');
    expect(ruleAgainst(base64(`otpauth://totp/a?secret=${SEED}`), SecretType.TOTP, true)).toBe('none');
  });
});
