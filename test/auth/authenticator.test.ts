import { Authenticator } from '../../src/auth/authenticator';
import { OidcVerifier } from '../../src/auth/oidc-verifier';
import { INSTANCE_CHAIN } from '../../src/core/audit-event';
import { Unauthenticated } from '../../src/core/errors';
import { Permit } from '../../src/core/policy';
import { mintToken } from '../../src/crypto/token.format';
import { eventsAdded, eventsOf, outcome, usingBackend } from '../services/services.fixture';
import { statementsDuring } from '../services/statement-watch';
import { type Caller, OWNER_TOKEN, TEST_ORIGIN } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { OidcIssuer } from '../support/oidc-issuer';

let addresses = 0;
const elsewhere = () => ({ requestId: 'request', address: `10.0.0.${++addresses}` });

let issuer: OidcIssuer;
beforeAll(async () => {
  issuer = await OidcIssuer.start();
});
afterAll(() => issuer.stop());

describeOnEachDatabase('the Authorization header', (tested) => {
  const backend = usingBackend(tested);
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
    await outcome(backend().signIn('', elsewhere()));
  });
  const withoutLogin = () => new Authenticator(backend().services.authentication, undefined);
  const withLogin = () => {
    const verifier = new OidcVerifier({
      issuer: issuer.url,
      audience: OidcIssuer.audience,
      keyCooldownMs: 0,
    });
    return new Authenticator(backend().services.authentication, verifier);
  };
  const principal = (header: string | undefined) => withLogin().principal(header, TEST_ORIGIN);

  it.each([
    ['empty', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and spaces', 'Bearer    '],
    ['a token without a scheme', OWNER_TOKEN],
    ['Basic with a token', `Basic ${Buffer.from(`:${OWNER_TOKEN}`).toString('base64')}`],
    ['two tokens', `Bearer ${OWNER_TOKEN} ${OWNER_TOKEN}`],
    ['two headers that were joined', `Bearer ${OWNER_TOKEN}, Bearer ${OWNER_TOKEN}`],
    ['a token after a tab', `Bearer\t${OWNER_TOKEN}`],
    ['a token before a line end', `Bearer ${OWNER_TOKEN}\n`],
    ['a token of 8193 characters', `Bearer ${'x'.repeat(8193)}`],
    ['an unknown token', `Bearer ${mintToken('svc')}`],
  ])('that is %s takes the path of an unknown token', async (_, header) => {
    const attempt = async (text: string) => {
      let error: unknown;
      const statements = await statementsDuring(backend().stores.database, async () => {
        error = await withoutLogin()
          .principal(text, elsewhere())
          .catch((thrown: unknown) => thrown);
      });
      return { error, statements };
    };
    const refused = await attempt(header);
    expect(refused.error).toEqual(new Unauthenticated());
    expect(refused).toEqual(await attempt(`Bearer ${mintToken('usr')}`));
    expect(refused.statements.join()).toContain('FROM token');
    expect(refused.statements.join()).toContain('INSERT INTO audit_event');
  });

  it('that is not there is an anonymous request, and nothing is written down', async () => {
    const added = await eventsAdded(backend(), INSTANCE_CHAIN, async () => {
      expect(await principal(undefined)).toBeUndefined();
    });
    expect(added).toEqual([]);
  });

  it.each(['Bearer', 'bearer', 'BEARER', 'token', 'Bearer '])('takes the scheme %j', async (scheme) => {
    expect((await principal(`${scheme} ${OWNER_TOKEN}`))?.id).toBe(owner.principal.id);
    expect((await withoutLogin().principal(`${scheme} ${OWNER_TOKEN}`, TEST_ORIGIN))?.id).toBe(
      owner.principal.id,
    );
  });

  it('with a JSON Web Token is an unknown token when login is off', async () => {
    const call = withoutLogin().principal(`Bearer ${await issuer.mint()}`, TEST_ORIGIN);
    expect(await outcome(call)).toBe('UNAUTHENTICATED');
  });

  it('with a JSON Web Token that is not valid gets the same error and is written down', async () => {
    const added = await eventsAdded(backend(), INSTANCE_CHAIN, async () => {
      const token = await issuer.mint({ claims: { aud: 'another' } });
      const call = withLogin().principal(`Bearer ${token}`, elsewhere());
      await expect(call).rejects.toEqual(new Unauthenticated());
    });
    expect(added).toEqual(['authentication.refuse REFUSED null']);
  });

  it('with a JSON Web Token cannot be judged while the issuer is down; opaque tokens still work', async () => {
    const token = await issuer.mint();
    await issuer.down();
    expect(await outcome(principal(`Bearer ${token}`))).toBe('UNAVAILABLE');
    expect(await outcome(principal(`Bearer ${OWNER_TOKEN}`))).toBe('ok');
    await issuer.up();
    expect(await outcome(principal(`Bearer ${token}`))).toBe('ok');
  });

  it('makes a user at the first login, once, also when many requests come at once', async () => {
    const header = `Bearer ${await issuer.mint({ claims: { sub: 'ada', name: 'Ada', email: 'ada@example.org' } })}`;
    const before = (await eventsOf(backend(), INSTANCE_CHAIN)).length;
    const principals = await Promise.all(Array.from({ length: 6 }, () => principal(header)));
    expect(new Set(principals.map((each) => each?.id)).size).toBe(1);
    expect(principals[0]).toMatchObject({ kind: 'USER', name: 'Ada', mayCreateOrganizations: false });
    const events = (await eventsOf(backend(), INSTANCE_CHAIN)).slice(before);
    expect(events).toMatchObject([
      { action: 'user.create', principalId: principals[0]?.id, outcome: 'ALLOWED' },
    ]);
    expect((await principal(header))?.id).toBe(principals[0]?.id);
    const other = await principal(`Bearer ${await issuer.mint({ claims: { sub: 'Ada' } })}`);
    expect(other?.id).not.toBe(principals[0]?.id);
  });

  it('refreshes name and e-mail when the identity provider says something new, with one write', async () => {
    const { authentication } = backend().services;
    const login = async (claims: object) => {
      const header = `Bearer ${await issuer.mint({ claims: { sub: 'grace h.', ...claims } })}`;
      const [first] = await Promise.all(Array.from({ length: 6 }, () => principal(header)));
      await authentication.settle();
      return first!;
    };
    const { id } = await login({ name: 'Grace', email: 'grace@example.org' });
    const stored = async () => {
      const { principals, database } = backend().stores;
      const [user] = await principals.users(database.reader, [id]);
      return [user?.name, user?.email];
    };
    const added = async (claims: object) => {
      const before = (await eventsOf(backend(), INSTANCE_CHAIN)).length;
      const after = await login(claims);
      const events = (await eventsOf(backend(), INSTANCE_CHAIN)).slice(before);
      return {
        name: after.name,
        id: after.id,
        events: events.map(({ action, detail }) => ({ action, detail })),
      };
    };
    const update = (detail: object) => [{ action: 'user.update', detail }];
    const same = { name: 'Grace', email: 'grace@example.org' };
    expect(await added(same)).toEqual({ id, name: 'Grace', events: [] });

    const married = { ...same, name: 'Grace Hopper' };
    expect(await added(married)).toEqual({
      id,
      name: 'Grace Hopper',
      events: update({ name: true, email: false }),
    });
    expect(await stored()).toEqual(['Grace Hopper', 'grace@example.org']);
    expect(await added(married)).toMatchObject({ events: [] });

    // A second change within a minute is seen by the request, and stored by a later one.
    const moved = { ...married, email: 'hopper@example.org' };
    expect(await added(moved)).toMatchObject({ id, events: [] });
    expect(await stored()).toEqual(['Grace Hopper', 'grace@example.org']);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001);
    expect(await added(moved)).toMatchObject({ events: update({ name: false, email: true }) });
    expect(await stored()).toEqual(['Grace Hopper', 'hopper@example.org']);

    // A token that says neither takes nothing away.
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001);
    expect(await added({})).toEqual({ id, name: 'Grace Hopper', events: [] });
    expect(await stored()).toEqual(['Grace Hopper', 'hopper@example.org']);
    jest.restoreAllMocks();
  });

  it('of a person gives nothing until an owner adds them, and then with the very next request', async () => {
    const header = `Bearer ${await issuer.mint({ claims: { sub: 'grace', name: 'Grace' } })}`;
    const decide = async (permission: 'VIEW_ORGANIZATION' | 'USE_SECRETS' | 'MANAGE_MEMBERS') =>
      Permit.decide((await principal(header))!, permission, owner.organizationId);
    expect(await decide('VIEW_ORGANIZATION')).toMatchObject({ code: 'NOT_FOUND' });
    const { members } = backend().services;
    const permit = owner.permit('MANAGE_MEMBERS');
    const unknown = {
      principalId: 'user-00000000000000000000000000',
      roleId: await backend().roleId(owner, 'MEMBER'),
    };
    expect(await outcome(members.create(permit, unknown))).toBe('BAD_USER_INPUT: principalId known');
    const { id } = (await principal(header))!;
    const member = await members.create(permit, { ...unknown, principalId: id });
    expect(await outcome(members.create(permit, { ...unknown, principalId: id }))).toBe('CONFLICT');
    expect(await decide('USE_SECRETS')).toBeInstanceOf(Permit);
    expect(await decide('MANAGE_MEMBERS')).toMatchObject({ code: 'FORBIDDEN' });
    await members.delete(permit, member.id);
    expect(await decide('VIEW_ORGANIZATION')).toMatchObject({ code: 'NOT_FOUND' });
  });
});
