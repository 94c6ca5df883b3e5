import { representationIn } from '../../src/core/dialect';
import { DIALECTS } from '../../src/gateway-dialects';

/** The name that each dialect shows a secret by, in the order of the gateway's list. A new dialect adds a column. */
const COLUMNS = ['devin', 'prime-intellect', 'mixpeek', 'github'];
const SECRETS = [
  // name, access, then the columns
  ['API_KEY', 'ORGANIZATION', 'API_KEY', null, 'API_KEY', 'API_KEY'],
  ['api_key', 'ORGANIZATION', 'api_key', null, 'api_key', 'API_KEY'],
  ['_key', 'ORGANIZATION', '_key', null, '_key', '_KEY'],
  ['9LIVES', 'ORGANIZATION', '9LIVES', null, '9LIVES', null],
  ['my-key', 'ORGANIZATION', 'my-key', null, 'my-key', null],
  ['a key', 'ORGANIZATION', 'a key', null, 'a key', null],
  ['GITHUB_TOKEN', 'ORGANIZATION', 'GITHUB_TOKEN', null, 'GITHUB_TOKEN', null],
  ['github_token', 'ORGANIZATION', 'github_token', null, 'github_token', null],
  ['GITHUBTOKEN', 'ORGANIZATION', 'GITHUBTOKEN', null, 'GITHUBTOKEN', 'GITHUBTOKEN'],
  ['paß', 'ORGANIZATION', 'paß', null, 'paß', null],
  ['..', 'ORGANIZATION', '..', null, null, null],
  ['k'.repeat(100), 'ORGANIZATION', 'k'.repeat(100), null, 'k'.repeat(100), 'K'.repeat(100)],
  ['k'.repeat(101), 'ORGANIZATION', 'k'.repeat(101), null, null, 'K'.repeat(101)],
  ['API_KEY', 'TEAM', null, 'API_KEY', null, null],
  ['api_key', 'TEAM', null, null, null, null],
  ['API_KEY', 'PERSONAL', 'API_KEY', 'API_KEY', null, null],
  ['__proto__', 'ORGANIZATION', '__proto__', null, '__proto__', '__PROTO__'],
] as const;

describe('a secret in the dialects', () => {
  it.each(['', ' a', 'a\n', 'a\u200bb', 'k'.repeat(256), '\ud800', 'раypal'])(
    'is shown by none when no secret can have its name (%j)',
    (name) => {
      for (const { rule } of DIALECTS) {
        const representation = representationIn(rule, { name, access: 'ORGANIZATION' });
        expect(representation).toEqual({ representable: false, reason: expect.any(String), name: null });
      }
    },
  );

  it('have a column each', () => {
    expect(COLUMNS).toEqual(DIALECTS.map(({ name }) => name));
  });

  it.each(SECRETS)('%s of %s', (name, access, ...shown) => {
    expect(DIALECTS.map(({ rule }) => representationIn(rule, { name, access }).name)).toEqual(shown);
  });

  it('has a reason exactly where it is not shown', () => {
    for (const [name, access] of SECRETS) {
      for (const { rule } of DIALECTS) {
        const representation = representationIn(rule, { name, access });
        expect(representation.representable).toBe(representation.name !== null);
        expect(representation.representable).toBe(representation.reason === null);
      }
    }
  });
});
