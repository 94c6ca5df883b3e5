// The requests of the attackers in attacks.mjs: each makes one request for the data of the benchmark.
import { randomBytes } from 'node:crypto';

const graphql = (query, more = {}) => ({ body: JSON.stringify({ query }), ...more });
const fields = Array.from({ length: 1_900 }, () => 'slug').join(' ');
const unknownId = () => `secret-${randomBytes(13).toString('hex').toUpperCase()}`;

/** Bodies near the limit that are cheap to send: texts, numbers, short keys and many levels. */
const BODIES = ['a long text', 'many numbers', 'many keys', 'many levels'].map((name, at) => {
  const bytes = 240_000;
  const made = [
    () => `"${'a'.repeat(bytes)}"`,
    () => `[${'0,'.repeat(bytes / 2)}0]`,
    () => `{${Array.from({ length: bytes / 9 }, (_, key) => `"${key.toString(36)}":0`).join(',')}}`,
    () => `[${Array.from({ length: bytes / 122 }, () => `${'['.repeat(60)}${']'.repeat(60)}`).join(',')}]`,
  ][at]();
  return [`bodies of 240 KB: ${name}`, `{"query":"{ __typename }","variables":{"a":${made}}}`];
});

/** By name; `token` sends the credential of an owner, otherwise the caller is anonymous. */
export const ATTACKS = {
  'repeated fields, anonymous': () => graphql(`{ organizations { nodes { ${fields} } } }`),
  'repeated fields, member': () => graphql(`{ organizations { nodes { ${fields} } } }`, { token: true }),
  'aliases of repeated fields': () =>
    graphql(
      `{ ${Array.from({ length: 40 }, (_, at) => `a${at}: organizations { nodes { ${'slug '.repeat(45)} } }`).join(' ')} }`,
      { token: true },
    ),
  'fragments in fragments': () =>
    graphql(
      `{ organizations { nodes { ...f0 } } } ${Array.from({ length: 30 }, (_, at) => `fragment f${at} on Organization { ${at === 29 ? 'slug' : `...f${at + 1} ...f${at + 1}`} }`).join(' ')}`,
      { token: true },
    ),
  'refusals: 20 aliases of 200 unknown ids': () => {
    const nodes = Array.from({ length: 20 }, (_, at) => {
      const ids = Array.from({ length: 200 }, () => `"${unknownId()}"`).join(',');
      return `a${at}: nodes(ids: [${ids}]) { id }`;
    });
    return graphql(`{ ${nodes.join(' ')} }`, { token: true });
  },
  'refusals: 50 unknown ids': () => {
    const ids = Array.from({ length: 50 }, () => `"${unknownId()}"`).join(',');
    return graphql(`{ nodes(ids: [${ids}]) { id } }`, { token: true });
  },
  'counts of computed lists': ({ organizationId }) =>
    graphql(
      `{ organization(id: "${organizationId}") { consumers { nodes { usableSecrets { totalCount } } } } }`,
      {
        token: true,
      },
    ),
  'subscriptions, anonymous': () => graphql('subscription { anything }'),
  ...Object.fromEntries(
    BODIES.flatMap(([name, body]) => [
      [`${name}, anonymous`, () => ({ body })],
      [`${name}, member`, () => ({ body, token: true })],
    ]),
  ),
  'bodies of 240 KB that nothing reads': () => ({ path: '/nowhere', body: BODIES[0][1] }),
  'wrong tokens': () => ({ path: '/v3/organizations/secrets', body: '{}' }),
};
