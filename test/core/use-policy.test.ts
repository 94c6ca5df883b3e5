import { BadUserInput } from '../../src/core/errors';
import {
  allowsUse,
  canonicalUsePolicy,
  policyText,
  type SecretPlacement,
  storedUsePolicy,
  type UsePolicy,
} from '../../src/core/use-policy';
import { isRoutingHeader } from '../../src/core/use-policy-header';
import type { WayOut } from '../../src/core/way-out';

const POLICY: UsePolicy = {
  hosts: ['api.example.com'],
  methods: ['GET'],
  pathPrefixes: ['/v1'],
  slots: ['authorization'],
  waysOut: ['INJECT'],
};

function violations(more: Partial<UsePolicy>): string[] {
  try {
    canonicalUsePolicy({ ...POLICY, ...more });
    return [];
  } catch (error) {
    if (!(error instanceof BadUserInput)) throw error;
    return error.violations.map(({ path, rule }) => `${path}:${rule}`);
  }
}

describe('a use policy', () => {
  it.each<[string, Partial<UsePolicy>, string]>([
    ['no hosts', { hosts: [] }, 'usePolicy.hosts:length'],
    ['no methods', { methods: [] }, 'usePolicy.methods:length'],
    ['no paths', { pathPrefixes: [] }, 'usePolicy.pathPrefixes:length'],
    ['no slots', { slots: [] }, 'usePolicy.slots:length'],
    ['no way out', { waysOut: [] }, 'usePolicy.waysOut:required'],
    ['a way out that there is not', { waysOut: ['SEND' as WayOut] }, 'usePolicy.waysOut:way_out'],
    ['51 slots', { slots: Array.from({ length: 51 }, (_, i) => `x-${i}`) }, 'usePolicy.slots:length'],
    ['every host', { hosts: ['*'] }, 'usePolicy.hosts[0]:host'],
    ['a whole top-level domain', { hosts: ['a.com', '*.com'] }, 'usePolicy.hosts[1]:host'],
    ['a star inside a name', { hosts: ['a.*.com'] }, 'usePolicy.hosts[0]:host'],
    ['a star before a part of a label', { hosts: ['*example.com'] }, 'usePolicy.hosts[0]:host'],
    ['a star before an address', { hosts: ['*.10.0.0.1'] }, 'usePolicy.hosts[0]:host'],
    ['a scheme', { hosts: ['https://example.com'] }, 'usePolicy.hosts[0]:host'],
    ['port 0', { hosts: ['example.com:0'] }, 'usePolicy.hosts[0]:host'],
    ['port 65536', { hosts: ['example.com:65536'] }, 'usePolicy.hosts[0]:host'],
    ['TRACE', { methods: ['TRACE'] }, 'usePolicy.methods[0]:method'],
    ['CONNECT', { methods: ['CONNECT'] }, 'usePolicy.methods[0]:method'],
    ['every method', { methods: ['*'] }, 'usePolicy.methods[0]:method'],
    ['a path that goes up', { pathPrefixes: ['/v1/../x'] }, 'usePolicy.pathPrefixes[0]:path'],
    ['a path with a star', { pathPrefixes: ['v1/*'] }, 'usePolicy.pathPrefixes[0]:path'],
    ['the Host header', { slots: ['Host'] }, 'usePolicy.slots[0]:slot'],
    ['a header that overrides the method', { slots: ['X-HTTP-Method-Override'] }, 'usePolicy.slots[0]:slot'],
    ['a header with a line end', { slots: ['x\r\ny'] }, 'usePolicy.slots[0]:slot'],
    ['a parameter without a name', { slots: ['query:'] }, 'usePolicy.slots[0]:slot'],
    ['a parameter with an ampersand', { slots: ['query:a&b'] }, 'usePolicy.slots[0]:slot'],
    ['the path as a slot', { slots: ['path:x y'] }, 'usePolicy.slots[0]:slot'],
    [
      'more characters than are stored',
      { pathPrefixes: Array.from({ length: 10 }, (_, i) => `/${i}${'a'.repeat(500)}`) },
      'usePolicy:length',
    ],
    [
      'an entry of 513 characters',
      { pathPrefixes: [`/${'a'.repeat(512)}`] },
      'usePolicy.pathPrefixes[0]:path',
    ],
  ])('with %s is refused', (_what, more, violation) => {
    expect(violations(more)).toEqual([violation]);
  });

  it('names every bad entry and quotes none', () => {
    const bad = { hosts: ['user@evil.example'], methods: ['STEAL'] };
    expect(violations(bad)).toEqual(['usePolicy.hosts[0]:host', 'usePolicy.methods[0]:method']);
    expect(() => canonicalUsePolicy({ ...POLICY, ...bad })).not.toThrow(/evil|STEAL/);
    expect(() => canonicalUsePolicy({ ...POLICY, ...bad })).toThrow(/domain name/);
  });

  it('becomes canonical, without duplicates, and is stored and read as such', () => {
    const policy = canonicalUsePolicy({
      hosts: ['API.Example.com', 'api.example.com:443', '*.BÜCHER.example', '[2001:DB8::0:1]:8443'],
      methods: ['get', 'GET', 'post'],
      pathPrefixes: ['/v1/', '/v1', '/bü', '/'],
      slots: ['Authorization', 'query:api_Key', 'BODY'],
      waysOut: ['CODE', 'DELIVER', 'CODE'],
    });
    expect(policy).toEqual({
      hosts: ['api.example.com', '*.xn--bcher-kva.example', '[2001:db8::1]:8443'],
      methods: ['GET', 'POST'],
      pathPrefixes: ['/v1', '/b%C3%BC', '/'],
      slots: ['authorization', 'query:api_Key', 'body'],
      waysOut: ['DELIVER', 'CODE'],
    });
    expect(storedUsePolicy(policyText(policy))).toEqual(policy);
    expect(canonicalUsePolicy(policy)).toEqual(policy);
  });

  it('allows injection only, unless it names ways out; so does one that was stored before there were any', () => {
    const { waysOut, ...places } = POLICY;
    expect(waysOut).toEqual(['INJECT']);
    expect(canonicalUsePolicy(places)).toEqual(POLICY);
    expect(canonicalUsePolicy({ ...places, waysOut: null })).toEqual(POLICY);
    expect(storedUsePolicy(JSON.stringify(places))).toEqual(POLICY);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"hosts":[]}',
    '{"hosts":[],"methods":[],"pathPrefixes":[],"slots":[],"waysOut":["SEND"]}',
    '{"hosts":[],"methods":[],"pathPrefixes":[],"slots":[],"waysOut":null}',
  ])('that is stored as %j is damaged', (text) => {
    expect(() => storedUsePolicy(text)).toThrow(new TypeError('a stored use policy is damaged'));
  });
});

describe('a use', () => {
  const use: SecretPlacement = {
    host: 'api.example.com',
    port: 443,
    method: 'GET',
    path: '/v1/users',
    slot: 'authorization',
  };
  const decided = (more: Partial<SecretPlacement>, policy: Partial<UsePolicy> = {}) =>
    allowsUse({ ...POLICY, ...policy }, { ...use, ...more });

  it('is refused without a policy and by empty lists', () => {
    expect(allowsUse(null, use)).toBe('policy');
    expect(decided({}, { hosts: [] })).toBe('host');
    expect(decided({}, { methods: [] })).toBe('method');
    expect(decided({}, { pathPrefixes: [] })).toBe('path');
    expect(decided({}, { slots: [] })).toBe('slot');
  });

  it.each<[string, Partial<SecretPlacement>, string]>([
    ['another host', { host: 'evil.example' }, 'host'],
    ['a host below an exact one', { host: 'x.api.example.com' }, 'host'],
    ['a host above it', { host: 'example.com' }, 'host'],
    ['a host that ends with it', { host: 'evil-api.example.com' }, 'host'],
    ['another port', { port: 8443 }, 'host'],
    ['another method', { method: 'POST' }, 'method'],
    ['another path', { path: '/admin' }, 'path'],
    ['a path that begins with the same letters', { path: '/v10' }, 'path'],
    ['a path above', { path: '/' }, 'path'],
    ['a path in another case', { path: '/V1' }, 'path'],
    ['another header', { slot: 'x-api-key' }, 'slot'],
    ['the body', { slot: 'body' }, 'slot'],
  ])('of %s is refused', (_what, more, reason) => {
    expect(decided(more)).toBe(reason);
  });

  it('that the policy names is allowed', () => {
    expect(decided({})).toBe(true);
    expect(decided({ path: '/v1' })).toBe(true);
    expect(decided({ path: '/anything' }, { pathPrefixes: ['/'] })).toBe(true);
    expect(decided({ port: 8443 }, { hosts: ['api.example.com:8443'] })).toBe(true);
  });

  it('below a star is allowed at any depth, and nowhere else', () => {
    const below = (host: string, port = 443) => decided({ host, port }, { hosts: ['*.example.com'] });
    expect(['a.example.com', 'a.b.example.com'].map((host) => below(host))).toEqual([true, true]);
    expect(
      ['example.com', '.example.com', 'evilexample.com', 'example.com.evil.net'].map((host) => below(host)),
    ).toEqual(['host', 'host', 'host', 'host']);
    expect(below('a.example.com', 8443)).toBe('host');
    expect(decided({ host: 'a.example.com', port: 8443 }, { hosts: ['*.example.com:8443'] })).toBe(true);
  });
});

describe('a header that steers the connection or cuts the answer', () => {
  it.each([
    'host',
    'content-length',
    'transfer-encoding',
    'x-forwarded-host',
    'proxy-authorization',
    'range',
  ])('is %s', (name) => {
    expect(isRoutingHeader(name)).toBe(true);
  });

  it.each(['authorization', 'x-api-key', 'content-type', 'cookie', 'x-host-id', 'accept'])(
    'is not %s',
    (name) => {
      expect(isRoutingHeader(name)).toBe(false);
    },
  );
});
