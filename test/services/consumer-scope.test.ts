import type { Consumer } from '../../src/core/consumer';
import { newId } from '../../src/core/id';
import { pageRequest } from '../../src/core/page';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { CreateConsumer } from '../../src/services/consumer.command';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { newName, secret as secretCommand, usingBackend } from './services.fixture';

describeOnEachDatabase('consumers', (tested) => {
  const opened = usingBackend(tested);

  it('are seen by whoever may see secrets or manage consumers, personal ones by their owner and the latter', async () => {
    const backend = opened();
    const owner = await backend.owner();
    const { consumerQueries } = backend.services;
    const create = (by: Caller, more: Partial<CreateConsumer> = {}): Promise<Consumer> =>
      backend.services.consumers.create(by.permit('USE_SECRETS'), {
        name: newName(),
        isPersonal: false,
        publicKey: ConsumerKey.generate().publicKey,
        ...more,
      });
    const shared = await create(owner);
    const member = await backend.newServiceUser('MEMBER');
    const own = await create(member, { isPersonal: true });
    const secret = await backend.services.secrets.create(
      owner.permit('MANAGE_ORG_SECRETS'),
      secretCommand({ name: 'SEEN_BY' }),
    );
    const seenBy = async (caller: Caller) => {
      const permit = caller.permit('VIEW_ORGANIZATION');
      const ids = [shared.id, own.id];
      const found = (await consumerQueries.find([permit], ids)).map(({ id }) => id);
      const page = (await consumerQueries.pages([permit], pageRequest('x', { first: 200 }))).get(
        permit.organizationId,
      );
      const all = page?.rows.map(({ id }) => id) ?? [];
      expect((await consumerQueries.counts([permit])).get(permit.organizationId) ?? 0).toBe(all.length);
      expect(all.filter((id) => ids.includes(id)).sort()).toEqual([...found].sort());
      return found.sort();
    };
    const both = [shared.id, own.id].sort();
    expect(await seenBy(owner)).toEqual(both);
    expect(await seenBy(member)).toEqual(both);
    expect(await seenBy(await backend.newServiceUser(['MANAGE_CONSUMERS']))).toEqual(both);
    expect(await seenBy(await backend.newServiceUser(['VIEW_SECRETS']))).toEqual([shared.id]);
    expect(await seenBy(await backend.newServiceUser([]))).toEqual([]);
    const program = await backend.newServiceUser(['USE_SECRETS']);
    const alone = await create(program, { isPersonal: true });
    expect((await consumerQueries.find([program.permit('USE_SECRETS')], [alone.id, shared.id])).length).toBe(
      1,
    );

    const admin = await backend.newServiceUser('ADMIN');
    const personal = await create(admin, { isPersonal: true, uses: { namePrefix: 'SEEN_' } });
    const usedBy = async (caller: Caller) => {
      const uses = await consumerQueries.usableBy([caller.permit('VIEW_SECRETS')], [secret], () => undefined);
      return (uses.get(secret.id) ?? []).map(({ consumer }) => consumer.id);
    };
    expect(await usedBy(owner)).toContain(personal.id);
    expect(await usedBy(await backend.newServiceUser(['VIEW_SECRETS']))).not.toContain(personal.id);
    const stranger = (await backend.newServiceUser('MEMBER')).permit('USE_SECRETS');
    await expect(backend.services.consumers.delete(stranger, own.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await backend.services.consumers.delete(member.permit('USE_SECRETS'), own.id);
  });

  it('are found in more organizations than SQLite nests conditions', async () => {
    const { consumers, database } = opened().stores;
    const caller = await opened().newOrganization();
    const { organizationId } = caller;
    await opened().services.consumers.create(caller.permit('MANAGE_CONSUMERS'), {
      name: newName(),
      isPersonal: false,
      publicKey: ConsumerKey.generate().publicKey,
    });
    const scopeOf = (id: string) => ({
      organizationId: id,
      ownerId: null,
      ofOrganization: true,
      ofEverybody: false,
    });
    const scopes = [...Array.from({ length: 1_500 }, () => newId('org')), organizationId].map(scopeOf);
    expect((await consumers.count(database.reader, scopes)).get(organizationId)).toBe(1);
  });
});
