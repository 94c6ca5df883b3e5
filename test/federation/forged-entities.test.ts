import { newId } from '../../src/core/id';
import { Plaintext } from '../../src/core/plaintext';
import type { Caller } from '../support/backend';
import { expectNoCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { type Answer, ENTITIES, openTestSubgraph, type TestSubgraph } from './subgraph.fixture';

const secretOf = (id: string) => ({ __typename: 'Secret', id });

describeOnEachDatabase('_entities refuses', (tested) => {
  const canary = newCanary();
  let subgraph: TestSubgraph;
  let owner: Caller;
  let id: string;

  const entities = (caller: Caller | undefined, ...representations: unknown[]) =>
    subgraph.ask(caller, ENTITIES, { representations });

  beforeAll(async () => {
    subgraph = await openTestSubgraph(tested.url());
    owner = await subgraph.owner();
    ({ id } = await subgraph.services.secrets.create(owner.permit('MANAGE_OWN_SECRETS'), {
      name: 'SECRET',
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText(canary.text),
    }));
  });
  afterAll(() => subgraph.close());
  afterEach(() => expectNoCanary('the log', subgraph.lines.join('\n')));

  const forged: [string, unknown, string][] = [
    ['a type that is no entity', { __typename: 'Team', id: newId('team') }, 'representations.0.__typename'],
    ['a type of the schema language', { __typename: '__Schema', id: 'x' }, 'representations.0.__typename'],
    ['a type that only objects have', { __typename: 'constructor', id: 'x' }, 'representations.0.__typename'],
    ['a type that is no text', { __typename: { Secret: 1 }, id: 'x' }, 'representations.0.__typename'],
    ['no type', { id: newId('secret') }, 'representations.0.__typename'],
    ['no key', { __typename: 'Secret' }, 'representations.0.id'],
    ['another key', { __typename: 'Secret', name: canary.text }, 'representations.0.id'],
    ['a key that is no text', { __typename: 'Secret', id: { id: canary.text } }, 'representations.0.id'],
    ['a list for a key', { __typename: 'Secret', id: [newId('secret')] }, 'representations.0.id'],
    [
      'an organization of its own choice',
      { ...secretOf(newId('secret')), organizationId: canary.text },
      'representations.0',
    ],
    ['a value', { ...secretOf(newId('secret')), value: canary.text }, 'representations.0'],
    ['text', canary.text, 'representations.0'],
    ['a number', 1, 'representations.0'],
    ['a list', [[secretOf(newId('secret'))]], 'representations.0'],
  ];

  it.each(forged)('%s', async (_, representation, path) => {
    let answer: Answer | undefined;
    const statements = await subgraph.statementsOf(async () => {
      answer = await entities(owner, representation);
    });
    expect(answer?.data ?? null).toBeNull();
    expect(answer?.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect(answer?.errors?.[0]?.extensions.violations?.[0]?.path).toBe(path);
    expectNoCanary('the answer', answer?.text ?? '');
    expect(statements.filter((text) => /\bFROM (?:secret|organization)\b/.test(text))).toEqual([]);
  });

  it('null among the representations', async () => {
    const { data, errors } = await entities(owner, secretOf(id), null);
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('a prototype, and leaves Object.prototype unchanged', async () => {
    const query = JSON.stringify(ENTITIES);
    for (const key of ['__proto__', 'constructor']) {
      const body = `{"query":${query},"variables":{"representations":[{"__typename":"Secret","id":"${id}","${key}":{"id":"${canary.text}","polluted":true}}]}}`;
      const { status, data, text } = await subgraph.send(owner, body);
      expect(status).toBe(400);
      expect(data ?? null).toBeNull();
      expectNoCanary('the answer', text);
    }
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('more than 1,000 representations, before any statement', async () => {
    const many = (count: number) => Array.from({ length: count }, () => secretOf(id));
    let answer: Answer | undefined;
    const statements = await subgraph.statementsOf(async () => {
      answer = await entities(owner, ...many(1001));
    });
    expect(answer?.errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED']);
    expect(statements.filter((text) => /\bFROM secret\b/.test(text))).toEqual([]);
    expect((await entities(owner, ...many(1000))).data._entities).toHaveLength(1000);
  });

  it('an anonymous caller, with the same answer for what exists and what does not', async () => {
    const there = await entities(undefined, secretOf(id));
    const missing = await entities(undefined, secretOf(newId('secret')));
    expect(there.status).toBe(401);
    expect(there.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(missing.text).toBe(there.text);
    for (const representations of [[], [{ __typename: 'Secret' }]]) {
      expect((await entities(undefined, ...representations)).text).toBe(there.text);
    }
  });
});
