import { CONSUMER_LIMITS } from '../../src/core/consumer';
import { newId } from '../../src/core/id';
import { Plaintext } from '../../src/core/plaintext';
import type { Quota } from '../../src/core/quota';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { CreateSecret } from '../../src/services/secret.command';
import { rowsOf } from '../../src/storage/sql/query';
import { sql } from '../../src/storage/sql/sql';
import { type Caller, openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';

const QUOTA: Quota = { secrets: 4, versions: 8, bytes: 20_000 };

describeOnEachDatabase('the quota of an organization', (tested) => {
  let backend: TestBackend;
  let by: Caller;
  let made = 0;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url(), { quota: QUOTA });
  });
  beforeEach(async () => {
    by = await backend.newOrganization();
  });
  afterAll(() => backend.close());

  const permit = () => by.permit('MANAGE_OWN_SECRETS');
  const create = (value: string, more: Partial<CreateSecret> = {}) =>
    backend.services.secrets.create(permit(), {
      name: `Q_${++made}`,
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText(value),
      ...more,
    });
  const update = (id: string, value: string) =>
    backend.services.secrets.update(permit(), { id, value: Plaintext.ofText(value) });
  const usage = () => backend.stores.organizationUsages.of(backend.stores.database.reader, by.organizationId);
  /** What is there, counted the slow way. */
  const counted = async () => {
    const [row] = await rowsOf<{ secrets: number; versions: number; bytes: number }>(
      backend.stores.database.reader,
      sql`SELECT (SELECT COUNT(*) FROM secret WHERE organization_id = ${by.organizationId}) AS secrets, COUNT(*) AS versions, COALESCE(SUM(LENGTH(envelope)), 0) AS bytes FROM secret_version WHERE organization_id = ${by.organizationId}`,
    );
    return { secrets: Number(row?.secrets), versions: Number(row?.versions), bytes: Number(row?.bytes) };
  };
  const full = (text: string) => ({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining(text) });

  it('of consumers lets in so many, and no more', async () => {
    const { stores, services } = backend;
    const register = (secretIds: string[] = []) =>
      services.consumers.create(by.permit('MANAGE_CONSUMERS'), {
        name: `consumer ${++made}`,
        isPersonal: false,
        publicKey: ConsumerKey.generate().publicKey,
        uses: { secretIds },
      });
    const count = jest.spyOn(stores.consumers, 'countAll').mockResolvedValue(CONSUMER_LIMITS.perOrganization);
    await expect(register()).rejects.toMatchObject(full('at most 1000 consumers'));
    count.mockResolvedValue(CONSUMER_LIMITS.perOrganization - 1);
    expect((await register()).ownerId).toBeNull();
    count.mockRestore();
    // As many secrets as a consumer may name are looked up.
    const most = Array.from({ length: CONSUMER_LIMITS.secretIds }, () => newId('secret'));
    await expect(register(most)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of secrets lets in so many, no more, one again for one that is deleted, and those of others', async () => {
    const [first] = [await create('1'), await create('2'), await create('3'), await create('4')];
    const before = await usage();
    await expect(create('5')).rejects.toMatchObject(full('at most 4 secrets'));
    const put = backend.services.secrets.put(permit(), {
      name: 'Q_PUT',
      access: 'ORGANIZATION',
      value: Plaintext.ofText('5'),
    });
    await expect(put).rejects.toMatchObject(full('at most 4 secrets'));
    expect(await usage()).toEqual(before);
    await update(first.id, 'changed');
    await backend.services.secrets.delete(permit(), first.id);
    expect((await create('5')).version).toBe(1);
    by = await backend.newOrganization();
    expect((await create('1')).version).toBe(1);
  });

  it('of versions holds for changes and for earlier values that come back, not for changes without a value', async () => {
    const { id } = await create('1');
    for (let version = 2; version <= QUOTA.versions; version += 1) await update(id, `${version}`);
    await expect(update(id, 'more')).rejects.toMatchObject(full('at most 8 versions'));
    const back = backend.services.secretHistory.rollback(permit(), { id, toVersion: 1 });
    await expect(back).rejects.toMatchObject(full('at most 8 versions'));
    const { version } = await backend.services.secrets.update(permit(), { id, note: 'still fine' });
    expect(version).toBe(QUOTA.versions);
    expect(await usage()).toEqual(await counted());
  });

  it('of bytes counts what is stored', async () => {
    const large = 'x'.repeat(15_000);
    const { id } = await create(large);
    await expect(create(large)).rejects.toMatchObject(full('at most 20000 bytes'));
    await expect(update(id, large)).rejects.toMatchObject(full('at most 20000 bytes'));
    await create('small');
    expect((await usage()).bytes).toBeGreaterThan(15_000);
    await backend.services.secrets.delete(permit(), id);
    expect((await usage()).bytes).toBeLessThan(1_000);
    expect((await create(large)).version).toBe(1);
  });

  it('is not passed by many at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => create(`${index}`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(QUOTA.secrets);
    expect(await counted()).toMatchObject({ secrets: QUOTA.secrets });
    expect(await usage()).toEqual(await counted());
  });

  it('counts right whatever happens: refused changes, resealed values, teams and organizations that end', async () => {
    const { id } = await create('a value');
    await expect(create('a value', { access: 'TEAM', teamId: newId('team') })).rejects.toThrow();
    await expect(update(newId('secret'), 'x')).rejects.toThrow();
    await update(id, 'another value');
    expect(await usage()).toEqual({ ...(await counted()), secrets: 1, versions: 2 });
    const { database } = backend.stores;
    await database.unitOfWork((unit) =>
      unit.manager.query(
        tested.kind === 'sqlite'
          ? `UPDATE secret_version SET envelope = zeroblob(77) WHERE secret_id = '${id}'`
          : `UPDATE secret_version SET envelope = decode(repeat('00', 77), 'hex') WHERE secret_id = '${id}'`,
      ),
    );
    expect(await usage()).toEqual({ secrets: 1, versions: 2, bytes: 154 });
    const [{ slug } = { slug: '' }] = await backend.stores.organizations.find(database.reader, [
      by.organizationId,
    ]);
    await backend.services.organizations.delete(by.permit('MANAGE_ORGANIZATION'), slug);
    expect(await counted()).toEqual({ secrets: 0, versions: 0, bytes: 0 });
    expect(await usage()).toEqual({ secrets: 0, versions: 0, bytes: 0 });
  });
});

describeOnEachDatabase('an organization with more than its quota', (tested) => {
  it('keeps what it has and can change it, and adds nothing', async () => {
    const before = await openTestBackend(tested.url());
    const owner = await before.owner();
    const given = { type: 'KEY_VALUE', isFile: false, access: 'ORGANIZATION' } as const;
    const permit = owner.permit('MANAGE_OWN_SECRETS');
    const { id } = await before.services.secrets.create(permit, {
      ...given,
      name: 'A',
      value: Plaintext.ofText('1'),
    });
    await before.services.secrets.create(permit, { ...given, name: 'B', value: Plaintext.ofText('1') });
    await before.close();
    const after = await openTestBackend(tested.url(), { quota: { ...QUOTA, secrets: 1 } });
    const { secrets } = after.services;
    expect((await secrets.update(permit, { id, value: Plaintext.ofText('2') })).version).toBe(2);
    const more = secrets.create(permit, { ...given, name: 'C', value: Plaintext.ofText('1') });
    await expect(more).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    await after.close();
  });
});
