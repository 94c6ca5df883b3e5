import { setTimeout as pause } from 'node:timers/promises';
import type { GivenUsePolicy } from '../../src/core/use-policy';
import type { WayOut } from '../../src/core/way-out';
import { describeOnEachDatabase } from '../support/databases';
import { TOTP_SEED } from './delivery/totp.fixture';
import { type DispensingWorld, openDispensingWorld, type Registered } from './dispenser.fixture';
import { postProven } from './proof.fixture';
import { startUpstream, stopUpstreams, type TestUpstream } from './upstream/upstream.fixture';

const VALUE = 'value-that-leaves-in-one-way';

describeOnEachDatabase('a value leaves only in the ways', (tested) => {
  let world: DispensingWorld;
  let upstream: TestUpstream;
  let anyWay: Registered;
  let injecting: Registered;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    upstream = await startUpstream();
    upstream.answer = (_request, response) => void response.end('fine');
    const uses = { namePrefix: 'W_' };
    anyWay = await world.register({ uses });
    injecting = await world.register({ uses, waysOut: ['INJECT'] });
    await world.store('W_FREE', VALUE);
    await world.store('W_INJECTED', VALUE, { usePolicy: policy() });
    await world.store('W_BOTH', VALUE, { usePolicy: policy('DELIVER', 'INJECT') });
    await world.store('W_DELIVERED', VALUE, { usePolicy: policy('DELIVER') });
    await world.store('W_SEED', TOTP_SEED, { type: 'TOTP' });
    await world.store('W_SEED_INJECTED', TOTP_SEED, { type: 'TOTP', usePolicy: policy() });
    await world.store('W_SEED_BOTH', TOTP_SEED, { type: 'TOTP', usePolicy: policy('INJECT', 'CODE') });
  });
  afterAll(async () => {
    await stopUpstreams();
    await world.close();
  });

  /** Without ways: as a client gives it that does not know of them. */
  function policy(...waysOut: WayOut[]): GivenUsePolicy {
    const places = {
      hosts: [upstream.host],
      methods: ['GET'],
      pathPrefixes: ['/'],
      slots: ['authorization'],
    };
    return waysOut.length === 0 ? places : { ...places, waysOut };
  }
  const inject = ({ client }: Registered, name: string) =>
    client.inject({ url: `http://${upstream.host}/`, auth: { type: 'bearer', secret_ref: name } });
  const refusals = async (action: string, { consumer }: Registered) =>
    (await world.events(action))
      .filter(({ subjectId }) => subjectId === consumer.id)
      .map(({ detail }) => detail);

  describe('that its use policy names:', () => {
    it('a delivery of everything leaves out what is injected only, and codes', async () => {
      expect((await anyWay.client.deliver()).names).toEqual(['W_BOTH', 'W_DELIVERED', 'W_FREE']);
    });

    it('one that is injected only is not delivered, by whatever name or rule the consumer has it', async () => {
      const { id } = await world.store('W_NAMED', VALUE, { usePolicy: policy() });
      const named = await world.register({ uses: { secretIds: [id] } });
      for (const [by, name] of [
        [anyWay, 'W_INJECTED'],
        [anyWay, 'w_injected'],
        [named, 'W_NAMED'],
      ] as const) {
        const response = await postProven(
          world.url,
          '/deliveries',
          JSON.stringify({ only: ['W_FREE', name] }),
          by,
        );
        const text = await response.text();
        if (by === anyWay) expect(text).toContain('"path":"only[1]","rule":"way_out"');
        expect([response.status, text]).toEqual([400, expect.not.stringContaining('ciphertext')]);
        await expect(by.client.deliver({ only: [name] })).rejects.toMatchObject({
          code: 'NOT_DELIVERED',
          message: `the use policy of "${name}" does not let it leave in this way`,
        });
        expect((await refusals('delivery.refuse', by))[0]).toMatchObject({
          reason: 'WAY_OUT',
          rule: 'way_out',
        });
        expect((await inject(by, name)).status).toBe(200);
      }
      expect((await named.client.deliver()).names).toEqual([]);
      expect((await anyWay.client.deliver({ only: ['W_FREE', 'W_BOTH'] })).text('W_BOTH')).toBe(VALUE);
    });

    it('one that is delivered only is not injected, and nothing is sent', async () => {
      const before = upstream.connections();
      await expect(inject(anyWay, 'W_DELIVERED')).rejects.toMatchObject({
        code: 'USE_REFUSED',
        message: expect.stringContaining('way out'),
      });
      expect(upstream.connections()).toBe(before);
      expect((await refusals('injection.refuse', anyWay))[0]).toMatchObject({ reason: 'USE_REFUSED' });
      expect((await anyWay.client.deliver({ only: ['W_DELIVERED'] })).text('W_DELIVERED')).toBe(VALUE);
      await inject(anyWay, 'W_BOTH');
      expect(upstream.received.at(-1)?.headers.authorization).toBe(`Bearer ${VALUE}`);
    });

    it('a seed that is injected only gives no codes', async () => {
      await expect(anyWay.client.code('W_SEED_INJECTED')).rejects.toMatchObject({ code: 'NOT_DELIVERED' });
      expect((await refusals('code.refuse', anyWay))[0]).toMatchObject({
        reason: 'WAY_OUT',
        at: 'secrets[0]',
      });
      await inject(anyWay, 'W_SEED_INJECTED');
      expect(upstream.received.at(-1)?.headers.authorization).toMatch(/^Bearer \d{6}$/);
      expect((await anyWay.client.codes(['W_SEED', 'W_SEED_BOTH'])).size).toBe(2);
    });

    it('a policy that is given, and one that is taken away, counts at once', async () => {
      const { id } = await world.store('W_CHANGED', VALUE);
      const permit = world.owner.permit('MANAGE_OWN_SECRETS');
      const { secrets } = world.backend.services;
      const names = async () => (await anyWay.client.deliver()).names;
      expect(await names()).toContain('W_CHANGED');
      await secrets.update(permit, { id, usePolicy: policy() });
      expect(await names()).not.toContain('W_CHANGED');
      await secrets.update(permit, { id, usePolicy: null });
      expect(await names()).toContain('W_CHANGED');
      await secrets.delete(permit, id);
    });

    it('a policy that was stored before there were ways out allows injection only', async () => {
      const { id } = await world.store('W_OLD', VALUE, { usePolicy: policy('DELIVER', 'INJECT') });
      const { stores } = world.backend;
      const { waysOut: _, ...places } = policy();
      await stores.database.unitOfWork((unit) =>
        unit.manager.query(`UPDATE secret SET use_policy = '${JSON.stringify(places)}' WHERE id = '${id}'`),
      );
      await world.store('W_STIR', VALUE);
      expect((await anyWay.client.deliver()).names).toEqual(expect.arrayContaining(['W_STIR', 'W_FREE']));
      await expect(anyWay.client.deliver({ only: ['W_OLD'] })).rejects.toMatchObject({
        code: 'NOT_DELIVERED',
      });
      expect((await inject(anyWay, 'W_OLD')).status).toBe(200);
    });
  });

  describe('that its consumer has:', () => {
    const refused = { code: 'FORBIDDEN', message: expect.stringContaining('ways out') };

    it('one that only injects gets no delivery, code or event, and does inject', async () => {
      await expect(injecting.client.deliver()).rejects.toMatchObject(refused);
      await expect(injecting.client.deliver({ only: ['W_BOTH'] })).rejects.toMatchObject(refused);
      await expect(injecting.client.code('W_SEED_BOTH')).rejects.toMatchObject(refused);
      await expect(injecting.client.watch().next()).rejects.toMatchObject(refused);
      for (const action of ['delivery.refuse', 'code.refuse']) {
        expect(await refusals(action, injecting)).toContainEqual({ reason: 'WAY_OUT' });
      }
      for (const name of ['W_BOTH', 'W_INJECTED', 'W_SEED_BOTH']) {
        expect((await inject(injecting, name)).status).toBe(200);
      }
    });

    it('one that only injects is refused before its body is looked at', async () => {
      const response = await postProven(world.url, '/deliveries', '{"only":"not a list"', injecting);
      expect(response.status).toBe(403);
      expect((await postProven(world.url, '/requests', '{"url":"not a list"', injecting)).status).toBe(400);
    });

    it('one without injection does not inject, and gets its deliveries and codes', async () => {
      const taking = await world.register({ uses: { namePrefix: 'W_' }, waysOut: ['CODE', 'DELIVER'] });
      await expect(inject(taking, 'W_BOTH')).rejects.toMatchObject(refused);
      expect(await refusals('injection.refuse', taking)).toContainEqual({ reason: 'WAY_OUT' });
      expect((await taking.client.deliver()).names).toContain('W_BOTH');
      expect((await taking.client.codes(['W_SEED_BOTH'])).size).toBe(1);
    });

    it('a stream of events ends when its consumer loses deliveries', async () => {
      const { client, consumer } = await world.register({ uses: { namePrefix: 'W_FREE' } });
      const watching = client.watch();
      expect((await watching.next()).value?.names).toEqual(['W_FREE']);
      const permit = world.owner.permit('USE_SECRETS');
      await world.backend.services.consumers.update(permit, { id: consumer.id, waysOut: ['INJECT'] });
      await expect(watching.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    });

    it('one that was registered before there were ways out has all of them', async () => {
      const { client, consumer } = await world.register({
        uses: { namePrefix: 'W_FREE' },
        waysOut: ['INJECT'],
      });
      await expect(client.deliver()).rejects.toMatchObject(refused);
      await world.backend.stores.database.unitOfWork((unit) =>
        unit.manager.query(`UPDATE consumer SET ways_out = NULL WHERE id = '${consumer.id}'`),
      );
      await world.store('W_STIR_AGAIN', VALUE);
      expect((await client.deliver()).names).toEqual(['W_FREE']);
    });
  });

  it('a change of what is only injected is no event for who receives deliveries', async () => {
    const { client } = await world.register({ uses: { namePrefix: 'W_' } });
    const { id } = await world.store('W_UNSEEN', VALUE, { usePolicy: policy() });
    const delivered = await client.deliver();
    const permit = world.owner.permit('MANAGE_OWN_SECRETS');
    await world.backend.services.secrets.update(permit, { id, note: 'changed' });
    expect(await client.deliverUnless(delivered)).toBeUndefined();
    await world.backend.services.secrets.update(permit, { id, usePolicy: policy('DELIVER') });
    await pause(0);
    expect((await client.deliverUnless(delivered))?.names).toContain('W_UNSEEN');
  });
});
