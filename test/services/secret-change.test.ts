import type { Secret } from '../../src/core/secret';
import type { PutSecret, UpdateSecret } from '../../src/services/secret.command';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import {
  eventsOf,
  newName,
  outcome,
  outcomes,
  secret,
  storedValue,
  usingBackend,
  value,
} from './services.fixture';

describeOnEachDatabase('a change of a secret', (tested) => {
  const backend = usingBackend(tested);
  const secrets = () => backend().services.secrets;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const permit = () => owner.permit('MANAGE_OWN_SECRETS');
  const create = (more = {}) => secrets().create(permit(), secret(more));
  const update = (made: Secret, more: Partial<UpdateSecret>) =>
    secrets().update(permit(), { id: made.id, ...more });
  const put = (more: Partial<PutSecret>) => secrets().put(permit(), secret(more as object) as PutSecret);
  const read = async ({ id }: Secret) =>
    (await backend().services.secretQueries.find([owner.permit('VIEW_SECRETS')], [id]))[0];
  const versionCount = async ({ id }: Secret) => {
    const page = { size: 200, backward: false, after: undefined, before: undefined };
    return (await backend().services.secretQueries.versions(owner.permit('VIEW_SECRETS'), id, page)).rows
      .length;
  };

  it('of one that does not exist is refused, whatever the change', async () => {
    const id = 'secret-00000000000000000000000000';
    expect(await outcome(secrets().update(permit(), { id, note: 'n' }))).toBe('NOT_FOUND');
    expect(await outcome(secrets().delete(permit(), id))).toBe('NOT_FOUND');
    expect(await outcome(put({ expectedVersion: 1 }))).toBe('NOT_FOUND');
    expect(await outcome(put({ expectedUpdatedAt: new Date() }))).toBe('NOT_FOUND');
  });

  it('cannot take the name of another one, in whatever case or form', async () => {
    const taken = await create({ name: 'CAFÉ' });
    const made = await create();
    for (const name of ['CAFÉ', 'café', 'CAFE\u0301']) {
      expect(await outcome(update(made, { name }))).toBe('CONFLICT');
      expect(await outcome(create({ name }))).toBe('CONFLICT');
    }
    expect((await put({ name: 'cafe\u0301' })).secret.id).toBe(taken.id);
    expect(await outcome(create({ name: 'CAFE' }))).toBe('ok');
  });

  it('keeps the name as it was first written in a put, and changes its case in an update', async () => {
    const made = await create({ name: 'Mixed_Case' });
    expect((await put({ name: 'MIXED_CASE' })).secret.name).toBe('Mixed_Case');
    expect((await update(made, { name: 'MIXED_CASE' })).name).toBe('MIXED_CASE');
  });

  it('cannot give it another type or make it a file', async () => {
    const { name } = await create();
    expect(await outcome(put({ name, type: 'TOTP' }))).toBe('BAD_USER_INPUT: type immutable');
    expect(await outcome(put({ name, isFile: true }))).toBe('BAD_USER_INPUT: isFile immutable');
    expect(await outcome(put({ name, type: 'KEY_VALUE', isFile: false }))).toBe('ok');
    expect(await outcome(put({ name, type: null, isFile: null }))).toBe('ok');
  });

  it('stores no value that nobody would get: an expired secret needs a later expiry, or none, with it', async () => {
    const made = await create();
    const expire = async () => {
      const { database, secrets: store } = backend().stores;
      const now = await read(made);
      const past = { ...now!, expiresAt: new Date(Date.now() - 1000) };
      await database.unitOfWork((unit) => store.update(unit, past, made.name.toLowerCase()));
    };
    await expire();
    const refused = 'BAD_USER_INPUT: expiresAt expired';
    expect(await outcome(update(made, { value: value('new') }))).toBe(refused);
    expect(await outcome(put({ name: made.name, value: value('new') }))).toBe(refused);
    expect(await read(made)).toMatchObject({ version: 1 });
    expect(await outcome(update(made, { note: 'why it ended' }))).toBe('ok');
    const later = new Date(Date.now() + 3_600_000);
    expect(await update(made, { value: value('new'), expiresAt: later })).toMatchObject({ version: 2 });
    await expire();
    expect((await put({ name: made.name, value: value('newer'), expiresAt: null })).secret).toMatchObject({
      version: 3,
      expiresAt: null,
    });
  });

  it('checks a new value by the type that the secret has', async () => {
    const made = await create({ type: 'TOTP', value: value('JBSWY3DPEHPK3PXP') });
    expect(await outcome(update(made, { value: value('no seed!') }))).toBe('BAD_USER_INPUT: value totp');
    expect(await outcome(put({ name: made.name, type: null, isFile: null, value: value('no!') }))).toBe(
      'BAD_USER_INPUT: value totp',
    );
    expect(await outcome(update(made, { value: value('GEZDGNBVGY3TQOJQ') }))).toBe('ok');
  });

  it('leaves what it does not name, and null takes away a note and an expiry', async () => {
    const expiresAt = new Date(Date.now() + 60_000);
    const made = await create({ note: 'n', expiresAt, isSensitive: false, visibility: 'PRIVATE' });
    const renamed = await update(made, { name: newName() });
    expect(renamed).toMatchObject({ note: 'n', expiresAt, isSensitive: false, visibility: 'PRIVATE' });
    expect(await storedValue(backend(), renamed)).toBe('a value');
    expect(await update(made, { note: null, expiresAt: null })).toMatchObject({
      note: null,
      expiresAt: null,
    });
    expect(await update(made, { isSensitive: null, visibility: null })).toMatchObject({
      isSensitive: false,
      visibility: 'PRIVATE',
    });
  });

  it('says who changed it last and not another creator', async () => {
    const made = await create();
    const admin = await backend().newServiceUser('ADMIN');
    const changed = await secrets().update(admin.permit('MANAGE_OWN_SECRETS'), { id: made.id, note: 'n' });
    expect(changed).toMatchObject({ createdBy: owner.principal.id, updatedBy: admin.principal.id });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(made.updatedAt.getTime());
    expect(await read(made)).toEqual(changed);
  });

  it('keeps the old values sealed and makes the new one current', async () => {
    const made = await create({ value: value('first') });
    const changed = await update(made, { value: value('second') });
    expect(changed.version).toBe(2);
    expect(await storedValue(backend(), changed)).toBe('second');
    expect(await storedValue(backend(), made)).toBe('first');
  });

  it('does not tell whether the value given is the value that was there', async () => {
    const [same, other] = [await create({ value: value('v') }), await create({ value: value('v') })];
    const kept = await update(same, { value: value('v') });
    const replaced = await update(other, { value: value('w'.repeat(500)) });
    const shown = ({ id: _i, name: _n, createdAt: _c, updatedAt: _u, ...rest }: Secret) => rest;
    expect(shown(kept)).toEqual(shown(replaced));
    const details = (await eventsOf(backend(), owner.organizationId))
      .filter(
        ({ subjectId, action }) =>
          [same.id, other.id].includes(subjectId ?? '') && action === 'secret.update',
      )
      .map(({ detail }) => ({ ...detail, name: '' }));
    expect(details).toHaveLength(2);
    expect(details[0]).toEqual(details[1]);
  });

  it('is refused when the secret is not at the expected version', async () => {
    const made = await create();
    expect(await outcome(update(made, { expectedVersion: 2, note: 'n' }))).toBe('STALE_VERSION');
    expect(await outcome(put({ name: made.name, expectedVersion: 0 }))).toBe('STALE_VERSION');
    expect(await read(made)).toEqual(made);
    expect(await outcome(update(made, { expectedVersion: 1, value: value('w') }))).toBe('ok');
    expect(await outcome(update(made, { expectedVersion: 1, value: value('x') }))).toBe('STALE_VERSION');
  });

  it('is refused when the secret was changed in any way since the expected time', async () => {
    const made = await create();
    const changed = await update(made, { note: 'n', expectedUpdatedAt: made.updatedAt });
    expect(await outcome(update(made, { note: 'm', expectedUpdatedAt: made.updatedAt }))).toBe(
      'STALE_VERSION',
    );
    const later = new Date(changed.updatedAt.getTime() + 60_000);
    expect(await outcome(update(made, { note: 'm', expectedUpdatedAt: later }))).toBe('STALE_VERSION');
    expect(await outcome(update(made, { note: 'm', expectedUpdatedAt: changed.updatedAt }))).toBe('ok');
  });

  it('wins once when many come at once with one expected version', async () => {
    const made = await create();
    const calls = Array.from({ length: 6 }, (_, at) =>
      update(made, { expectedVersion: 1, value: value(`value ${at}`) }),
    );
    const ended = (await Promise.all(calls.map(outcome))) as string[];
    expect(ended.toSorted()).toEqual([...Array(5).fill('STALE_VERSION'), 'ok']);
    const current = (await read(made))!;
    expect(current.version).toBe(2);
    expect(await storedValue(backend(), current)).toBe(`value ${ended.indexOf('ok')}`);
  });

  it('wins once when many come at once with one expected time of change', async () => {
    const made = await create();
    const calls = Array.from({ length: 6 }, (_, at) =>
      update(made, { expectedUpdatedAt: made.updatedAt, note: `note ${at}` }),
    );
    expect(await outcomes(calls)).toEqual([...Array(5).fill('STALE_VERSION'), 'ok']);
  });

  it('loses nothing when many come at once and expect nothing', async () => {
    const made = await create();
    const calls = Array.from({ length: 6 }, (_, at) => update(made, { value: value(`value ${at}`) }));
    expect(await outcomes(calls)).toEqual(Array(6).fill('ok'));
    expect((await read(made))?.version).toBe(7);
    expect(await versionCount(made)).toBe(7);
  });

  it('creates once when many create one name at once, and the others are told of the conflict', async () => {
    const calls = Array.from({ length: 6 }, () => create({ name: 'AT_ONCE' }));
    expect(await outcomes(calls)).toEqual([...Array(5).fill('CONFLICT'), 'ok']);
  });

  it('of a deleted secret is refused, and its name is free again', async () => {
    const made = await create();
    await secrets().delete(permit(), made.id);
    expect(await outcome(update(made, { note: 'n' }))).toBe('NOT_FOUND');
    expect(await outcome(secrets().delete(permit(), made.id))).toBe('NOT_FOUND');
    expect(await versionCount(made)).toBe(0);
    const again = await create({ name: made.name });
    expect(again.id).not.toBe(made.id);
  });

  it('keeps the selected repositories until the visibility is another one', async () => {
    const { repositories, repositoryQueries } = backend().services;
    const repository = await repositories.create(owner.permit('MANAGE_ORGANIZATION'), {
      name: newName(),
      isPrivate: true,
    });
    const selectedRepositoryIds = [repository.databaseId, repository.databaseId];
    const made = await create({ visibility: 'SELECTED', selectedRepositoryIds });
    const count = async () => (await repositoryQueries.selectedCounts([made])).get(made.id);
    expect(await count()).toBe(1);
    await update(made, { note: 'n' });
    expect(await count()).toBe(1);
    expect(await outcome(update(made, { visibility: 'ALL', selectedRepositoryIds }))).toBe(
      'BAD_USER_INPUT: selectedRepositoryIds visibility',
    );
    await update(made, { visibility: 'PRIVATE' });
    await update(made, { visibility: 'SELECTED' });
    expect(await count()).toBe(0);
  });
});
