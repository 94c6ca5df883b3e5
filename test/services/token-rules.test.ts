import { Permit } from '../../src/core/policy';
import type { TokenRules } from '../../src/core/token';
import { openTestBackend, TEST_ORIGIN, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, outcome } from './services.fixture';

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);

describeOnEachDatabase('the operator decides', (tested) => {
  const open: TestBackend[] = [];
  const withRules = async (tokenRules: Partial<TokenRules>) => {
    const backend = await openTestBackend(tested.url(), { tokenRules });
    open.push(backend);
    return backend;
  };
  afterAll(async () => {
    for (const backend of open) await backend.close();
  });

  it('how long tokens may last that clients make', async () => {
    const backend = await withRules({ maxDays: 2 });
    const owner = await backend.owner();
    const { tokens, serviceUsers } = backend.services;
    const roleId = await backend.roleId(owner, 'MEMBER');
    const create = (expiresAt?: Date) =>
      tokens.create(owner.permit('CREATE_TOKENS'), { name: newName(), expiresAt });
    const createServiceUser = (tokenExpiresAt?: Date) =>
      serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), { name: newName(), roleId, tokenExpiresAt });
    expect(await outcome(create(inHours(49)))).toBe('BAD_USER_INPUT: expiresAt life');
    expect(await outcome(createServiceUser(inHours(49)))).toBe('BAD_USER_INPUT: tokenExpiresAt life');
    expect(await outcome(create(inHours(47)))).toBe('ok');
    const hours = (token: { readonly createdAt: Date; readonly expiresAt: Date | null }) =>
      (token.expiresAt!.getTime() - token.createdAt.getTime()) / HOUR_MS;
    expect(hours((await create()).token)).toBe(48);
    expect(hours((await createServiceUser()).issued.token)).toBe(48);
    // The operator's own are not bound.
    const program = await backend.newServiceUser('ADMIN');
    expect(program.principal.credentialExpiresAt).toBeNull();
  });

  const person = async (backend: TestBackend, expiresAt: Date) => {
    const owner = await backend.owner();
    const subject = newName();
    const verified = { issuer: 'https://id.example', subject, name: 'Ada', email: null, expiresAt };
    const login = () => backend.services.authentication.ofUser(verified, TEST_ORIGIN);
    const { id: principalId } = await login();
    const roleId = await backend.roleId(owner, 'ADMIN');
    await backend.services.members.create(owner.permit('MANAGE_MEMBERS'), { principalId, roleId });
    const permit = Permit.decide(await login(), 'CREATE_TOKENS', owner.organizationId);
    if (!(permit instanceof Permit)) throw permit;
    const create = (more: { expiresAt?: Date } = {}) =>
      backend.services.tokens.create(permit, { name: newName(), ...more });
    const createServiceUser = () => backend.services.serviceUsers.create(permit, { name: newName(), roleId });
    return { create, createServiceUser };
  };

  it('whether a login may make tokens: it may not, unless that is allowed', async () => {
    const strict = await person(await withRules({}), inHours(1));
    expect(await outcome(strict.create())).toBe('FORBIDDEN');
    expect(await outcome(strict.createServiceUser())).toBe('FORBIDDEN');
    await expect(strict.create()).rejects.toThrow('A login cannot make tokens here.');
    const allowed = await person(await withRules({ fromLogin: true }), inHours(1));
    expect(await outcome(allowed.create())).toBe('ok');
    expect(await outcome(allowed.createServiceUser())).toBe('ok');
  });

  it('and then the tokens end with the login', async () => {
    const backend = await withRules({ fromLogin: true });
    const end = inHours(1);
    const { create, createServiceUser } = await person(backend, end);
    expect(await outcome(create({ expiresAt: new Date(end.getTime() + 1) }))).toBe(
      'BAD_USER_INPUT: expiresAt credential',
    );
    const { token, text } = await create();
    expect(token).toMatchObject({ expiresAt: end, parentId: null });
    expect((await createServiceUser()).issued.token.expiresAt).toEqual(end);
    const child = await backend.services.tokens.create((await backend.signIn(text)).permit('CREATE_TOKENS'), {
      name: newName(),
    });
    expect(child.token).toMatchObject({ expiresAt: end, parentId: token.id });
    const late = await person(backend, new Date(Date.now() - 1));
    expect(await outcome(late.create())).toBe('UNAUTHENTICATED');
  });
});
