import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { auditedUses, unrecorded } from '../consumer/audited-uses';
import { BusyConsumer, WORK } from '../consumer/busy-consumer';
import { OWNER_TOKEN, TwoProcesses } from '../consumer/processes.fixture';
import { exchange, graphqlRequest, headerOf, type Reply } from '../leak/exchange';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';

const LAST_USED = `query ($slug: String!, $name: String!) {
  organization(slug: $slug) { secret(name: $name) { lastUsedAt } } }`;

let server: OwnPostgres;
let folder: TemporaryFolder;
let both: TwoProcesses;
let consumer: BusyConsumer;

beforeAll(async () => {
  server = await startOwnPostgres();
  folder = createTemporaryFolder('outage');
  const database = { kind: 'postgres', url: () => server.url, dataFolder: () => folder.path } as const;
  both = await TwoProcesses.start(database);
  consumer = await BusyConsumer.start(both, { value: 'before', sent: 'sent to the upstream' });
});
afterAll(async () => {
  await consumer.stop();
  await both.stop();
  await server.remove();
  folder.remove();
});

const ports = () => [both.gatewayUrl, both.dispenserUrl].map((url) => Number(new URL(url).port));

/** Status of a health route of the gateway and the dispenser. */
const health = (which: 'live' | 'ready') =>
  Promise.all(
    ports().map((port) =>
      exchange(port, { method: 'GET', path: `/health/${which}` }).then(
        ({ status }) => status,
        () => 0,
      ),
    ),
  );
const bothReady = (status: number) => async () => (await health('ready')).every((each) => each === status);

/** Status, code and when to try again. */
const refusalOf = (reply: Reply) => [
  reply.status,
  JSON.parse(reply.body).errors[0].extensions.code,
  headerOf(reply, 'retry-after'),
];

const lastUsed = async (name: string) => {
  const data = await both.graphql<{ organization: { secret: { lastUsedAt: string | null } } }>(LAST_USED, {
    slug: 'default',
    name,
  });
  return data.organization.secret.lastUsedAt;
};

it('PostgreSQL is killed under a busy consumer and comes back: nothing goes out without its event, and all goes on by itself', async () => {
  const [gateway, dispenser] = [both.gateway!, both.dispenser!];
  const organizationId = await both.organizationId();
  await consumer.until('first watched delivery', () => consumer.steps().some(({ did }) => did === 'watch'));
  expect(consumer.codes()).toEqual([]);

  const killed = consumer.mark();
  await server.kill('SIGKILL');
  await consumer.until('unready processes', bothReady(503));
  expect(await health('live')).toEqual([200, 200]);
  await consumer.until('failures of each kind', () =>
    ['deliver', 'poll', 'inject'].every((kind) =>
      consumer.steps(killed).some(({ failed }) => failed === kind),
    ),
  );
  const [gatewayPort, dispenserPort] = ports();
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ consumerId: consumer.id });
  const challenge = { method: 'POST', path: '/challenges', headers: json, body };
  expect(refusalOf(await exchange(dispenserPort!, challenge))).toEqual([503, 'UNAVAILABLE', '1']);
  const ask = graphqlRequest('{ viewer { id } }', undefined, { authorization: `Bearer ${OWNER_TOKEN}` });
  expect(refusalOf(await exchange(gatewayPort!, ask))).toEqual([503, 'UNAVAILABLE', '1']);
  const away = consumer.mark();
  const received = consumer.received().length;
  await pause(1_500);
  expect(consumer.steps(away).filter(({ did }) => did !== undefined)).toEqual([]);
  expect(consumer.steps(away).length).toBeGreaterThan(3);
  expect(consumer.received()).toHaveLength(received);

  await server.restart();
  await consumer.until('ready processes', bothReady(200));
  await consumer.untilDone(consumer.mark());
  // A poll of what is known costs no delivery: the tag still holds.
  expect(
    consumer
      .steps()
      .filter(({ did }) => did === 'poll')
      .at(-1)?.uses,
  ).toEqual([]);
  const returned = consumer.mark();
  await both.put('K_VALUE', 'after');
  await both.put('K_LATE', 'made after the return');
  await consumer.until('news of the change', () =>
    consumer.steps(returned).some(({ did, uses }) => did === 'watch' && uses?.includes('K_LATE@1')),
  );
  await consumer.until('delivery of the change', () =>
    consumer.steps(returned).some(({ did, uses }) => did === 'deliver' && uses?.includes('K_VALUE@2')),
  );
  await consumer.until('last use', async () => (await lastUsed('K_LATE')) !== null);
  expect(consumer.codes()).toEqual(['UNAVAILABLE']);
  for (const kind of WORK) expect(consumer.steps(returned).some(({ did }) => did === kind)).toBe(true);
  expect([both.gateway, both.dispenser]).toEqual([gateway, dispenser]);
  expect(await health('ready')).toEqual([200, 200]);

  await consumer.stop();
  expect(new Set(consumer.received())).toEqual(
    new Set([createHash('sha256').update('sent to the upstream').digest('hex')]),
  );
  const audited = await auditedUses(server.url, organizationId, consumer.id);
  const happened = consumer.uses();
  expect(unrecorded(happened, audited)).toEqual([]);
  // The control: one event less of anything, and it is named.
  for (const [use, count] of happened) {
    expect(unrecorded(happened, new Map(audited).set(use, count - 1))).toEqual([use]);
  }
  expect([...happened.keys()].sort()).toEqual([
    'delivery.create K_LATE@1',
    'delivery.create K_SENT@1',
    'delivery.create K_VALUE@1',
    'delivery.create K_VALUE@2',
    'injection.create K_SENT@1',
  ]);
  await both.operate(['audit', 'verify'], both.environment());
});
