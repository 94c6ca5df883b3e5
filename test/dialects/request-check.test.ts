import { BadUserInput, type Violation } from '../../src/core/errors';
import { checkOf } from '../../src/dialects/request-check';
import { loadSchemaCompilers } from '../../src/dialects/schema-compiler';
import { expectNoCanary, newCanary } from '../support/canary';

const SCHEMA = {
  type: 'object',
  properties: {
    text: { type: 'string', minLength: 1, maxLength: 3, pattern: '^[a-z]*$' },
    note: { type: ['string', 'null'], minLength: 2 },
    count: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
    flag: { type: 'boolean' },
    word: { enum: ['one', 'two'] },
    list: { type: 'array', maxItems: 2, items: { type: 'integer' } },
  },
  required: ['text'],
};

function violationsOf(given: unknown, part: 'body' | 'query' = 'body'): readonly Violation[] {
  const outcome = checkOf(SCHEMA, part)(given);
  return 'error' in outcome ? outcome.error.violations : [];
}

describe('the check of a request', () => {
  beforeAll(loadSchemaCompilers);

  it.each([
    [{}, 'body.text', 'required', 'This field is required.'],
    [{ text: '' }, 'body.text', 'minLength', 'Give at least 1 character.'],
    [{ text: 'abcd' }, 'body.text', 'maxLength', 'Give at most 3 characters.'],
    [{ text: 'A' }, 'body.text', 'pattern', 'This text does not have the form that the field needs.'],
    [{ text: 7 }, 'body.text', 'string', 'Give a string.'],
    [{ text: null }, 'body.text', 'string', 'Give a string.'],
    [{ text: 'a', note: 7 }, 'body.note', 'string', 'Give a string.'],
    [{ text: 'a', note: 'n' }, 'body.note', 'minLength', 'Give at least 2 characters.'],
    [{ text: 'a', count: 0 }, 'body.count', 'minimum', 'Give 1 or more.'],
    [{ text: 'a', count: 10 }, 'body.count', 'maximum', 'Give 9 or less.'],
    [{ text: 'a', count: '5' }, 'body.count', 'integer', 'Give a whole number.'],
    [{ text: 'a', count: 1.5 }, 'body.count', 'integer', 'Give a whole number.'],
    [{ text: 'a', flag: 'true' }, 'body.flag', 'boolean', 'Give true or false.'],
    [{ text: 'a', word: 'three' }, 'body.word', 'enum', 'Give one of: one, two.'],
    [{ text: 'a', list: 1 }, 'body.list', 'array', 'Give a list.'],
    [{ text: 'a', list: [1, 2, 3] }, 'body.list', 'maxItems', 'Give at most 2 of them.'],
    [{ text: 'a', list: [1, '2'] }, 'body.list.1', 'integer', 'Give a whole number.'],
    [undefined, 'body', 'object', 'Give an object.'],
    [[], 'body', 'object', 'Give an object.'],
  ])('names the path and the rule, in words of its own: %j', (given, path, rule, message) => {
    expect(violationsOf(given)).toEqual([{ path, rule, message }]);
  });

  it.each([' 5', '5 ', '05', '+5', '0x5', '5e0', '5.0', 'five', '9'.repeat(16)])(
    'reads no number in a query from %j',
    (count) => {
      expect(violationsOf({ text: 'a', count }, 'query').map(({ rule }) => rule)).toEqual(['integer']);
    },
  );

  it('leaves out what a client wrote without a value: empty in a query, null in a body', () => {
    expect(checkOf(SCHEMA, 'query')({ text: 'a', count: '' })).toEqual({ value: { text: 'a', count: 5 } });
    expect(violationsOf({ text: '', count: '5' }, 'query').map(({ rule }) => rule)).toEqual(['required']);
    expect(checkOf(SCHEMA, 'body')({ text: 'a', flag: null, list: null })).toEqual({
      value: { text: 'a', count: 5 },
    });
    expect(violationsOf({ text: null }, 'body').map(({ rule }) => rule)).toEqual(['string']);
    const needed = { type: 'object', properties: { list: { type: 'array' } }, required: ['list'] };
    expect(checkOf(needed, 'body')({ list: null })).toEqual({ value: { list: [] } });
  });

  it('reads a plain number in a query and gives defaults to both', () => {
    expect(checkOf(SCHEMA, 'query')({ text: 'a', count: '7' })).toEqual({ value: { text: 'a', count: 7 } });
    expect(checkOf(SCHEMA, 'body')({ text: 'a', more: 1 })).toEqual({
      value: { text: 'a', count: 5, more: 1 },
    });
  });

  it('does not take what every object inherits for a field', () => {
    const schema = { type: 'object', properties: {}, required: ['toString', 'constructor'] };
    const outcome = checkOf(schema, 'body')({});
    expect('error' in outcome && outcome.error.violations).toHaveLength(2);
  });

  it('tells at most twenty broken rules, and keeps nothing of what was submitted', () => {
    const canary = newCanary();
    const given = {
      text: canary.text,
      [canary.text]: 1,
      list: Array.from({ length: 1000 }, () => canary.text),
    };
    const outcome = checkOf(SCHEMA, 'body')(given);
    const error = 'error' in outcome ? outcome.error : undefined;
    expect(error).toBeInstanceOf(BadUserInput);
    expect(error?.violations).toHaveLength(20);
    expectNoCanary('the error', JSON.stringify([error, error?.message, error?.stack]), [canary]);
  });
});
