import fc from 'fast-check';
import { ID_PREFIXES, newId, prefixOf } from '../../src/core/id';
import { decodeCursor, encodeCursor } from '../../src/core/page';
import { effectivePermissions, GRANTABLE_PERMISSIONS, type Permission } from '../../src/core/permission';
import { Permit } from '../../src/core/policy';
import { type Principal, PrincipalKind } from '../../src/core/principal';
import { canonicalPath, isPathWithin } from '../../src/core/use-policy-path';

const permissions = fc.uniqueArray(fc.constantFrom(...GRANTABLE_PERMISSIONS));

function mayDo(granted: readonly Permission[], permission: Permission): boolean {
  const grant = { organizationId: 'org-a', permissions: effectivePermissions(granted), teamIds: [] };
  const principal: Principal = {
    id: 'svc-1',
    kind: PrincipalKind.SERVICE_USER,
    name: 'robot',
    homeOrganizationId: 'org-a',
    tokenId: undefined,
    credentialExpiresAt: null,
    mayCreateOrganizations: false,
    grants: new Map([['org-a', grant]]),
    origin: { requestId: 'request-1', address: '192.0.2.1' },
  };
  return Permit.decide(principal, permission, 'org-a') instanceof Permit;
}

describe('whatever is granted', () => {
  it('policy does not depend on the order of permissions, nor on repeats', () => {
    const one = fc.constantFrom(...GRANTABLE_PERMISSIONS);
    fc.assert(
      fc.property(permissions, one, (granted, permission) => {
        const decided = mayDo(granted, permission);
        expect(mayDo([...granted].reverse(), permission)).toBe(decided);
        expect(mayDo([...granted, ...granted], permission)).toBe(decided);
      }),
    );
  });

  it('more permissions never allow less, and each allows itself', () => {
    const one = fc.constantFrom(...GRANTABLE_PERMISSIONS);
    fc.assert(
      fc.property(permissions, permissions, one, (granted, more, permission) => {
        if (mayDo(granted, permission)) expect(mayDo([...granted, ...more], permission)).toBe(true);
        expect(mayDo([...granted, permission], permission)).toBe(true);
      }),
    );
  });
});

describe('ids', () => {
  it('tell their prefix, increase, and are never read from a text that differs', () => {
    const changed = fc.tuple(
      fc.constantFrom(...ID_PREFIXES),
      fc.nat(29),
      fc.string({ minLength: 1, maxLength: 2 }),
    );
    fc.assert(
      fc.property(changed, ([prefix, at, text]) => {
        const [first, second] = [newId(prefix), newId(prefix)];
        expect([prefixOf(first), prefixOf(second), first < second]).toEqual([prefix, prefix, true]);
        const longer = first.slice(0, at) + text + first.slice(at);
        if (text.length + first.length !== longer.length || /^[a-z-]*$/.test(text)) return;
        expect(prefixOf(longer)).toBeUndefined();
      }),
    );
  });
});

describe('cursors', () => {
  const key = fc.record({
    value: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
    id: fc.constantFrom(newId('secret'), newId('team')),
  });

  it('give back the position that they were made from, for their list only', () => {
    fc.assert(
      fc.property(key, (position) => {
        const cursor = encodeCursor('secrets', position as never);
        expect(decodeCursor('secrets', cursor, 'after')).toEqual(position);
        expect(() => decodeCursor('teams', cursor, 'after')).toThrow(
          expect.objectContaining({ code: 'BAD_USER_INPUT' }),
        );
      }),
    );
  });

  it('refuse any other text with a clear error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        try {
          decodeCursor('secrets', text, 'after');
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_USER_INPUT', violations: [{ path: 'after' }] });
        }
      }),
    );
  });
});

describe('paths', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '.',
      '..',
      '/',
      '%2e',
      '%2F',
      '%25',
      '%5c',
      ';',
      '\\',
      'v1',
      'admin',
      '%C3%A4',
      '．',
      '..;',
    ),
    fc.string({ maxLength: 3 }),
  );
  const path = fc.array(part, { maxLength: 8 }).map((parts) => `/v1/${parts.join('')}`);

  it('that are within a prefix stay there, however often a server decodes them', () => {
    fc.assert(
      fc.property(path, (given) => {
        const canonical = canonicalPath(given);
        if (canonical === undefined) return;
        expect(canonicalPath(canonical)).toBe(canonical);
        expect(isPathWithin(canonical, '/v1')).toBe(true);
        let read = given;
        for (let times = 0; times < 3; times += 1) {
          expect(new URL(`https://host.invalid${read.replaceAll('\\', '/')}`).pathname).toMatch(
            /^\/v1(?:\/|$)/,
          );
          try {
            read = decodeURIComponent(read);
          } catch {
            return;
          }
        }
      }),
      { numRuns: 2_000 },
    );
    expect(canonicalPath('/v1/secrets')).toBe('/v1/secrets');
    expect(canonicalPath('/v1/%2e%2e/admin')).toBeUndefined();
  });
});
