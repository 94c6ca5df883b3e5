import { CONSUMER_LIMITS, type Consumer } from '../../src/core/consumer';
import { newId } from '../../src/core/id';
import { pageRequest } from '../../src/core/page';
import { Plaintext } from '../../src/core/plaintext';
import type { Secret } from '../../src/core/secret';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { CreateConsumer } from '../../src/services/consumer.command';
import type { CreateSecret } from '../../src/services/secret.command';
import { type Caller, openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';

const SECRETS_OF_A_PAGE = 7;

describeOnEachDatabase('consumers', (tested) => {
  let backend: TestBackend;
  let owner: Caller;
  let made = 0;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url());
    owner = await backend.owner();
  });
  afterAll(() => backend.close());

  const create = (by: Caller, more: Partial<CreateConsumer> = {}): Promise<Consumer> =>
    backend.services.consumers.create(by.permit('USE_SECRETS'), {
      name: `consumer ${++made}`,
      isPersonal: false,
      publicKey: ConsumerKey.generate().publicKey,
      ...more,
    });
  const store = (name: string, more: Partial<CreateSecret> = {}, by = owner): Promise<Secret> =>
    backend.services.secrets.create(by.permit('MANAGE_OWN_SECRETS'), {
      name,
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText('value'),
      ...more,
    });
  const violated = (path: string, rule: string) =>
    expect.objectContaining({ violations: [expect.objectContaining({ path, rule })] });

  it('are refused without a key or an identity, with a taken name, and with an expiry that is past', async () => {
    await expect(create(owner, { publicKey: null })).rejects.toEqual(violated('publicKey', 'required'));
    const identity = { issuer: 'https://issuer.example', audience: 'a', claims: { sub: 'workload' } };
    const { id } = await create(owner, { publicKey: null, identity });
    const without = backend.services.consumers.update(owner.permit('USE_SECRETS'), { id, identity: null });
    await expect(without).rejects.toEqual(violated('publicKey', 'required'));
    await create(owner, { name: 'Taken' });
    await expect(create(owner, { name: 'tAKEN' })).rejects.toMatchObject({ code: 'CONFLICT', path: 'name' });
    await expect(create(owner, { expiresAt: new Date(0) })).rejects.toEqual(violated('expiresAt', 'future'));
    await expect(create(owner, { addressRanges: ['10.0.0.0/33'] })).rejects.toEqual(
      violated('addressRanges.0', 'address'),
    );
    await expect(create(owner, { uses: { namePrefix: 'x'.repeat(256) } })).rejects.toEqual(
      violated('uses.namePrefix', 'length'),
    );
    await expect(create(owner, { waysOut: [] })).rejects.toEqual(violated('waysOut', 'required'));
  });

  it('are not given a personal secret of anybody but their owner', async () => {
    const mine = await store('MINE_ONLY', { access: 'PERSONAL' });
    const uses = { secretIds: [mine.id] };
    await expect(create(owner, { uses })).rejects.toEqual(violated('uses.secretIds', 'personal'));
    expect((await create(owner, { isPersonal: true, uses })).uses.secretIds).toEqual([mine.id]);
  });

  it('have all ways out unless fewer are given, and keep them until they are changed', async () => {
    expect((await create(owner)).waysOut).toEqual(['DELIVER', 'INJECT', 'CODE']);
    const { id, waysOut } = await create(owner, { waysOut: ['CODE', 'INJECT', 'CODE'] });
    expect(waysOut).toEqual(['INJECT', 'CODE']);
    const { consumers, consumerQueries } = backend.services;
    const permit = owner.permit('USE_SECRETS');
    expect((await consumers.update(permit, { id, name: 'fewer ways' })).waysOut).toEqual(waysOut);
    expect((await consumers.update(permit, { id, waysOut: null })).waysOut).toEqual(waysOut);
    await expect(consumers.update(permit, { id, waysOut: [] })).rejects.toEqual(
      violated('waysOut', 'required'),
    );
    await consumers.update(permit, { id, waysOut: ['INJECT'] });
    expect((await consumerQueries.find([permit], [id]))[0]?.waysOut).toEqual(['INJECT']);
  });

  it('name only secrets, teams and repositories of their organization, within reach', async () => {
    const other = await backend.newOrganization();
    const foreign = await store('FOREIGN', {}, other);
    const foreignTeam = await backend.services.teams.create(other.permit('MANAGE_ORGANIZATION'), 'Team');
    for (const uses of [
      { secretIds: [foreign.id] },
      { secretIds: [newId('secret')] },
      { teamId: foreignTeam.id },
      { teamId: newId('team') },
      { repositoryId: newId('repo') },
    ]) {
      await expect(create(owner, { uses })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const many = Array.from({ length: CONSUMER_LIMITS.secretIds + 1 }, () => newId('secret'));
    await expect(create(owner, { uses: { secretIds: many } })).rejects.toEqual(
      violated('uses.secretIds', 'limit'),
    );
    await expect(create(owner, { uses: { secretIds: ['x'] } })).rejects.toEqual(
      violated('uses.secretIds.0', 'id'),
    );
  });

  it('of the organization need MANAGE_CONSUMERS, of one’s own USE_SECRETS', async () => {
    const member = await backend.newServiceUser('MEMBER');
    await expect(create(member)).rejects.toMatchObject({ code: 'FORBIDDEN', permission: 'MANAGE_CONSUMERS' });
    const own = await create(member, { isPersonal: true, uses: { namePrefix: '' } });
    expect(own.ownerId).toBe(member.principal.id);
    const { id } = await store('NAMED_BY_MEMBER');
    for (const uses of [{ secretIds: [id] }, { repositoryId: newId('repo') }, { teamId: newId('team') }]) {
      await expect(create(member, { isPersonal: true, uses })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const viewer = await backend.newServiceUser(['VIEW_SECRETS']);
    expect(() => viewer.permit('USE_SECRETS')).toThrow('USE_SECRETS');
  });

  it('of a person get no other key or uses from anybody else, but can be deleted by who manages consumers', async () => {
    const member = await backend.newServiceUser('MEMBER');
    const { id } = await create(member, { isPersonal: true });
    const { consumers } = backend.services;
    const { publicKey } = ConsumerKey.generate();
    const permit = owner.permit('USE_SECRETS');
    await expect(consumers.rotateKey(permit, id, publicKey)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(consumers.update(permit, { id, name: 'mine now' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect((await consumers.rotateKey(member.permit('USE_SECRETS'), id, publicKey)).publicKey).toBe(
      publicKey,
    );
    await consumers.delete(permit, id);
    await expect(consumers.delete(permit, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('get no other key from who does not reach what they use', async () => {
    const team = await backend.services.teams.create(owner.permit('MANAGE_ORGANIZATION'), 'Inner circle');
    const ofTeam = await create(owner, { uses: { teamId: team.id } });
    const secret = await store('OF_TEAM', { access: 'TEAM', teamId: team.id });
    const named = await create(owner, { uses: { secretIds: [secret.id] } });
    const outsider = await backend.newServiceUser(['MANAGE_CONSUMERS', 'VIEW_SECRETS']);
    const { consumers } = backend.services;
    const { publicKey } = ConsumerKey.generate();
    for (const { id } of [ofTeam, named]) {
      const permit = outsider.permit('USE_SECRETS');
      await expect(consumers.rotateKey(permit, id, publicKey)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(consumers.update(permit, { id, addressRanges: [] })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    await expect(create(outsider, { uses: { teamId: team.id } })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const open = await create(owner, { uses: { namePrefix: 'X' } });
    await consumers.rotateKey(outsider.permit('USE_SECRETS'), open.id, publicKey);
  });

  it('of another organization do not exist', async () => {
    const { id } = await create(owner);
    const other = await backend.newOrganization();
    const { consumers, consumerQueries } = backend.services;
    const permit = other.permit('USE_SECRETS');
    await expect(consumers.delete(permit, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(consumers.update(permit, { id, name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await consumerQueries.find([permit], [id])).toEqual([]);
    expect(await consumerQueries.find([owner.permit('VIEW_ORGANIZATION')], [id])).toHaveLength(1);
  });

  it('change in what is given and in nothing else, and are read as they were written', async () => {
    const { id: secretId } = await store('KEPT');
    const before = await create(owner, {
      uses: { secretIds: [secretId], namePrefix: 'A' },
      addressRanges: ['10.0.0.0/8', '10.0.0.0/8'],
      identity: { issuer: 'https://issuer.example', audience: 'a', claims: { sub: 's' } },
      expiresAt: new Date('2100-01-01T00:00:00.000Z'),
    });
    expect(before.addressRanges).toEqual(['10.0.0.0/8']);
    const { consumers, consumerQueries } = backend.services;
    const read = async () =>
      (await consumerQueries.find([owner.permit('VIEW_ORGANIZATION')], [before.id]))[0];
    expect(await read()).toEqual(before);
    const renamed = await consumers.update(owner.permit('USE_SECRETS'), { id: before.id, name: 'renamed' });
    expect(renamed).toEqual({ ...before, name: 'renamed', updatedAt: renamed.updatedAt });
    const bare = await consumers.update(owner.permit('USE_SECRETS'), {
      id: before.id,
      identity: null,
      addressRanges: null,
      expiresAt: null,
      uses: {},
    });
    expect(await read()).toEqual(bare);
    expect(bare).toMatchObject({
      identity: null,
      addressRanges: [],
      expiresAt: null,
      uses: { secretIds: [] },
    });
  });

  it('are told for a secret, and secrets for a consumer, in pages both ways', async () => {
    const names = Array.from({ length: SECRETS_OF_A_PAGE }, (_, index) => `PAGED_${index}`);
    for (const name of names) await store(name);
    await store('PAGED_LOST', { expiresAt: new Date(Date.now() + 100) });
    const consumer = await create(owner, { uses: { namePrefix: 'PAGED_' } });
    await new Promise((done) => setTimeout(done, 120));
    const { consumerQueries } = backend.services;
    const permit = owner.permit('VIEW_SECRETS');
    const page = async (given: { first?: number; last?: number }, key?: { value: string; id: string }) => {
      const request = {
        ...pageRequest('x', given),
        ...(key && (given.last ? { before: key } : { after: key })),
      };
      const { rows, hasNextPage, hasPreviousPage } = await consumerQueries.usablePage(
        permit,
        consumer,
        request,
      );
      return { rows, names: rows.map(({ secret }) => secret.name), hasNextPage, hasPreviousPage };
    };
    const first = await page({ first: 4 });
    expect(first).toMatchObject({ names: names.slice(0, 4), hasNextPage: true, hasPreviousPage: false });
    const keyOf = ({ name, id }: Secret) => ({ value: name.toLowerCase(), id });
    const second = await page({ first: 4 }, keyOf(first.rows.at(-1)!.secret));
    expect(second).toMatchObject({ names: names.slice(4), hasNextPage: false, hasPreviousPage: true });
    const back = await page({ last: 2 }, keyOf(second.rows[0]!.secret));
    expect(back).toMatchObject({ names: names.slice(2, 4), hasPreviousPage: true });
    expect(await consumerQueries.usableCount(permit, consumer)).toBe(SECRETS_OF_A_PAGE);
    const { secret } = first.rows[0]!;
    const users = (await consumerQueries.usableBy([permit], [secret], () => undefined)).get(secret.id) ?? [];
    expect(users.map((each) => [each.consumer.id, each.reasons])).toContainEqual([
      consumer.id,
      ['NAME_PREFIX'],
    ]);
  });

  it('show nobody secrets that they do not reach', async () => {
    const team = await backend.services.teams.create(owner.permit('MANAGE_ORGANIZATION'), 'Hidden circle');
    await store('HIDDEN', { access: 'TEAM', teamId: team.id });
    const consumer = await create(owner, { uses: { teamId: team.id } });
    const { consumerQueries } = backend.services;
    const seen = async (caller: Caller) => {
      const permit = caller.permit('VIEW_SECRETS');
      const { rows } = await consumerQueries.usablePage(permit, consumer, pageRequest('x', {}));
      return [rows.length, await consumerQueries.usableCount(permit, consumer)];
    };
    expect(await seen(await backend.newServiceUser('MEMBER'))).toEqual([0, 0]);
    expect(await seen(owner)).toEqual([1, 1]);
  });
});
