import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../src/core/id';
import { describeOnEachDatabase } from '../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from './dispenser.fixture';
import { proofOf, sessionOf } from './proof.fixture';

const CHALLENGES = 12;

describeOnEachDatabase('no caller takes what is for the others:', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested, {
      SECRETS_GATEWAY_LIMIT_CHALLENGES: String(CHALLENGES),
      SECRETS_GATEWAY_LIMIT_STREAMS: '5',
      SECRETS_GATEWAY_LIMIT_ORGANIZATION_STREAMS: '3',
      SECRETS_GATEWAY_LIMIT_CONSUMER_STREAMS: '2',
    });
  });
  afterAll(() => world.close());

  describe('event streams', () => {
    const opened = new Set<AbortController>();
    afterEach(() => {
      for (const each of opened) each.abort();
      opened.clear();
    });

    /** Opens a stream. @returns its status, and what closes it. */
    async function open(registered: Registered) {
      const path = '/deliveries/events';
      const session = await sessionOf(world.url, registered);
      const closing = new AbortController();
      opened.add(closing);
      const { status } = await fetch(`${world.url}${path}`, {
        headers: { authorization: proofOf(session, { method: 'GET', path, body: '' }) },
        signal: closing.signal,
      });
      return { status, close: () => closing.abort() };
    }
    const statuses = async (asked: readonly Registered[]) => {
      const found: number[] = [];
      for (const each of asked) found.push((await open(each)).status);
      return found;
    };

    it('leave room for other consumers, other organizations, and whoever comes when one is closed', async () => {
      const [one, two] = [await world.register(), await world.register()];
      const others = await world.backend.newOrganization();
      const [foreign, another] = [await world.register({}, others), await world.register({}, others)];
      const first = await open(one);
      expect([first.status, ...(await statuses([one, one]))]).toEqual([200, 200, 429]);
      expect(await statuses([two, two])).toEqual([200, 429]);
      expect(await statuses([foreign, foreign, another])).toEqual([200, 200, 429]);
      first.close();
      let again = 0;
      // The process notices the end of a connection a little later.
      while (again !== 200) {
        await pause(10);
        again = (await open(two)).status;
      }
      expect(again).toBe(200);
    });
  });

  describe('challenges', () => {
    let blocks = 0;
    /** A function that gives other addresses of one block. */
    const unusedBlock = () => {
      const block = ++blocks;
      let host = 0;
      return () => `2001:db8:${tested.kind === 'sqlite' ? 1 : 2}:${block}::${(++host).toString(16)}`;
    };
    const ask = async (address: string, payload: string) => {
      const answer = await world.dispenser.app.inject({
        method: 'POST',
        url: '/challenges',
        remoteAddress: address,
        payload,
        headers: { 'content-type': 'application/json' },
      });
      return answer.statusCode;
    };
    const of = (id: string) => JSON.stringify({ consumerId: id });
    const untilRefused = async (asked: () => Promise<number>) => {
      for (let count = 0; count < 20 * CHALLENGES; count += 1) if ((await asked()) === 429) return count;
      throw new Error('no request was refused');
    };

    it('are not used up by malformed requests, nor by those for unknown consumers, from one block of addresses', async () => {
      const { consumer } = await world.register();
      const address = unusedBlock();
      expect(await untilRefused(() => ask(address(), '{'))).toBe(CHALLENGES);
      expect(await ask(address(), '{"consumerId":"x"}')).toBe(429);
      expect(await untilRefused(() => ask(address(), of(newId('consumer'))))).toBe(CHALLENGES);
      expect(await untilRefused(() => ask(address(), of(consumer.id)))).toBe(CHALLENGES);
      const elsewhere = unusedBlock();
      expect(await ask(elsewhere(), '{')).toBe(400);
      expect(await ask(elsewhere(), of(newId('consumer')))).toBe(401);
      expect(await ask(elsewhere(), of(consumer.id))).toBe(200);
    });

    it('of one consumer are not used up by those of another, nor by an attacker elsewhere who names it', async () => {
      const [attacked, honest] = [await world.register(), await world.register()];
      const [shared, own] = [unusedBlock(), unusedBlock()];
      await untilRefused(() => ask(shared(), of(attacked.consumer.id)));
      expect(await ask(shared(), of(honest.consumer.id))).toBe(200);
      expect(await ask(own(), of(attacked.consumer.id))).toBe(200);
    });

    it('are limited for all consumers of one block together', async () => {
      const ids: string[] = [];
      for (let index = 0; index < 12; index += 1) ids.push((await world.register()).consumer.id);
      const address = unusedBlock();
      let count = 0;
      expect(await untilRefused(() => ask(address(), of(ids[count++ % ids.length]!)))).toBe(10 * CHALLENGES);
    });

    it('that are refused leave no audit event of an unknown consumer', async () => {
      const address = unusedBlock();
      await untilRefused(() => ask(address(), of(newId('consumer'))));
      const before = await world.events('authentication.refuse');
      expect(await ask(address(), of(newId('consumer')))).toBe(429);
      expect(await world.events('authentication.refuse')).toEqual(before);
    });
  });
});
