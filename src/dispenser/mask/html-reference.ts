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
const IS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? 1 : 0,
);
/** The names as a trie: for each node and byte below 128, the next node. */
const NODE = 128;
const TRIE = new Uint16Array(trieSize() * NODE);
/** For each node, the character of the name that ends there; 0 if none does. */
const CHARACTERS = new Uint16Array(TRIE.length / NODE);
fillTrie();
const DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit < 0 ? 255 : digit;
});
/** What is written for half of a pair of UTF-16: U+FFFD. */
const REPLACEMENT = 0xfffd;
/** Leading zeros included. */
const MOST_DIGITS = 10;

/** The first two letters of each name, as bytes, and the character that it stands for. */
export function beginningsOf(): readonly (readonly [number, number, number])[] {
  return [...NAMED].map(([name, code]) => [name.charCodeAt(0), name.charCodeAt(1), code]);
}

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
  const base = isHex ? 16 : 10;
  let code = 0;
  let index = first;
  for (; index < end && index - first < MOST_DIGITS; index += 1) {
    const digit = DIGITS[from[index]!]!;
    if (digit >= base) break;
    code = code * base + digit;
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
  let node = 0;
  let index = at + 1;
  while (index < end && IS_NAME[from[index]!] === 1) {
    node = TRIE[node * NODE + from[index]!]!;
    if (node === 0) return 0;
    index += 1;
  }
  if (node === 0 || index >= end || from[index] !== 0x3b || CHARACTERS[node] === 0) return 0;
  return writtenCharacter(CHARACTERS[node]!, index + 1 - at, to, count);
}

/** Writes a character as UTF-8; a surrogate as U+FFFD. See {@link EscapeReader}. */
export function writtenCharacter(code: number, width: number, to: Uint8Array, count: number): number {
  if (code < 0x80) {
    to[count] = code;
    return (width << 3) | 1;
  }
  if (code > 0x10ffff) return 0;
  if (code < 0x800) {
    to[count] = 0xc0 | (code >> 6);
    to[count + 1] = 0x80 | (code & 0x3f);
    return (width << 3) | 2;
  }
  if (code < 0x10000) {
    const character = code >= 0xd800 && code < 0xe000 ? REPLACEMENT : code;
    to[count] = 0xe0 | (character >> 12);
    to[count + 1] = 0x80 | ((character >> 6) & 0x3f);
    to[count + 2] = 0x80 | (character & 0x3f);
    return (width << 3) | 3;
  }
  to[count] = 0xf0 | (code >> 18);
  to[count + 1] = 0x80 | ((code >> 12) & 0x3f);
  to[count + 2] = 0x80 | ((code >> 6) & 0x3f);
  to[count + 3] = 0x80 | (code & 0x3f);
  return (width << 3) | 4;
}

/** More than the nodes of the trie: each character of each name, and the root. */
function trieSize(): number {
  return 1 + [...NAMED.keys()].reduce((sum, name) => sum + name.length, 0);
}

function fillTrie(): void {
  let size = 1;
  for (const [name, code] of NAMED) {
    let node = 0;
    for (const character of name) {
      const at = node * NODE + character.charCodeAt(0);
      if (TRIE[at] === 0) TRIE[at] = size++;
      node = TRIE[at]!;
    }
    CHARACTERS[node] = code;
  }
}
