import { type AuditEvent, INSTANCE_CHAIN } from '../../src/core/audit-event';
import { Conflict, Unavailable } from '../../src/core/errors';
import { newId } from '../../src/core/id';
import type { UnitOfWork } from '../../src/storage/database';
import { AuditStore } from '../../src/storage/stores/audit.store';
import { type Caller, openTestBackend, TEST_ORIGIN } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, eventsOf, newName, outcome, outcomes, secret, usingBackend } from './services.fixture';

/** Fails for the events that it is told to, after the change itself was written. */
class FailingStore extends AuditStore {
  failing: ((event: AuditEvent) => Error | undefined) | undefined;

  override async append(
    unit: UnitOfWork,
    event: AuditEvent,
    link: Uint8Array,
    mac: Uint8Array,
  ): Promise<void> {
    const error = this.failing?.(event);
    if (error !== undefined) throw error;
    await super.append(unit, event, link, mac);
  }
}

describeOnEachDatabase('a change', (tested) => {
  let store: FailingStore;
  const backend = usingBackend(tested, {
    stores: (stores) => {
      store = new FailingStore();
      return { ...stores, audit: store };
    },
  });
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  afterEach(() => {
    store.failing = undefined;
  });
  const create = () => backend().services.secrets.create(owner.permit('MANAGE_ORG_SECRETS'), secret());
  const chain = () => eventsOf(backend(), owner.organizationId);
  const rows = async () => {
    const { services } = backend();
    return (await services.secretQueries.counts([owner.permit('VIEW_SECRETS')], {})).get(
      owner.organizationId,
    );
  };

  it.each([
    ['an error of ours', new Unavailable(), 'UNAVAILABLE'],
    ['any other error', new Error('disk on fire'), 'Error'],
    ['a conflict', new Conflict('No.'), 'CONFLICT'],
  ])('does not happen when its event cannot be written because of %s', async (_, error, ended) => {
    const [before, events] = [await rows(), await chain()];
    store.failing = () => error;
    expect(await outcome(create())).toBe(ended);
    store.failing = undefined;
    expect(await rows()).toBe(before);
    expect(await chain()).toEqual(events);
    expect(await outcome(create())).toBe('ok');
    expect(await rows()).toBe((before ?? 0) + 1);
  });

  it('does not happen when only the second of its events cannot be written', async () => {
    const { serviceUsers } = backend().services;
    const roleId = await backend().roleId(owner, 'MEMBER');
    const events = await chain();
    store.failing = ({ action }) => (action === 'token.create' ? new Unavailable() : undefined);
    const name = newName();
    const make = () => serviceUsers.create(owner.permit('MANAGE_SERVICE_USERS'), { name, roleId });
    expect(await outcome(make())).toBe('UNAVAILABLE');
    expect(await chain()).toEqual(events);
    store.failing = undefined;
    expect(await outcome(make())).toBe('ok');
  });

  it('that is refused is not answered as long as the refusal cannot be written', async () => {
    const permit = owner.permit('MANAGE_ORG_SECRETS');
    const attempt = () => backend().services.secrets.delete(permit, newId('secret'));
    store.failing = () => new Unavailable();
    expect(await outcome(attempt())).toBe('UNAVAILABLE');
    store.failing = undefined;
    expect(await outcome(attempt())).toBe('NOT_FOUND');
  });

  it('that is repeated after a deadlock is written down once', async () => {
    let failures = 2;
    const deadlock = () => Object.assign(new Error('deadlock detected'), { code: '40P01' });
    store.failing = () => (failures-- > 0 ? deadlock() : undefined);
    const added = await eventsAdded(backend(), owner.organizationId, create);
    expect(failures).toBeLessThan(0);
    expect(added).toHaveLength(1);
  });

  it('has exactly its events, with who, what and from where', async () => {
    const { services } = backend();
    const id = '(.+)';
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const made: Record<string, string> = {};
    const cases: [() => Promise<unknown>, readonly string[]][] = [
      [async () => (made.secret = (await create()).id), ['secret.create']],
      [() => services.secrets.update(permit, { id: made.secret!, note: 'n' }), ['secret.update']],
      [() => services.secrets.put(permit, secret()), ['secret.create']],
      [() => services.secrets.delete(permit, made.secret!), ['secret.delete']],
      [async () => (made.team = (await services.teams.create(permit, newName())).id), ['team.create']],
      [() => services.teams.update(permit, made.team!, newName()), ['team.update']],
      [() => services.teams.delete(permit, made.team!), ['team.delete']],
      [
        async () =>
          (made.role = (await services.roles.create(permit, { name: newName(), permissions: [] })).id),
        ['role.create'],
      ],
      [() => services.roles.update(permit, { id: made.role!, name: newName() }), ['role.update']],
      [
        async () => {
          const created = await services.serviceUsers.create(permit, { name: newName(), roleId: made.role! });
          made.svc = created.serviceUser.id;
        },
        ['service_user.create', 'token.create'],
      ],
      [() => services.serviceUsers.update(permit, made.svc!, newName()), ['service_user.update']],
      [
        async () => (made.token = (await services.tokens.create(permit, { name: 't' })).token.id),
        ['token.create'],
      ],
      [() => services.tokens.rename(permit, made.token!, 'u'), ['token.update']],
      [() => services.tokens.revoke(permit, made.token!), ['token.revoke']],
      [() => services.serviceUsers.delete(permit, made.svc!), ['service_user.delete']],
      [() => services.roles.delete(permit, made.role!), ['role.delete']],
      [
        async () =>
          (made.repo = (await services.repositories.create(permit, { name: newName(), isPrivate: true })).id),
        ['repository.create'],
      ],
      [
        () => services.repositories.update(permit, { id: made.repo!, isPrivate: false }),
        ['repository.update'],
      ],
      [() => services.repositories.delete(permit, made.repo!), ['repository.delete']],
      [() => services.organizations.update(permit, { name: 'Renamed' }), ['organization.update']],
      [() => create().then(() => services.secrets.create(permit, secret({ note: '\0' }))), ['secret.create']],
    ];
    for (const [deed, actions] of cases) {
      const added = await eventsAdded(backend(), owner.organizationId, deed);
      const expected = actions.map((action) =>
        expect.stringMatching(`^${action.replace('.', '\\.')} ALLOWED ${id}-`),
      );
      expect(added).toEqual(expected);
    }
    const [last] = (await chain()).slice(-1);
    expect(last).toMatchObject({
      principalId: owner.principal.id,
      principalKind: 'SERVICE_USER',
      ...TEST_ORIGIN,
      detail: { access: 'ORGANIZATION', version: 1 },
    });
  });

  it('never puts a value or a note into its event', async () => {
    const canary = 'V3ryS3cretV4lue';
    const made = await backend().services.secrets.create(
      owner.permit('MANAGE_ORG_SECRETS'),
      secret({ note: canary }),
    );
    await backend().services.secrets.update(owner.permit('MANAGE_ORG_SECRETS'), {
      id: made.id,
      note: `${canary}!`,
    });
    const events = (await chain()).filter(({ subjectId }) => subjectId === made.id);
    expect(events).toHaveLength(2);
    expect(JSON.stringify(events)).not.toContain(canary);
  });
});

describeOnEachDatabase('the chain', (tested) => {
  const backend = usingBackend(tested);

  it('stays whole when several processes append to it at once', async () => {
    const owner = await backend().owner();
    const others = await Promise.all([1, 2].map(() => openTestBackend(tested.url())));
    const calls = [backend(), ...others].flatMap(({ services }) =>
      Array.from({ length: 8 }, () => services.secrets.create(owner.permit('MANAGE_ORG_SECRETS'), secret())),
    );
    const refusals = others.flatMap(({ services }) =>
      Array.from({ length: 4 }, () =>
        services.secrets.delete(owner.permit('MANAGE_ORG_SECRETS'), newId('secret')),
      ),
    );
    expect(await outcomes(calls)).toEqual(calls.map(() => 'ok'));
    expect(await outcomes(refusals)).toEqual(refusals.map(() => 'NOT_FOUND'));
    const events = await eventsOf(backend(), owner.organizationId);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    expect(events.filter(({ action }) => action === 'secret.create')).toHaveLength(24);
    expect(events.filter(({ outcome: how }) => how === 'REFUSED')).toHaveLength(8);
    const verdicts = await backend().services.auditEvents.verify();
    expect(verdicts.map(({ firstBad }) => firstBad)).toEqual(verdicts.map(() => undefined));
    await Promise.all(others.map((other) => other.close()));
  });

  it('of an organization is shown to those who may see it, and no other', async () => {
    const [owner, other] = [await backend().owner(), await backend().newOrganization()];
    const { auditEvents, trail } = backend().services;
    const page = { size: 200, backward: false, after: undefined, before: undefined };
    await trail.refuse(TEST_ORIGIN, INSTANCE_CHAIN, { action: 'authentication.refuse', subjectId: null });
    const seen = await auditEvents.page(other.permit('VIEW_AUDIT_LOG'), {}, page);
    expect(new Set(seen.rows.map(({ organizationId }) => organizationId))).toEqual(
      new Set([other.organizationId]),
    );
    expect(await auditEvents.count(other.permit('VIEW_AUDIT_LOG'), {})).toBe(seen.rows.length);
    const [event] = seen.rows;
    expect(await auditEvents.find(other.permit('VIEW_AUDIT_LOG'), event!.id)).toEqual(event);
    expect(await auditEvents.find(owner.permit('VIEW_AUDIT_LOG'), event!.id)).toBeUndefined();
    const member = await backend().newServiceUser('MEMBER');
    const permit = member.permit('VIEW_ORGANIZATION');
    expect(
      await outcomes([
        auditEvents.page(permit, {}, page),
        auditEvents.count(permit, {}),
        auditEvents.find(permit, event!.id),
      ]),
    ).toEqual(Array(3).fill('FORBIDDEN'));
  });
});
