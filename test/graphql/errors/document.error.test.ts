import { GraphQLError, parse, specifiedRules } from 'graphql';
import { documentErrorMessage } from '../../../src/graphql/errors/document.error';
import { findCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { C, canary, errorsOf, messagesOf, schema } from './document.fixture';
import { BROKEN_RULES } from './document-rules.cases';
import { BROKEN_SYNTAX } from './document-syntax.cases';
import { BROKEN_VALUES } from './document-values.cases';

const BROKEN = [...BROKEN_RULES, ...BROKEN_VALUES];

describe('an error of the document', () => {
  it.each(BROKEN)(
    'of the rule %s gets a message with names of the schema only',
    (_rule, source, expected) => {
      expect(messagesOf(source)).toContain(expected);
    },
  );

  it.each(BROKEN_SYNTAX)('of the syntax, %s, gets a message with the position', (_what, source, expected) => {
    expect(messagesOf(source)).toEqual([expected]);
  });

  it('never contains a name or a literal of the document, although that of the library does', () => {
    const watch = new CanaryWatch(canary);
    let quoted = 0;
    for (const [rule, source] of [...BROKEN, ...BROKEN_SYNTAX]) {
      watch.add(rule, messagesOf(source).join('\n'));
      if (errorsOf(source).some(({ message }) => findCanary(message, canary).length > 0)) quoted += 1;
    }
    watch.expectUnseen();
    expect(quoted).toBeGreaterThan(30);
  });

  it('has a message of its own in each case above', () => {
    const fallen = [...BROKEN, ...BROKEN_SYNTAX].filter(([, source]) =>
      messagesOf(source).some((message) => message.startsWith('The document is not valid')),
    );
    expect(fallen.map(([rule]) => rule)).toEqual([]);
  });

  it('is tested for every specified rule', () => {
    const covered = new Set(BROKEN.map(([rule]) => `${rule.split(',')[0]}Rule`));
    expect(specifiedRules.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
  });

  it.each([
    ['a message of another version', `The field ${C} is not what it seems.`],
    ['a known message about an unknown type', `Cannot query field "a" on type "${C}".`],
    ['a known message with something behind it', `Unknown fragment "a". The source was ${C}.`],
    ['a known syntax error with an unknown token', `Syntax Error: Expected ${C}, found Name.`],
  ])('that is %s gives the position alone', (_what, message) => {
    const [node] = parse('\n  { a }').definitions;
    expect(
      documentErrorMessage(new GraphQLError(message, { nodes: node! }), schema, { suggestions: true }),
    ).toBe('The document is not valid at line 2, column 3.');
    expect(documentErrorMessage(new GraphQLError(message), schema, { suggestions: true })).toBe(
      'The document is not valid.',
    );
  });

  it('suggests names of the schema if suggestions are on', () => {
    const wrong = '{ secret(id: 1) { nam } page(visibility: PRIVAT) { id } }';
    expect(messagesOf(wrong)).toEqual([
      'The type Secret has no field of this name. Did you mean name? (line 1, column 19)',
      'A value of the enum Visibility is expected here. Did you mean PRIVATE? (line 1, column 42)',
    ]);
    expect(messagesOf(wrong, false)).toEqual([
      'The type Secret has no field of this name. (line 1, column 19)',
      'A value of the enum Visibility is expected here. (line 1, column 42)',
    ]);
    const forged = new GraphQLError(
      `Cannot query field "a" on type "Secret". Did you mean "${C}" or "name"?`,
    );
    expect(documentErrorMessage(forged, schema, { suggestions: true })).toBe(
      'The type Secret has no field of this name. Did you mean name?',
    );
  });

  it('keeps its text only if it is marked as safe', () => {
    const marked = new GraphQLError('A value stands here.', { extensions: { safe: true } });
    expect(documentErrorMessage(marked, schema, { suggestions: false })).toBe('A value stands here.');
    const wrapped = new GraphQLError('A value stands here.', { originalError: marked, extensions: {} });
    expect(documentErrorMessage(wrapped, schema, { suggestions: false })).toBe('A value stands here.');
    const unmarked = new GraphQLError('A value stands here.', { extensions: { safe: 'yes' } });
    expect(documentErrorMessage(unmarked, schema, { suggestions: false })).toBe('The document is not valid.');
  });
});
