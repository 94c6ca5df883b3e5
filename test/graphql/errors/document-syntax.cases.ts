import { type BrokenDocument, C } from './document.fixture';

/** Documents that the lexer or the parser refuses. */
export const BROKEN_SYNTAX: readonly BrokenDocument[] = [
  ['a wrong token', `{ secret(id "${C}") }`, 'Syntax error: ":" is expected at line 1, column 13.'],
  [
    'a wrong name',
    `{ secret(id: "${C}") { "${C}" } }`,
    'Syntax error: Name is expected at line 1, column 53.',
  ],
  ['a wrong keyword', `fragment a ${C} Node { id }`, 'Syntax error: "on" is expected at line 1, column 12.'],
  ['a wrong definition', `${C} { id }`, 'Syntax error: something unexpected stands at line 1, column 1.'],
  ['an early end', `{ ${C}`, 'Syntax error: Name is expected at line 1, column 36.'],
  ['an end within a list', `{ a(b: [${C}`, 'Syntax error: the document ends too early at line 1, column 42.'],
  [
    'a line break in a string',
    `{ secret(id: "${C}\n") }`,
    'Syntax error: a string does not end at line 1, column 48.',
  ],
  ['an escape', `{ secret(id: "\\${C}") }`, 'Syntax error: a malformed escape at line 1, column 15.'],
  [
    'a Unicode escape',
    `{ secret(id: "\\u${C}") }`,
    'Syntax error: a malformed Unicode escape at line 1, column 15.',
  ],
  [
    'a braced Unicode escape',
    `{ secret(id: "\\u{${C}}") }`,
    'Syntax error: a malformed Unicode escape at line 1, column 15.',
  ],
  [
    'half a surrogate pair in a string',
    `{ secret(id: "${C}\ud800") }`,
    'Syntax error: a character that a string cannot hold at line 1, column 48.',
  ],
  [
    'single quotes',
    `{ secret(id: '${C}') }`,
    'Syntax error: strings have double quotes at line 1, column 14.',
  ],
  [
    'another character',
    `{ secret(id: ;${C}) }`,
    'Syntax error: a character that GraphQL does not have at line 1, column 14.',
  ],
  ['a number', `{ secret(id: 01${C}) }`, 'Syntax error: a malformed number at line 1, column 15.'],
  [
    'a variable in a constant',
    `query($a: ID = $${C}) { id }`,
    'Syntax error: a variable cannot stand in a constant value at line 1, column 16.',
  ],
  ['a description', `"${C}" { id }`, 'Syntax error: a description cannot stand at line 1, column 1.'],
  [
    'too many tokens',
    `{ ${`${C} `.repeat(3_000)} }`,
    'The document has more than 3000 tokens, counted at line 1, column 101969.',
  ],
];
