import { INSTANCE_CHAIN } from '../../src/core/audit-event';
import { Unauthenticated } from '../../src/core/errors';
import { mintToken } from '../../src/crypto/token.format';
import { type Caller, OWNER_TOKEN, openTestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, eventsOf, newName, outcome, usingBackend } from './services.fixture';
import { statementsDuring } from './statement-watch';

let addresses = 0;
/** A place where no request came from yet: refusals of one address are written down once a minute. */
const elsewhere = () => ({ requestId: 'request', address: `10.0.0.${++addresses}` });

describeOnEachDatabase('a token', (tested) => {
  const backend = usingBackend(tested);
  const services = () => backend().services;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
    // The first event of a chain takes a statement more.
    await outcome(backend().signIn('', elsewhere()));
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const run = (text: string) => backend().stores.database.unitOfWork((unit) => unit.manager.query(text));
  const membershipId = async ({ organizationId, principal }: Caller) => {
    const { memberships, database } = backend().stores;
    return (await memberships.findOf(database.reader, organizationId, principal.id))!.id;
  };

  describe('that is', () => {
    const kinds: [string, () => Promise<string>][] = [
      ['unknown', async () => mintToken('svc')],
      ['of another kind and unknown', async () => mintToken('usr')],
      ['mistyped', async () => OWNER_TOKEN.replace('the', 'teh')],
      ['empty', async () => ''],
      ['too short', async () => 'x'.repeat(31)],
      ['too long', async () => 'x'.repeat(100_000)],
      ['written with a NUL', async () => `${OWNER_TOKEN}\0`],
      ['written with a space', async () => `${OWNER_TOKEN} `],
      ['not ASCII', async () => `${OWNER_TOKEN}é`],
      ['an injection', async () => "' OR 1=1 --                         "],
      [
        'revoked',
        async () => {
          const caller = await backend().newServiceUser('MEMBER');
          await services().tokens.revoke(owner.permit('MANAGE_SERVICE_USERS'), caller.principal.tokenId!);
          return caller.token;
        },
      ],
      [
        'expired',
        async () => {
          const caller = await backend().newServiceUser('MEMBER');
          const past = new Date(Date.now() - 1).toISOString();
          await run(`UPDATE token SET expires_at = '${past}' WHERE id = '${caller.principal.tokenId}'`);
          return caller.token;
        },
      ],
      [
        'of a service user that was deleted',
        async () => {
          const caller = await backend().newServiceUser('MEMBER');
          await services().serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), caller.principal.id);
          return caller.token;
        },
      ],
    ];

    it.each(kinds)('%s gets the one error, by the one path, and is written down', async (_, make) => {
      const [token, unknown] = [await make(), mintToken('svc')];
      const attempt = async (text: string) => {
        let error: unknown;
        const origin = elsewhere();
        const statements = await statementsDuring(backend().stores.database, async () => {
          error = await services()
            .authentication.ofToken(text, origin)
            .catch((thrown: unknown) => thrown);
        });
        const [last] = (await eventsOf(backend(), INSTANCE_CHAIN)).slice(-1);
        expect(last).toMatchObject({ action: 'authentication.refuse', outcome: 'REFUSED', ...origin });
        expect(last).toMatchObject({ principalId: 'anonymous', subjectId: null, detail: {} });
        return { error, statements };
      };
      const refused = await attempt(token);
      expect(refused.error).toEqual(new Unauthenticated());
      expect(refused).toEqual(await attempt(unknown));
      expect(refused.statements.length).toBeGreaterThan(0);
      expect(await outcome(backend().signIn(OWNER_TOKEN))).toBe('ok');
    });

    it('valid is found by a digest; its text is nowhere in the database', async () => {
      const caller = await backend().newServiceUser('MEMBER');
      const [row] = (await run(`SELECT * FROM token WHERE id = '${caller.principal.tokenId}'`)) as [object];
      expect(
        Object.values(row).map((each) => (Buffer.isBuffer(each) ? each.toString('latin1') : String(each))),
      ).not.toEqual(expect.arrayContaining([expect.stringContaining(caller.token.slice(8, 20))]));
      expect((await backend().signIn(caller.token)).principal.id).toBe(caller.principal.id);
    });
  });

  it('expires at its time, and a new one expires in the future', async () => {
    const { tokens } = services();
    const create = (expiresAt: Date) =>
      tokens.create(owner.permit('VIEW_ORGANIZATION'), { name: 't', expiresAt });
    for (const expiresAt of [new Date(), new Date(0), new Date(Number.NaN), new Date(8.64e15)]) {
      expect(await outcome(create(expiresAt))).toBe('BAD_USER_INPUT: expiresAt future');
    }
    const { text } = await create(new Date(Date.now() + 60_000));
    expect(await outcome(backend().signIn(text))).toBe('ok');
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001);
    expect(await outcome(backend().signIn(text))).toBe('UNAUTHENTICATED');
    clock.mockRestore();
  });

  it('is worth nothing from the request after its revocation on, also to another gateway', async () => {
    const caller = await backend().newServiceUser('MEMBER');
    const other = await openTestBackend(tested.url());
    expect(await outcome(other.signIn(caller.token))).toBe('ok');
    await services().tokens.revoke(caller.permit('VIEW_ORGANIZATION'), caller.principal.tokenId!);
    expect(await outcome(other.signIn(caller.token))).toBe('UNAUTHENTICATED');
    expect(await outcome(backend().signIn(caller.token))).toBe('UNAUTHENTICATED');
    await other.close();
  });

  it('gives what its principal may do now: a demotion and a removal hold for the next request', async () => {
    const admin = await backend().newServiceUser('ADMIN');
    const { members } = services();
    const id = await membershipId(admin);
    const member = await backend().roleId(owner, 'MEMBER');
    await members.update(owner.permit('MANAGE_MEMBERS'), id, member);
    const demoted = await backend().signIn(admin.token);
    expect(() => demoted.permit('MANAGE_MEMBERS')).toThrow('MANAGE_MEMBERS');
    expect(demoted.permit('USE_SECRETS')).toBeDefined();
    expect((await services().authentication.renew(admin.principal)).grants).toEqual(demoted.principal.grants);
    await members.delete(owner.permit('MANAGE_MEMBERS'), id);
    const removed = await backend().signIn(admin.token);
    expect(() => removed.permit('VIEW_ORGANIZATION')).toThrow('Not found');
  });

  it('gives what a changed role grants, for the next request', async () => {
    const { roles } = services();
    const permit = owner.permit('MANAGE_MEMBERS');
    const role = await roles.create(permit, { name: newName(), permissions: ['VIEW_AUDIT_LOG'] });
    const { issued } = await services().serviceUsers.create(permit, { name: newName(), roleId: role.id });
    expect((await backend().signIn(issued.text)).permit('VIEW_AUDIT_LOG')).toBeDefined();
    await roles.update(permit, { id: role.id, permissions: ['VIEW_SECRETS'] });
    const after = await backend().signIn(issued.text);
    expect(() => after.permit('VIEW_AUDIT_LOG')).toThrow('VIEW_AUDIT_LOG');
    expect(after.permit('VIEW_SECRETS')).toBeDefined();
  });

  it('notes its first use once, however many requests come at once, and from where', async () => {
    const { issued } = await services().serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), {
      name: newName(),
      roleId: await backend().roleId(owner, 'MEMBER'),
    });
    const { id } = issued.token;
    const use = (address: string) => async () => {
      const { authentication } = services();
      await Promise.all(
        Array.from({ length: 8 }, () => authentication.ofToken(issued.text, { requestId: 'r', address })),
      );
      await authentication.settle();
    };
    const added = (address: string) => eventsAdded(backend(), owner.organizationId, use(address));
    const note = [`token.use ALLOWED ${id}`];
    const lastUsed = async () => {
      const { tokens, database } = backend().stores;
      return (await tokens.find(database.reader, [id]))[0]?.lastUsedAt?.getTime() ?? 0;
    };
    expect(await lastUsed()).toBe(0);
    expect(await added('10.1.0.1')).toEqual(note);
    expect(Date.now() - (await lastUsed())).toBeLessThan(10_000);
    expect(await added('10.1.0.1')).toEqual([]);
    // From another address at once, but not again and again when two addresses take turns.
    expect(await added('10.1.0.2')).toEqual(note);
    expect(await added('10.1.0.1')).toEqual([]);
    expect(await added('10.1.0.2')).toEqual([]);
    const hour = 3_600_001;
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + hour);
    expect(await added('10.1.0.2')).toEqual(note);
    expect(await added('10.1.0.2')).toEqual([]);
  });

  it('that is guessed is written down once a minute for each address', async () => {
    const [one, two] = [elsewhere(), elsewhere()];
    const guess = (origin: typeof one) =>
      outcome(services().authentication.ofToken(mintToken('svc'), origin));
    const added = (work: () => Promise<unknown>) => eventsAdded(backend(), INSTANCE_CHAIN, work);
    expect(await added(() => Promise.all(Array.from({ length: 8 }, () => guess(one))))).toHaveLength(1);
    expect(await added(() => guess(two))).toHaveLength(1);
    expect(await added(() => Promise.all([guess(one), guess(two)]))).toHaveLength(0);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001);
    expect(await added(() => Promise.all([guess(one), guess(one)]))).toHaveLength(1);
    // Of IPv6, whoever has one address has the other ones of its /64 as well.
    const from = (address: string) => guess({ requestId: 'request', address });
    expect(await added(() => Promise.all([from('2001:db8::1'), from('2001:db8::2')]))).toHaveLength(1);
    expect(await added(() => from('2001:db8:0:1::1'))).toHaveLength(1);
  });

  it('whose use cannot be written down is accepted all the same, and the operator is told', async () => {
    const failing = await openTestBackend(tested.url(), {
      stores: (stores) => {
        stores.tokens.touch = () => Promise.reject(new Error('no disk'));
        return stores;
      },
    });
    const caller = await failing.signIn(OWNER_TOKEN, elsewhere());
    expect(caller.permit('MANAGE_ORGANIZATION')).toBeDefined();
    expect(failing.faults).toEqual([new Error('no disk')]);
    await failing.close();
  });
});
