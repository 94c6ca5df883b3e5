import { type BrokenDocument, C } from './document.fixture';

/** Documents that the lexer or the parser refuses. */
export const BROKEN_SYNTAX: readonly BrokenDocument[] = [
  ['a wrong token', `{ secret(id "${C}") }`, 'Syntax error: expected ":" at line 1, column 13.'],
  ['a wrong name', `{ secret(id: "${C}") { "${C}" } }`, 'Syntax error: expected Name at line 1, column 53.'],
  ['a wrong keyword', `fragment a ${C} Node { id }`, 'Syntax error: expected "on" at line 1, column 12.'],
  ['a wrong definition', `${C} { id }`, 'Syntax error: unexpected input at line 1, column 1.'],
  ['an early end', `{ ${C}`, 'Syntax error: expected Name at line 1, column 36.'],
  [
    'an end within a list',
    `{ a(b: [${C}`,
    'Syntax error: unexpected end of the document at line 1, column 42.',
  ],
  [
    'a line break in a string',
    `{ secret(id: "${C}\n") }`,
    'Syntax error: unterminated string at line 1, column 48.',
  ],
  ['an escape', `{ secret(id: "\\${C}") }`, 'Syntax error: malformed escape sequence at line 1, column 15.'],
  [
    'a Unicode escape',
    `{ secret(id: "\\u${C}") }`,
    'Syntax error: malformed Unicode escape at line 1, column 15.',
  ],
  [
    'a braced Unicode escape',
    `{ secret(id: "\\u{${C}}") }`,
    'Syntax error: malformed Unicode escape at line 1, column 15.',
  ],
  [
    'half a surrogate pair in a string',
    `{ secret(id: "${C}\ud800") }`,
    'Syntax error: invalid character in a string at line 1, column 48.',
  ],
  [
    'single quotes',
    `{ secret(id: '${C}') }`,
    'Syntax error: strings need double quotes at line 1, column 14.',
  ],
  ['another character', `{ secret(id: ;${C}) }`, 'Syntax error: invalid character at line 1, column 14.'],
  ['a number', `{ secret(id: 01${C}) }`, 'Syntax error: malformed number at line 1, column 15.'],
  [
    'a variable in a constant',
    `query($a: ID = $${C}) { id }`,
    'Syntax error: a variable is not allowed in a constant value at line 1, column 16.',
  ],
  ['a description', `"${C}" { id }`, 'Syntax error: a description is not allowed at line 1, column 1.'],
  [
    'too many tokens',
    `{ ${`${C} `.repeat(3_000)} }`,
    'The document has more than 3000 tokens; counting stopped at line 1, column 101969.',
  ],
];
