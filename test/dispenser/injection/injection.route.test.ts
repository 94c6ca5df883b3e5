import { setTimeout as pause } from 'node:timers/promises';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';
import { startUpstream, stopUpstreams, type TestUpstream } from '../upstream/upstream.fixture';
import { policyFor } from './injection.fixture';

const VALUE = 'value-that-only-the-upstream-sees';

describeOnEachDatabase('an injected request', (tested) => {
  let world: DispensingWorld;
  let upstream: TestUpstream;
  let registered: Registered;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    upstream = await startUpstream();
    upstream.answer = ({ headers }, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ echo: headers.authorization ?? null }));
    };
    registered = await world.register({ uses: { namePrefix: 'USED_' } });
    await world.store('USED_TOKEN', VALUE, { usePolicy: policyFor(upstream.host) });
    await world.store('USED_UNSENT', VALUE);
    await world.store('OTHER_TOKEN', VALUE, { usePolicy: policyFor(upstream.host) });
  });
  afterAll(async () => {
    await stopUpstreams();
    await world.close();
  });

  const wanted = (name: string, more: object = {}) => ({
    url: `http://${upstream.host}/v1/items`,
    method: 'GET',
    auth: { type: 'bearer', secret_ref: name },
    ...more,
  });

  it('reaches the upstream with the value, and its answer the consumer without', async () => {
    const answer = await registered.client.inject(wanted('used_token'));
    expect(upstream.received.at(-1)?.headers.authorization).toBe(`Bearer ${VALUE}`);
    expect([answer.status, answer.body]).toEqual([200, '{"echo":"Bearer [REDACTED]"}']);
    const [event] = await world.events('injection.create');
    expect(event).toMatchObject({
      outcome: 'ALLOWED',
      subjectId: registered.consumer.id,
      principalKind: 'CONSUMER',
      detail: { method: 'GET', path: '/v1/items', secrets: '["USED_TOKEN@1 authorization"]' },
    });
    expect(world.lines.join('')).not.toContain(VALUE);
  });

  it.each([
    ['a secret that the consumer may not use', 'OTHER_TOKEN', {}, 'SECRET_NOT_FOUND'],
    ['a secret that does not exist', 'USED_NOTHING', {}, 'SECRET_NOT_FOUND'],
    ['a secret without a policy', 'USED_UNSENT', {}, 'USE_REFUSED'],
    ['another host than policy names', 'USED_TOKEN', { url: 'http://127.0.0.1:1/' }, 'USE_REFUSED'],
  ])('is refused and on record for %s, and nothing is sent', async (_, name, more, code) => {
    const before = upstream.connections();
    await expect(registered.client.inject(wanted(name, more))).rejects.toMatchObject({ code });
    expect(upstream.connections()).toBe(before);
    expect(await world.events('injection.refuse')).toContainEqual(
      expect.objectContaining({ outcome: 'REFUSED', detail: expect.objectContaining({ reason: code }) }),
    );
  });

  it('is refused for a name that two secrets have, and says of one that it was used', async () => {
    const { client } = await world.register({ isPersonal: true, uses: { namePrefix: 'TWICE_' } });
    const usePolicy = policyFor(upstream.host);
    const { id } = await world.store('TWICE_TOKEN', VALUE, { usePolicy });
    const own = await world.store('TWICE_TOKEN', VALUE, { usePolicy, access: 'PERSONAL' });
    await expect(client.inject(wanted('TWICE_TOKEN'))).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND' });
    await world.backend.services.secrets.delete(world.owner.permit('MANAGE_OWN_SECRETS'), own.id);
    expect((await client.inject(wanted('TWICE_TOKEN'))).status).toBe(200);
    const permits = [world.owner.permit('VIEW_SECRETS')];
    const lastUse = async () =>
      (await world.backend.services.secretQueries.find(permits, [id]))[0]?.lastUsedAt;
    while ((await lastUse()) === null) await pause(50);
    expect(await lastUse()).toBeInstanceOf(Date);
  });

  it('is refused for a consumer that is gone, before anything is looked at', async () => {
    const gone = await world.register({ uses: { namePrefix: 'USED_' } });
    await gone.client.deliver();
    await world.backend.services.consumers.delete(world.owner.permit('USE_SECRETS'), gone.consumer.id);
    const before = upstream.connections();
    await expect(gone.client.inject(wanted('USED_TOKEN'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(upstream.connections()).toBe(before);
    expect(await world.events('authentication.refuse')).toContainEqual(
      expect.objectContaining({ subjectId: gone.consumer.id, detail: { reason: 'CONSUMER_UNKNOWN' } }),
    );
  });
});
