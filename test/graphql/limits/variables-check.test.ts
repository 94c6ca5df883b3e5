import { getOperationAST, parse, validateSchema } from 'graphql';
import { getVariableValues } from 'graphql/execution/values';
import { checkVariables, MAX_VIOLATIONS } from '../../../src/graphql/limits/variables-check';
import { findCanary, newCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { callsOf } from '../../support/work';
import { CREATE, check, GOOD, rulesOf, rulesOfInput, schema } from './variables.fixture';

const canary = newCanary();

it('is tested with a valid schema', () => expect(validateSchema(schema)).toEqual([]));

describe('variables', () => {
  it.each([[['a']], ['text'], [1], [true]])('that are %j are refused as a whole', (variables) => {
    const operation = getOperationAST(parse(CREATE))!;
    expect(checkVariables(schema, parse(CREATE), operation, variables, { suggestions: true })).toEqual([
      { path: 'variables', rule: 'object', message: 'Variables must be an object.' },
    ]);
  });

  it.each([
    ['nothing', undefined, ['input:required']],
    ['null', null, ['input:null']],
    ['a string', 'text', ['input:object']],
    ['a list', [GOOD], ['input:list']],
    ['an empty object', {}, ['input.organizationId:required', 'input.name:required']],
    ['a null sibling', { ...GOOD, organizationId: null }, ['input.organizationId:null']],
    ['an inherited field', Object.create(GOOD), ['input.organizationId:required', 'input.name:required']],
    ['an unknown field', { ...GOOD, extra: 1 }, ['input:unknown_field']],
    [
      'fields of Object.prototype',
      JSON.parse('{"organizationId":"o","name":"a","constructor":1,"toString":2}'),
      ['input:unknown_field'],
    ],
    ['a number for a string', { ...GOOD, note: 1 }, ['input.note:type']],
    ['an object for a string', { ...GOOD, note: {} }, ['input.note:type']],
    ['a string for a boolean', { ...GOOD, isFile: 'true' }, ['input.isFile:type']],
    ['a string for a float', { ...GOOD, weight: '1' }, ['input.weight:type']],
    ['a float for an id', { ...GOOD, organizationId: 1.5 }, ['input.organizationId:type']],
    ['another enum value', { ...GOOD, visibility: 'NONE' }, ['input.visibility:enum']],
    ['a number for an enum value', { ...GOOD, visibility: 1 }, ['input.visibility:enum']],
    ['null for a default', { ...GOOD, visibility: null }, ['input.visibility:null']],
    [
      'a fraction in a list',
      { ...GOOD, selectedRepositoryIds: [1, 2, 3, 1.5] },
      ['input.selectedRepositoryIds.3:type'],
    ],
    ['null in a list', { ...GOOD, selectedRepositoryIds: [null] }, ['input.selectedRepositoryIds.0:null']],
    ['a list in a list', { ...GOOD, selectedRepositoryIds: [[1]] }, ['input.selectedRepositoryIds.0:list']],
    ['a wrong item of a matrix', { ...GOOD, matrix: [[1], [2, '3']] }, ['input.matrix.1.1:type']],
    ['a value as an object', { ...GOOD, value: { a: 1 } }, ['input.value:scalar']],
    ['a value as a list', { ...GOOD, value: ['a'] }, ['input.value:list']],
    ['a name against its rule', { ...GOOD, name: 'x'.repeat(256) }, ['input.name:length']],
    ['what a foreign scalar refuses', { ...GOOD, broken: 'x' }, ['input.broken:scalar']],
    [
      'a part of a nested object',
      { ...GOOD, sealedValue: { keyId: 'k' } },
      ['input.sealedValue.encryptedValue:required'],
    ],
    [
      'a nested list of objects',
      { ...GOOD, children: [GOOD, { name: 'a' }] },
      ['input.children.1.organizationId:required'],
    ],
    [
      'several wrong fields',
      { ...GOOD, note: 1, weight: 'x', extra: 0 },
      ['input.note:type', 'input.weight:type', 'input:unknown_field'],
    ],
  ])('with %s are refused', (_what, input, expected) => {
    expect(rulesOf(CREATE, input === undefined ? {} : { x: input })).toEqual(expected);
  });

  it('are refused without being quoted, in every position', () => {
    const text = canary.text;
    const watch = new CanaryWatch(canary);
    const wrong: unknown[] = [
      text,
      [text],
      { [text]: text },
      { ...GOOD, value: text, organizationId: null },
      { name: 'a', value: text },
      { ...GOOD, value: text, [text]: 1 },
      { ...GOOD, value: { [text]: text } },
      { ...GOOD, value: [text] },
      { ...GOOD, visibility: text },
      { ...GOOD, isFile: text },
      { ...GOOD, weight: text },
      { ...GOOD, broken: text },
      { ...GOOD, name: text.repeat(10) },
      { ...GOOD, selectedRepositoryIds: [text] },
      { ...GOOD, sealedValue: text },
      { ...GOOD, children: [{ [text]: { [text]: text } }] },
    ];
    for (const [index, input] of wrong.entries()) {
      const violations = check(CREATE, { x: input });
      expect(violations).not.toEqual([]);
      watch.add(`violations ${index}`, JSON.stringify(violations));
    }
    watch.add(
      'of a variable',
      JSON.stringify(check(`query($z${text}: ID!) { secret(id: $z${text}) { id } }`, {})),
    );
    watch.expectUnseen();

    const operation = getOperationAST(parse(CREATE))!;
    const { errors } = getVariableValues(schema, operation.variableDefinitions!, {
      x: { name: 'a', value: text },
    });
    expect(findCanary(JSON.stringify(errors), canary)).not.toHaveLength(0);
  });

  it('are refused with a list of the allowed names, unless suggestions are off', () => {
    const wrong = {
      x: { ...GOOD, sealedValue: { keyId: '', encryptedValue: '', x: 1 }, visibility: 'NONE' },
    };
    const messages = (suggestions: boolean) =>
      check(CREATE, wrong, { suggestions }).map(({ message }) => message);

    expect(messages(true)).toEqual([
      'The type Sealed does not have one of the given fields. Its fields are keyId, encryptedValue.',
      'This is not a value of Visibility. Give one of ALL, PRIVATE, SELECTED.',
    ]);
    expect(messages(false)).toEqual([
      'The type Sealed does not have one of the given fields.',
      'This is not a value of Visibility.',
    ]);
  });

  it('are refused with the message of our own scalars', () => {
    expect(check(CREATE, { x: { ...GOOD, value: 1 } })).toEqual([
      { path: 'input.value', rule: 'scalar', message: 'A SecretValue is a string.' },
    ]);
  });

  it('are identified by where they are used', () => {
    const source = `
      query($a: ID!, $b: [ID!]!, $c: ID!, $d: Boolean!, $e: Name!, $f: String!) {
        secret(id: $a) @include(if: $d) { ...more }
        nodes(ids: $b) { id }
        more: nodes(ids: ["x", $c]) { id }
        pick(choice: { slug: $f }) { id }
      }
      fragment more on Secret { rename(to: $e) { ...again } }
      fragment again on Secret { id }`;
    expect(rulesOf(source, { b: [1.5] })).toEqual([
      'id:required',
      'ids.0:type',
      'ids.1:required',
      'if:required',
      'to:required',
      'choice.slug:required',
    ]);
  });

  it('that are used only inside a scalar of objects are identified by the index of their definition', () => {
    expect(
      rulesOf('query($a: ID!, $b: ID!) { secret(id: $a) { id } any(thing: { deep: [$b] }) { id } }', {}),
    ).toEqual(['id:required', 'variables[1]:required']);
  });

  it('with a default may be left out but not be null where null is refused', () => {
    const source = 'query($n: Int = 5) { page(first: $n) { id } }';
    expect(rulesOf(source, { n: null })).toEqual(['first:null']);
    expect(rulesOf('query($n: Int = null) { page(first: $n) { id } }', {})).toEqual(['first:null']);
    expect(rulesOf('query($n: Int) { page(first: $n) { id } }', {})).toEqual([]);
    expect(rulesOf(source, {})).toEqual([]);
  });

  it('of a type that takes one field have exactly one', () => {
    const source = 'query($c: Choice!) { pick(choice: $c) { id } }';
    expect(rulesOf(source, { c: {} })).toEqual(['choice:exclusive']);
    expect(rulesOf(source, { c: { id: 'a', slug: 'b' } })).toEqual(['choice:exclusive']);
    expect(rulesOf(source, { c: { id: null } })).toEqual(['choice:exclusive']);
    expect(rulesOf(source, { c: { id: 'a' } })).toEqual([]);
  });

  it('with a million wrong items are refused after the first few', async () => {
    const operation = getOperationAST(parse(CREATE))!;
    const variables = { x: { ...GOOD, selectedRepositoryIds: Array(1_000_000).fill('x') } };
    const check = () => checkVariables(schema, parse(CREATE), operation, variables, { suggestions: true });

    expect(check()).toHaveLength(MAX_VIOLATIONS);
    expect(await callsOf(check)).toBeLessThan(10_000);
  });

  it.each([
    [
      'everything',
      {
        ...GOOD,
        value: canary.text,
        note: null,
        isFile: true,
        weight: 1,
        visibility: 'SELECTED',
        selectedRepositoryIds: [1, 2],
        children: [GOOD],
        matrix: [[1, null], null],
      },
    ],
    ['one value for a list', { ...GOOD, selectedRepositoryIds: 1, children: GOOD, matrix: [1] }],
    ['a whole number for an id', { ...GOOD, organizationId: 7 }],
  ])('with %s are accepted', (_what, input) => {
    expect(rulesOfInput(input)).toEqual([]);
  });
});
