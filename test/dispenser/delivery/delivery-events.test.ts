import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerError } from '../../../src/client/consumer.error';
import type { DeliveredSecrets } from '../../../src/client/delivered-secrets';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';

/** What a watching client has yielded, and how its watching ended. */
interface Watch {
  readonly seen: DeliveredSecrets[];
  readonly end: Promise<unknown>;
  stop(): Promise<unknown>;
}

function watch({ client }: Registered, onTrouble: (error: ConsumerError) => void = () => {}): Watch {
  const controller = new AbortController();
  const seen: DeliveredSecrets[] = [];
  const run = async () => {
    for await (const each of client.watch({ signal: controller.signal, onTrouble })) seen.push(each);
  };
  const end = run().catch((error: unknown) => error);
  return {
    seen,
    end,
    stop: () => {
      controller.abort();
      return end;
    },
  };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
  expect(condition()).toBe(true);
}

describeOnEachDatabase('the stream of events', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  it('tells a consumer at once of a change, also one made by another process, and of nothing else', async () => {
    const secret = await world.store('WATCHED', 'one');
    const registered = await world.register({ uses: { namePrefix: 'WATCHED' } });
    const watching = watch(registered);
    await until(() => watching.seen.length >= 1);
    await world.store('UNRELATED', 'value');
    const other = await world.register({ uses: { namePrefix: 'UNRELATED' } });
    await other.client.deliver();
    await pause(700);
    expect(watching.seen.map((each) => each.text('WATCHED'))).toEqual(['one']);
    await world.backend.services.secrets.update(world.owner.permit('MANAGE_OWN_SECRETS'), {
      id: secret.id,
      note: 'changed',
    });
    await until(() => watching.seen.length >= 2);
    await watching.stop();
  });

  it('ends for a consumer that is deleted', async () => {
    const registered = await world.register({ uses: { namePrefix: '' } });
    const watching = watch(registered);
    await until(() => watching.seen.length >= 1);
    await world.backend.services.consumers.delete(world.owner.permit('USE_SECRETS'), registered.consumer.id);
    expect(await watching.end).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends for a consumer with another key or from another address than now allowed', async () => {
    const { services } = world.backend;
    const permit = world.owner.permit('USE_SECRETS');
    const registered = await world.register({ uses: { namePrefix: '' } });
    const watching = watch(registered);
    await until(() => watching.seen.length >= 1);
    await services.consumers.update(permit, { id: registered.consumer.id, addressRanges: ['10.0.0.0/8'] });
    expect(await watching.end).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is open to nobody without a proof, and to a consumer ten times at most', async () => {
    const events = `${world.url}/deliveries/events`;
    for (const authorization of ['', `Bearer ${randomBytes(20).toString('hex')}`]) {
      expect((await fetch(events, { headers: { authorization } })).status).toBe(401);
    }
    const registered = await world.register({ uses: { namePrefix: 'WATCHED' } });
    let refused = 0;
    // Whichever of them comes last: one that lost its connection meanwhile opens its stream again.
    const countRefusals = ({ code }: ConsumerError) => {
      if (code === 'RATE_LIMITED') refused += 1;
    };
    const watches = Array.from({ length: 10 }, () => watch(registered, countRefusals));
    await until(() => watches.every(({ seen }) => seen.length >= 1));
    expect(refused).toBe(0);
    const eleventh = watch(registered, countRefusals);
    await until(() => refused > 0);
    await Promise.all([...watches, eleventh].map((each) => each.stop()));
  });

  it('holds no value and no name', async () => {
    await world.store('NAME_OF_EVENT', 'value of the event');
    const registered = await world.register({ uses: { namePrefix: 'NAME_OF_EVENT' } });
    const original = globalThis.fetch;
    let text = '';
    globalThis.fetch = async (...args) => {
      const response = await original(...args);
      if (!String(args[0]).endsWith('/events') || response.body === null) return response;
      const [kept, read] = response.body.tee();
      void (async () => {
        for await (const piece of read) text += Buffer.from(piece).toString();
      })().catch(() => undefined);
      return new Response(kept, response);
    };
    try {
      const watching = watch(registered);
      await until(() => watching.seen.length >= 1 && text.includes('event: changed'));
      await watching.stop();
    } finally {
      globalThis.fetch = original;
    }
    expect(text).not.toMatch(/NAME_OF_EVENT|value of the event/i);
  });
});

describeOnEachDatabase('a dispenser that ends', (tested) => {
  it('does not wait for streams, and its clients find the next one', async () => {
    const world = await openDispensingWorld(tested);
    await world.store('KEPT', 'value');
    const registered = await world.register({ uses: { namePrefix: 'KEPT' } });
    let troubles = 0;
    const watching = watch(registered, () => {
      troubles += 1;
    });
    await until(() => watching.seen.length >= 1);
    await world.close();
    await until(() => troubles > 0);
    await watching.stop();
    expect(watching.seen).toHaveLength(1);
  });
});
