import { questionsIn } from '../../src/dialects/github/github-lookup';
import { cpuGrowth, LINEAR_GROWTH } from '../support/work';

const ONE = 'repository(owner: "o", name: "n") { databaseId }';

describe('the one query that the GitHub dialect answers', () => {
  it.each([
    '',
    '{}',
    'query {}',
    'query Q { }',
    'query { viewer { login id } }',
    'query { viewer }',
    'query { viewer { login { id } } }',
    'query { viewer(x: 1) { login } }',
    'query { viewer { login } viewer { login } }',
    `mutation { ${ONE} }`,
    `subscription { ${ONE} }`,
    `query ($owner: String!) { ${ONE} }`,
    `query @include(if: true) { ${ONE} }`,
    `query { ${ONE} } query B { ${ONE} }`,
    `query { ${ONE} } fragment F on Repository { id }`,
    `query { ${ONE} ${ONE} }`,
    `query { a: ${ONE} a: ${ONE} }`,
    `query { ${ONE}`,
    `query { ${ONE} } }`,
    'query { repository(owner: "o", name: "n") { databaseId id } }',
    'query { repository(owner: "o", name: "n") { databaseId { a } } }',
    'query { repository(name: "n", owner: "o") { databaseId } }',
    'query { repository(owner: "o\\"", name: "n") { databaseId } }',
    'query { repository(owner: """o""", name: "n") { databaseId } }',
  ])('is none of: %s', (query) => {
    expect(questionsIn(query)).toBeUndefined();
  });

  it.each([
    [`query { ${ONE} }`, ['repository']],
    [`query Q{${ONE}}`, ['repository']],
    [`\n query MapRepositoryNames {\n\t repo_000: ${ONE}, repo_001: ${ONE} \n}\n`, ['repo_000', 'repo_001']],
    [`query { __proto__: ${ONE} }`, ['__proto__']],
  ])('may be written so: %s', (query, aliases) => {
    expect(questionsIn(query)).toEqual(
      aliases.map((alias) => ({ alias, about: 'repository', owner: 'o', name: 'n' })),
    );
  });

  it.each([
    ['query UserCurrent{viewer{login}}', ['viewer']],
    ['{ viewer { login } }', ['viewer']],
    [`{ me: viewer { login } repo: ${ONE} }`, ['me', 'repo']],
  ])('may ask who the caller is: %s', (query, aliases) => {
    expect(questionsIn(query)?.map(({ alias }) => alias)).toEqual(aliases);
    expect(questionsIn(query)?.[0]).toEqual({ alias: aliases[0], about: 'viewer' });
  });

  it.each<[string, (length: number) => string]>([
    ['spaces', (length) => `query {${' '.repeat(length)}`],
    ['lookups', (length) => `query { ${`a: ${ONE} `.repeat(length / 50)}`],
    ['names', (length) => `query { ${'a '.repeat(length / 2)}`],
    ['a long name', (length) => `query { repository(owner: "${'o'.repeat(length)}`],
  ])('takes time in proportion to the length of a text of %s', async (_, textOf) => {
    expect(questionsIn(textOf(48_000))).toBeUndefined();
    expect(await cpuGrowth((length) => questionsIn(textOf(length)), 6_000)).toBeLessThan(LINEAR_GROWTH);
  });
});
