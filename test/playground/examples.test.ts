import { parseExamples } from '../../src/graphql/playground/examples';

describe('the examples document', () => {
  it.each([
    ['an operation without a name', '{ viewer { id } }', 'every operation needs a name'],
    ['a name twice', 'query A { a }\nquery A { b }', 'two operations have the name A'],
    ['variables that are not JSON', '# variables: {canary\nquery A { a }', 'the variables of A must be JSON'],
    [
      'a list as variables',
      '# variables: ["canary"]\nquery A { a }',
      'the variables of A must be a JSON object',
    ],
    ['null as variables', '# variables: null\nquery A { a }', 'the variables of A must be a JSON object'],
    [
      'variables twice',
      '# variables: {}\n# variables: {}\nquery A { a }',
      'A has more than one line of variables',
    ],
    ['a fragment that is not there', 'query A { ...Lost }', 'the fragment Lost is not in the file'],
  ])('refuses %s', (_case, document, message) => {
    expect(() => parseExamples(document)).toThrow(message);
    expect(() => parseExamples(document)).not.toThrow('canary');
  });

  it('refuses a syntax error', () => {
    expect(() => parseExamples('query A {')).toThrow('Syntax Error');
  });

  it('is split by operation, in the order of the document', () => {
    const names = parseExamples('query B { b }\nmutation A { a }\nsubscription C { c }').map(
      ({ name }) => name,
    );
    expect(names).toEqual(['B', 'A', 'C']);
  });

  it('gives an operation the comment directly above it, without the line of its variables', () => {
    const document = [
      '# About the file.',
      '',
      '# Adds one.',
      '# variables: {"input":{"name":"A","list":[1,{"b":"}"}]}}',
      '# It is stored at once.',
      'mutation Add($input: Input!) {',
      '  add(input: $input) # inside',
      '}',
      '',
      '# Not for the next.',
      '',
      'query Next { next }',
    ].join('\n');
    expect(parseExamples(document)).toEqual([
      {
        name: 'Add',
        query: [
          '# Adds one.',
          '# It is stored at once.',
          'mutation Add($input: Input!) {',
          '  add(input: $input) # inside',
          '}',
        ].join('\n'),
        variables: { input: { name: 'A', list: [1, { b: '}' }] } },
      },
      { name: 'Next', query: 'query Next { next }', variables: {} },
    ]);
  });

  it('adds the fragments that an operation spreads, also through others, each once', () => {
    const document = [
      'query A { a { ...One ...Two } }',
      'query B { b }',
      'fragment Two on T { two }',
      'fragment One on T { one ...Two }',
      'fragment Unused on T { three }',
    ].join('\n');
    const [first, second] = parseExamples(document);
    expect(first?.query).toBe(
      'query A { a { ...One ...Two } }\n\nfragment One on T { one ...Two }\n\nfragment Two on T { two }',
    );
    expect(second?.query).toBe('query B { b }');
  });
});
