import {
  filledTemplate,
  formEncoded,
  templateNames,
  templateSyntax,
} from '../../../src/dispenser/injection/injection-template';
import { cpuGrowth, LINEAR_GROWTH } from '../../support/work';

const names = (text: string, syntax: 'text' | 'json' | 'form' = 'text') =>
  templateNames(text, syntax, 'body');
const rule = (text: string, syntax: 'text' | 'json' = 'text') => {
  try {
    return names(text, syntax);
  } catch (error) {
    return (error as { violations: { rule: string }[] }).violations.map((each) => each.rule).join();
  }
};

describe('a template', () => {
  it.each([
    '{{secrets.KEY}',
    '{{secrets.}}',
    '{{secrets.A{B}}',
    '{{ secrets.A }',
    '{{secrets}}',
    `{{secrets.${'x'.repeat(256)}}}`,
    '{{secrets.A}} and {{secrets.B',
  ])('that is not ended well is refused: %s', (text) => {
    expect(rule(text)).toBe('template');
  });

  it.each(['{"a": {{secrets.KEY}}}', '{"a": "{{secrets.KEY}}"', '{{secrets.KEY}}', '"{{secrets.KEY}}" x'])(
    'outside of a JSON string, or in what is no JSON, is refused: %s',
    (text) => {
      expect(rule(text, 'json')).toBe('json');
    },
  );

  it('is in a text at most a hundred times', () => {
    expect([rule('{{secrets.A}}'.repeat(101)), rule('{{secrets.A}}'.repeat(100))]).toEqual(['length', ['A']]);
  });

  it.each(['{{secrets.', ' ', '{{secrets. ', '{{ ', '{{secrets.A}}', '}}'])(
    'is looked for in time in proportion to the length of a text of %j',
    async (text) => {
      const look = (length: number) => rule(`{{secrets.a${text.repeat(length / text.length)}`);
      expect(await cpuGrowth(look, 32_768)).toBeLessThan(LINEAR_GROWTH);
    },
  );

  it.each(['', 'text', '{{other.KEY}}', '{{ }}', '{secrets.KEY}', '{{secretsKEY}}', '{{Secrets.KEY}}'])(
    'is not in %j',
    (text) => {
      expect(names(text)).toEqual([]);
    },
  );

  it('names secrets with any characters but braces, each once', () => {
    expect(names('{{secrets.A}} {{ secrets.B c-é"😀 }}{{secrets.A}}')).toEqual(['A', 'B c-é"😀']);
    expect(names(JSON.stringify({ 'k {{secrets.a"b\\c}}': ['{{secrets.é}}'] }), 'json')).toEqual([
      'a"b\\c',
      'é',
    ]);
  });

  it.each([
    ['json', '{"a":"{{secrets.K}}"}', 'q" \\ \n \u0001 </script> é {{secrets.L}}'],
    ['json', '{"{{secrets.K}}":1}', '","admin":"'],
  ] as const)('in %s stays one string, whatever the value', (syntax, text, value) => {
    const filled = JSON.parse(filledTemplate(text, syntax, () => value)) as Record<string, unknown>;
    expect(Object.entries(filled)).toEqual(text.includes('"a"') ? [['a', value]] : [[value, 1]]);
  });

  it('in a form stays one field, whatever the value', () => {
    const value = "a&b=c d+e%é'()*!~\n";
    const filled = filledTemplate('x=1&key={{secrets.K}}&y=2', 'form', () => value);
    expect([...new URLSearchParams(filled)]).toEqual([
      ['x', '1'],
      ['key', value],
      ['y', '2'],
    ]);
    expect(formEncoded(value)).toBe('a%26b%3Dc%20d%2Be%25%C3%A9%27%28%29%2A%21~%0A');
  });

  it('in a text becomes the value as it is, once: a value that looks like a template, or like a pattern, stays', () => {
    const filled = filledTemplate('<{{secrets.A}}|{{ secrets.B }}>', 'text', (name) =>
      name === 'A' ? '{{secrets.B}}' : "$& $1 $'",
    );
    expect(filled).toBe("<{{secrets.B}}|$& $1 $'>");
  });
});

describe('the syntax of a body', () => {
  it.each([
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/vnd.api+json', 'json'],
    ['application/x-www-form-urlencoded;charset=utf-8', 'form'],
    ['application/x-ndjson', 'text'],
    ['text/plain; a=application/json', 'text'],
    ['', 'text'],
    [undefined, 'text'],
  ])('of %s is %s', (type, syntax) => {
    expect(templateSyntax(type)).toBe(syntax);
  });
});
