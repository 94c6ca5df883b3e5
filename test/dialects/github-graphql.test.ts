import { lookupsIn } from '../../src/dialects/github/github-graphql.route';
import { cpuGrowth, LINEAR_GROWTH } from '../support/work';

const ONE = 'repository(owner: "o", name: "n") { databaseId }';

describe('the one query that the GitHub dialect answers', () => {
  it.each([
    '',
    '{}',
    'query {}',
    'query Q { }',
    'query { viewer { login } }',
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
    `query { ${Array.from({ length: 101 }, (_, index) => `r${index}: ${ONE}`).join(' ')} }`,
  ])('is none of: %s', (query) => {
    expect(lookupsIn(query)).toBeUndefined();
  });

  it.each([
    [`query { ${ONE} }`, ['repository']],
    [`query Q{${ONE}}`, ['repository']],
    [`\n query MapRepositoryNames {\n\t repo_000: ${ONE}, repo_001: ${ONE} \n}\n`, ['repo_000', 'repo_001']],
    [`query { __proto__: ${ONE} }`, ['__proto__']],
  ])('may be written so: %s', (query, aliases) => {
    expect(lookupsIn(query)).toEqual(aliases.map((alias) => ({ alias, owner: 'o', name: 'n' })));
  });

  it.each<[string, (length: number) => string]>([
    ['spaces', (length) => `query {${' '.repeat(length)}`],
    ['lookups', (length) => `query { ${`a: ${ONE} `.repeat(length / 50)}`],
    ['names', (length) => `query { ${'a '.repeat(length / 2)}`],
    ['a long name', (length) => `query { repository(owner: "${'o'.repeat(length)}`],
  ])('takes time in proportion to the length of a text of %s', async (_, textOf) => {
    expect(lookupsIn(textOf(48_000))).toBeUndefined();
    expect(await cpuGrowth((length) => lookupsIn(textOf(length)), 6_000)).toBeLessThan(LINEAR_GROWTH);
  });
});
