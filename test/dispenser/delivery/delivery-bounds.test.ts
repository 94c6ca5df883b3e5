import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';
import { post, proofOf, sessionOf } from '../proof.fixture';

const LARGEST_VALUE = 64 * 1024;
const MOST_VALUES = 128;

describeOnEachDatabase('the bounds of a delivery', (tested) => {
  let world: DispensingWorld;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  it('proofs that have expired are forgotten with the first delivery, the others not', async () => {
    const { usedProofs, database } = world.backend.stores;
    const use = (byte: number, ageMs: number) =>
      database.unitOfWork((unit) =>
        usedProofs.use(unit, new Uint8Array(32).fill(byte), 'proof', new Date(Date.now() - ageMs)),
      );
    await use(1, 1000);
    await use(2, -600_000);
    await (await world.register()).client.deliver();
    expect([(await use(1, 1000)).isNew, (await use(2, -600_000)).isNew]).toEqual([true, false]);
  });

  it('a proof is used once, also where the answer writes nothing: 304', async () => {
    await world.store('POLLED', 'a value');
    const registered = await world.register({ uses: { namePrefix: 'POLLED' } });
    const session = await sessionOf(world.url, registered);
    const first = await post(world.url, '/deliveries', '{}', { authorization: proofOf(session) });
    const etag = first.headers.get('etag')!;
    const headers = { authorization: proofOf(session), 'if-none-match': etag };
    expect((await post(world.url, '/deliveries', '{}', headers)).status).toBe(304);
    const again = await post(world.url, '/deliveries', '{}', headers);
    expect([again.status, again.headers.get('etag')]).toEqual([401, null]);
    expect(await world.events('delivery.refuse')).toContainEqual(
      expect.objectContaining({ detail: expect.objectContaining({ reason: 'REPLAYED' }) }),
    );
    const other = { ...headers, authorization: proofOf(session) };
    expect((await post(world.url, '/deliveries', '{}', other)).status).toBe(304);
  });

  it('a proof is used once, also for the stream of events', async () => {
    const registered = await world.register({ uses: { namePrefix: 'POLLED' } });
    const session = await sessionOf(world.url, registered);
    const proof = () => proofOf(session, { method: 'GET', path: '/deliveries/events', body: '' });
    const open = async (authorization: string) => {
      const controller = new AbortController();
      const response = await fetch(`${world.url}/deliveries/events`, {
        headers: { authorization },
        signal: controller.signal,
      });
      controller.abort();
      return response.status;
    };
    const used = proof();
    expect(await open(used)).toBe(200);
    expect(await open(used)).toBe(401);
    expect(await open(proof())).toBe(200);
  });

  it('it holds 8 MiB of values, and no byte more', async () => {
    for (let index = 0; index < MOST_VALUES; index += 1) {
      await world.store(`LARGE_${index}`, 'x'.repeat(LARGEST_VALUE));
    }
    const { client } = await world.register({ uses: { namePrefix: 'LARGE_' } });
    expect((await client.deliver()).names).toHaveLength(MOST_VALUES);
    await world.store('LARGE_LAST', 'x');
    await expect(client.deliver()).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect((await client.deliver({ only: ['LARGE_LAST', 'LARGE_0'] })).names).toHaveLength(2);
  });
});
