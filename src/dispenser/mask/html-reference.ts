/** The names of HTML for characters from U+00A0 on, in order (HTML 4.01 §24.2.1). */
const LATIN_1 =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml';

/** The names of HTML for ASCII (HTML Living Standard §13.5). */
const ASCII: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  AMP: '&',
  LT: '<',
  GT: '>',
  QUOT: '"',
  Tab: '\t',
  NewLine: '\n',
  excl: '!',
  num: '#',
  dollar: '$',
  percnt: '%',
  lpar: '(',
  rpar: ')',
  ast: '*',
  plus: '+',
  comma: ',',
  period: '.',
  sol: '/',
  colon: ':',
  semi: ';',
  equals: '=',
  quest: '?',
  commat: '@',
  lsqb: '[',
  lbrack: '[',
  bsol: '\\',
  rsqb: ']',
  rbrack: ']',
  Hat: '^',
  lowbar: '_',
  grave: '`',
  lcub: '{',
  lbrace: '{',
  verbar: '|',
  vert: '|',
  rcub: '}',
  rbrace: '}',
};

const NAMED = new Map<string, number>([
  ...Object.entries(ASCII).map(([name, text]) => [name, text.charCodeAt(0)] as const),
  ...LATIN_1.split(' ').map((name, index) => [name, 0xa0 + index] as const),
]);
const LONGEST = Math.max(...[...NAMED.keys()].map((name) => name.length));
const IS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** Leading zeros included. */
const MOST_DIGITS = 10;

/**
 * A numeric reference of XML or HTML, decimal or hex; the semicolon may be missing, as HTML allows. See
 * {@link EscapeReader}.
 */
export function numericReference(
  from: Uint8Array,
  at: number,
  end: number,
  to: Uint8Array,
  count: number,
): number {
  if (from[at + 1] !== 0x23) return 0;
  const isHex = at + 2 < end && (from[at + 2]! | 0x20) === 0x78;
  const first = isHex ? at + 3 : at + 2;
  let code = 0;
  let index = first;
  for (; index < end && index - first < MOST_DIGITS; index += 1) {
    const digit = Number.parseInt(String.fromCharCode(from[index]!), isHex ? 16 : 10);
    if (Number.isNaN(digit)) break;
    code = code * (isHex ? 16 : 10) + digit;
  }
  if (index === first) return 0;
  if (index < end && from[index] === 0x3b) index += 1;
  return writtenCharacter(code, index - at, to, count);
}

/** A reference of HTML by name: ASCII and Latin-1. See {@link EscapeReader}. */
export function namedReference(
  from: Uint8Array,
  at: number,
  end: number,
  to: Uint8Array,
  count: number,
): number {
  const first = from[at + 1]! | 0x20;
  if (first < 0x61 || first > 0x7a) return 0;
  const last = Math.min(end, at + LONGEST + 2);
  let index = at + 1;
  let name = '';
  while (index < last && IS_NAME[from[index]!] === 1) name += String.fromCharCode(from[index++]!);
  if (index >= end || from[index] !== 0x3b) return 0;
  const code = NAMED.get(name);
  return code === undefined ? 0 : writtenCharacter(code, index + 1 - at, to, count);
}

/** Writes a character as UTF-8; a surrogate as U+FFFD. See {@link EscapeReader}. */
export function writtenCharacter(code: number, width: number, to: Uint8Array, count: number): number {
  if (code < 0x80) {
    to[count] = code;
    return (width << 3) | 1;
  }
  if (code > 0x10ffff) return 0;
  const bytes = Buffer.from(String.fromCodePoint(code));
  to.set(bytes, count);
  return (width << 3) | bytes.length;
}
