import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkedIdentity } from '../../src/core/consumer';
import { ClaimMatch, matchesPin, type PinnedClaim, pinOf } from '../../src/core/pinned-claim';
import { outcome } from '../services/services.fixture';
import { ROOT } from '../support/repository';
import { RECORDED } from './recorded-claims';

const IDENTITY = { issuer: 'https://issuer.example', audience: 'secrets-gateway' };

it.each<[string, PinnedClaim, object]>([
  ['a', '1234', { a: 1234 }],
  ['a', 'true', { a: true }],
  ['a', { contains: 'ops' }, { a: ['dev', 'ops'] }],
  ['a', { contains: '7' }, { a: [7] }],
  ['a.b', 'x', { a: { b: 'x' } }],
  ['a.b.c', 'x', { 'a.b': { c: 'x' } }],
  ['a.b', 'x', { 'a.b': 'x' }],
  ['a', { pattern: 'repo:acme/*:ref:*' }, { a: 'repo:acme/website:ref:main' }],
  ['a', { pattern: 'a.c*' }, { a: 'a.cd' }],
])('%s matches %j', (name, pin, claims) => {
  expect(matchesPin(claims as Record<string, unknown>, name, pin)).toBe(true);
});

it.each<[string, PinnedClaim, object]>([
  ['a', 'x', { a: ['x'] }],
  ['a', 'x', {}],
  ['a', 'null', { a: null }],
  ['a', '[object Object]', { a: {} }],
  ['a', '9007199254740993', { a: 9007199254740992 }],
  ['a', { contains: 'ops' }, { a: 'ops' }],
  ['a', { contains: 'ops' }, { a: [['ops'], { ops: 'ops' }] }],
  ['a.b', 'x', { a: ['b', 'x'] }],
  // Somebody who chooses the one claim must not stand for the other.
  ['a.b', 'x', { a: { b: 'x' }, 'a.b': 'x' }],
  ['a.b.c', 'x', { a: { 'b.c': 'x' }, 'a.b': { c: 'x' } }],
  ['constructor.name', 'Object', {}],
  ['a.length', '1', { a: 'x' }],
  ['a', { pattern: 'repo:acme/*' }, { a: 'repo:acme/website/other' }],
  ['a', { pattern: 'repo:acme/*' }, { a: 'repo:acme/website:ref:main' }],
  ['a', { pattern: 'repo:acme/*' }, { a: 'repo:acme/' }],
  ['a', { pattern: 'repo:acme/*' }, { a: 'xrepo:acme/website' }],
  ['a', { pattern: 'repo:acme/*' }, { a: 'repo:acme/website\n' }],
  ['a', { pattern: 'a.c*' }, { a: 'abcd' }],
])('%s does not match %j in %j', (name, pin, claims) => {
  expect(matchesPin(claims as Record<string, unknown>, name, pin)).toBe(false);
});

it.each<[string, PinnedClaim, string]>([
  ['exp', '4000000000', 'never'],
  ['jti', 'x', 'never'],
  ['iss', 'https://other.example', 'never'],
  ['aud', 'another', 'never'],
  ['events', 'x', 'never'],
  ['sub', { contains: 'x' }, 'never'],
  ['sub', 'repo:acme/*', 'never'],
  ['groups', { contains: 'ops-*' }, 'never'],
  ['kubernetes.io.', 'x', 'never'],
  ['sub', { pattern: '*' }, 'pattern'],
  ['sub', { pattern: 'r:*' }, 'pattern'],
  ['sub', { pattern: 'repo:acme/website' }, 'pattern'],
  ['sub', { pattern: 'repo:acme/**' }, 'pattern'],
  ['sub', { pattern: 'repo:acme/a*b' }, 'pattern'],
  ['sub', { pattern: 'repo:*/*/*/*/*' }, 'pattern'],
  ['sub', { pattern: '' }, 'length'],
])('the pin of %s to %j is refused: %s', async (name, pin, rule) => {
  const check = async () => checkedIdentity({ ...IDENTITY, claims: { sub: 'x', [name]: pin } }, 'identity');
  expect(await outcome(check())).toBe(`BAD_USER_INPUT: identity.claims ${rule}`);
});

it.each<[string, PinnedClaim]>([
  ['iss', IDENTITY.issuer],
  ['aud', IDENTITY.audience],
  ['aud', { contains: 'another' }],
  ['sub', { pattern: 'system:serviceaccount:shop:*' }],
])('the pin of %s to %j is made', (name, pin) => {
  expect(checkedIdentity({ ...IDENTITY, claims: { [name]: pin } }, 'identity').claims).toEqual({
    [name]: pin,
  });
});

describe('the recipes of the documentation', () => {
  const page = readFileSync(join(ROOT, 'docs', 'workload-identity.md'), 'utf8');
  const recipes = page
    .split(/^### /m)
    .slice(1)
    .map((text) => ({
      system: text.split('\n')[0]!,
      pins: [...text.matchAll(/^\| `(.+?)` \| `(.+?)` \| (EXACT|CONTAINS|PATTERN) \|$/gm)],
    }));

  it('are for every system of which claims are recorded', () => {
    expect(recipes.map(({ system }) => system)).toEqual(Object.keys(RECORDED));
  });

  it.each(Object.keys(RECORDED))('%s: they match what was recorded, and nothing else', (system) => {
    const pins = recipes.find((recipe) => recipe.system === system)!.pins;
    expect(pins.length).toBeGreaterThan(1);
    const claims = RECORDED[system]!;
    for (const [, name, expected, match] of pins) {
      const pin = pinOf(ClaimMatch[match as ClaimMatch], expected!);
      expect(checkedIdentity({ ...IDENTITY, claims: { [name!]: pin } }, 'identity').claims).toEqual({
        [name!]: pin,
      });
      expect([name, matchesPin(claims, name!, pin)]).toEqual([name, true]);
      expect(matchesPin(claims, name!, pinOf(ClaimMatch[match as ClaimMatch], `${expected}2`))).toBe(false);
    }
  });
});
