import { parseEnvFile } from '../../../src/cli/import/env-file';
import { revealPlaintext } from '../../../src/core/plaintext';

/** Names and values of a text; a refusal stands in place of the value. */
function read(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    parseEnvFile(text).map(({ name, value, refusal }) => [
      name,
      value === undefined ? `! ${refusal}` : Buffer.from(revealPlaintext(value)).toString(),
    ]),
  );
}

it('reads a .env file as dotenv does', () => {
  const text = String.raw`
# a comment
BASIC=basic
  # an indented comment
AFTER_LINE=after_line
EMPTY=
EMPTY_DOUBLE=""
EMPTY_SINGLE=''
SINGLE='single quotes'
SINGLE_SPACED='    single quotes    '
DOUBLE="double quotes"
DOUBLE_SPACED="    double quotes    "
SINGLE_IN_DOUBLE="double 'quotes' work"
DOUBLE_IN_SINGLE='single "quotes" work'
BOTH_IN_BACKTICKS=${'`'}double "quotes" and single 'quotes'${'`'}
NEWLINES="expand\nnew\nlines"
UNEXPANDED=dontexpand\nnewlines
UNEXPANDED_SINGLE='dontexpand\nnewlines'
COMMENT=inline comment # work #very #well
COMMENT_QUOTED="inline # stays" # and this goes
COMMENT_EMPTY=# nothing
EQUALS=equals==
BRACKETS={"foo": "bar"}
BRACKETS_QUOTED='{"foo": "bar"}'
UNTRIMMED=    some spaced out text   
ADDRESS=someone@example.com
    SPACED_KEY = parsed
export EXPORTED=yes
export   SPACES  =  "many"
colon: yaml like
with.dot-and-dash=1
MULTI="first
second
third"
MULTI_SINGLE='a
b'
AFTER=1`;
  expect(read(text)).toEqual({
    BASIC: 'basic',
    AFTER_LINE: 'after_line',
    EMPTY: '',
    EMPTY_DOUBLE: '',
    EMPTY_SINGLE: '',
    SINGLE: 'single quotes',
    SINGLE_SPACED: '    single quotes    ',
    DOUBLE: 'double quotes',
    DOUBLE_SPACED: '    double quotes    ',
    SINGLE_IN_DOUBLE: "double 'quotes' work",
    DOUBLE_IN_SINGLE: 'single "quotes" work',
    BOTH_IN_BACKTICKS: `double "quotes" and single 'quotes'`,
    NEWLINES: 'expand\nnew\nlines',
    UNEXPANDED: String.raw`dontexpand\nnewlines`,
    UNEXPANDED_SINGLE: String.raw`dontexpand\nnewlines`,
    COMMENT: 'inline comment',
    COMMENT_QUOTED: 'inline # stays',
    COMMENT_EMPTY: '',
    EQUALS: 'equals==',
    BRACKETS: '{"foo": "bar"}',
    BRACKETS_QUOTED: '{"foo": "bar"}',
    UNTRIMMED: 'some spaced out text',
    ADDRESS: 'someone@example.com',
    SPACED_KEY: 'parsed',
    EXPORTED: 'yes',
    SPACES: 'many',
    colon: 'yaml like',
    'with.dot-and-dash': '1',
    MULTI: 'first\nsecond\nthird',
    MULTI_SINGLE: 'a\nb',
    AFTER: '1',
  });
});

it.each(['\n', '\r\n', '\r'])('reads lines that end with %j', (end) => {
  const text = ['\ufeffA=1', '', '# comment', 'B="x', 'y"', "C='z' # c", 'D=2'].join(end);
  expect(read(text)).toEqual({ A: '1', B: 'x\ny', C: 'z', D: '2' });
  expect(parseEnvFile(text).map(({ place }) => place)).toEqual(['line 1', 'line 4', 'line 6', 'line 7']);
});

it('refuses what it would have to guess, names the line, and goes on', () => {
  const text = 'A="open\nB=1\nno value here\n=x\nC="a" b\nD=2';
  expect(parseEnvFile(text).map(({ name, place, refusal }) => [name, place, refusal])).toEqual([
    ['A', 'line 1', 'there is text behind the closing quote'],
    ['D', 'line 6', undefined],
  ]);
  expect(
    parseEnvFile('A=\'open\nB=1\nno value here\n=x\nC="a" b\nD=2').map((each) => [
      each.name,
      each.place,
      each.refusal,
    ]),
  ).toEqual([
    ['A', 'line 1', 'the quote is not closed'],
    ['B', 'line 2', undefined],
    ['', 'line 3', 'no name and value'],
    ['', 'line 4', 'no name and value'],
    ['C', 'line 5', 'there is text behind the closing quote'],
    ['D', 'line 6', undefined],
  ]);
});

it('warns where other readers take another value', () => {
  const warned = (text: string) => parseEnvFile(text)[0]?.warning;
  for (const text of ['A=abc#123', 'A="$HOME"', 'A=$B', String.raw`A="a\"b"`, String.raw`A=a\tb`]) {
    expect([text, warned(text)]).toEqual([text, expect.any(String)]);
  }
  for (const text of ['A=abc #123', "A='$HOME'", String.raw`A="a\nb"`, 'A=plain']) {
    expect([text, warned(text)]).toEqual([text, undefined]);
  }
});
