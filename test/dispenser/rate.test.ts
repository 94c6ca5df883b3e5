import { describeOnEachDatabase } from '../support/databases';
import { TOTP_SEED } from './delivery/totp.fixture';
import { type DispensingWorld, openDispensingWorld, type Registered } from './dispenser.fixture';
import { policyFor } from './injection/injection.fixture';
import { proofOf, type Session, sessionOf } from './proof.fixture';
import { startUpstream, stopUpstreams, type TestUpstream } from './upstream/upstream.fixture';

const POINTS = 30;
const FAILURE = 5;
const MOST_ASKED = 100;

describeOnEachDatabase('the rate at the dispenser', (tested) => {
  let world: DispensingWorld;
  let upstream: TestUpstream;
  beforeAll(async () => {
    world = await openDispensingWorld(tested, {
      SECRETS_GATEWAY_RATE_LIMIT_POINTS: String(POINTS),
      SECRETS_GATEWAY_RATE_LIMIT_SECONDS: '3600',
      SECRETS_GATEWAY_RATE_LIMIT_FAILURE_POINTS: String(FAILURE),
      // What tests prepare comes from there.
      SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: '127.0.0.1',
    });
    upstream = await startUpstream();
    for (let index = 0; index < 8; index += 1) await world.store(`R_${index}`, 'value');
    await world.store('R_SEED', TOTP_SEED, { type: 'TOTP' });
    await world.store('R_SENT', 'x'.repeat(512), { usePolicy: policyFor(upstream.host) });
    await world.store('R_LONG', 'x'.repeat(16 * 1024), { usePolicy: policyFor(upstream.host) });
    for (const index of [1, 2, 3]) {
      await world.store(`R_LONG_${index}`, `${index}`.repeat(12 * 1024), {
        usePolicy: policyFor(upstream.host),
      });
    }
  });
  afterAll(async () => {
    await stopUpstreams();
    await world.close();
  });

  let addresses = 0;
  const unusedAddress = () => `198.51.100.${++addresses}`;
  const registered = async (): Promise<[Registered, Session]> => {
    const made = await world.register({ uses: { namePrefix: 'R_' } });
    return [made, await sessionOf(world.url, made)];
  };
  /** Posts a body from an address, with a proof of the session if there is one. */
  const ask = (path: string, body: object, address: string, session?: Session, headers: object = {}) => {
    const payload = JSON.stringify(body);
    const authorization = session && proofOf(session, { path, body: payload });
    return world.dispenser.app.inject({
      method: 'POST',
      url: path,
      remoteAddress: address,
      payload,
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }), ...headers },
    });
  };
  const untilRefused = async (asked: () => ReturnType<typeof ask>) => {
    for (let answered = 0; answered < MOST_ASKED; answered += 1) {
      if ((await asked()).statusCode === 429) return answered;
    }
    throw new Error(`all ${MOST_ASKED} requests were answered`);
  };

  it('is that of a consumer, whatever address it asks from, and tells the time to wait', async () => {
    const [[, session], [, other]] = [await registered(), await registered()];
    const only = { only: ['R_0'] };
    expect(await untilRefused(() => ask('/deliveries', only, unusedAddress(), session))).toBe(POINTS);
    const address = unusedAddress();
    const refused = await ask('/deliveries', only, address, session);
    expect(refused.json().errors[0].extensions.code).toBe('RATE_LIMITED');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    expect((await ask('/deliveries', only, address, other)).statusCode).toBe(200);
  });

  it('is that of an address, for a network of IPv6 together, before anything is looked at', async () => {
    const addressOf = (host: number) => `2001:db8:${tested.kind === 'sqlite' ? 1 : 2}:2::${host}`;
    let host = 0;
    const [{ consumer }] = await registered();
    const asked = () => ask('/challenges', { consumerId: consumer.id }, addressOf(++host));
    expect(await untilRefused(asked)).toBe(POINTS);
    const refusals = await world.events('delivery.refuse');
    expect((await ask('/deliveries', {}, addressOf(999))).statusCode).toBe(429);
    expect(await world.events('delivery.refuse')).toEqual(refusals);
    expect((await ask('/challenges', { consumerId: consumer.id }, '2001:db8:9:9::1')).statusCode).toBe(200);
  });

  it('makes failures dearer, for the address and for a consumer that is known', async () => {
    const address = unusedAddress();
    expect(await untilRefused(() => ask('/deliveries', {}, address))).toBe(POINTS / (1 + FAILURE));
    const [, session] = await registered();
    const bad = () => ask('/deliveries', { only: ['R_NOTHING'] }, unusedAddress(), session);
    expect(await untilRefused(bad)).toBe(POINTS / (1 + FAILURE));
  });

  it.each<[string, string, object, number]>([
    [
      'each 4 secrets of a delivery',
      '/deliveries',
      { only: Array.from({ length: 8 }, (_, i) => `R_${i}`) },
      2,
    ],
    ['a code no dearer than a request', '/codes', { secrets: ['R_SEED'] }, 0],
  ])('charges %s', async (_, path, body, more) => {
    const [, session] = await registered();
    expect(await untilRefused(() => ask(path, body, unusedAddress(), session))).toBe(POINTS / (1 + more));
  });

  it('charges an injected request for the values in it', async () => {
    const [, session] = await registered();
    const body = { url: `http://${upstream.host}/`, auth: { type: 'bearer', secret_ref: 'R_SENT' } };
    expect(await untilRefused(() => ask('/requests', body, unusedAddress(), session))).toBe(
      POINTS / (1 + 512 / 128),
    );
  });

  it('charges nothing but the request for a poll', async () => {
    const [, session] = await registered();
    const { headers } = await ask('/deliveries', {}, unusedAddress(), session);
    const poll = () => ask('/deliveries', {}, unusedAddress(), session, { 'if-none-match': headers.etag });
    // The delivery of 8 secrets took 3 points.
    expect(await untilRefused(poll)).toBe(POINTS - 3);
  });

  it('never hinders probes', async () => {
    const address = unusedAddress();
    await untilRefused(() => ask('/deliveries', {}, address));
    for (const url of ['/health/live', '/health/ready']) {
      const answer = await world.dispenser.app.inject({ url, remoteAddress: address });
      expect(answer.statusCode).toBe(200);
    }
  });

  it('is no reason to search an answer for more than 32 KB of values: nothing is sent then', async () => {
    const { client, consumer } = await world.register({ uses: { namePrefix: 'R_LONG' } });
    const body = (...names: string[]) => ({
      url: `http://${upstream.host}/`,
      method: 'POST',
      body: names.map((name) => `{{secrets.${name}}}`).join(' '),
    });
    const before = upstream.connections();
    await expect(client.inject(body('R_LONG_1', 'R_LONG_2', 'R_LONG_3'))).rejects.toMatchObject({
      code: 'VALUE_UNFIT',
    });
    expect(upstream.connections()).toBe(before);
    expect((await world.events('injection.refuse'))[0]).toMatchObject({
      subjectId: consumer.id,
      detail: { reason: 'VALUE_UNFIT' },
    });
    expect((await client.inject(body('R_LONG'))).status).toBe(200);
    expect((await client.inject(body('R_LONG_1', 'R_LONG_2'))).status).toBe(200);
  });
});
