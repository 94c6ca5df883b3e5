import { lookupsIn } from '../../src/dialects/github/github-graphql.route';

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

  it('takes time in proportion to the length of any text', () => {
    const hostile = [
      `query {${' '.repeat(50_000)}`,
      `query { ${`a: ${ONE} `.repeat(900)}`,
      `query { ${'a '.repeat(25_000)}`,
      `query { repository(owner: "${'o'.repeat(49_000)}`,
    ];
    const started = process.cpuUsage();
    for (const query of hostile) expect(lookupsIn(query)).toBeUndefined();
    expect(process.cpuUsage(started).user).toBeLessThan(500_000);
  });
});
