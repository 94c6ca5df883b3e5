import { join } from 'node:path';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { gatewayPid } from '../support/confined';
import { createTemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { startProcess } from '../support/process';
import { DELETE, type Operation, readsOf, writesOf } from './everyday-operations';
import { graphqlRequest, type Reply } from './exchange';
import { type GatewayProcess, type Place, startGatewayProcess, visibleOf } from './gateway.process';
import { readRows, textOf } from './rows';
import { type PublishedKey, type StoredValue, storedValues } from './stored-values';
import { startWeakGateway } from './weak-gateway';

/** Where a day was spent: all that was seen of it. */
interface Day {
  readonly place: Place;
  readonly values: readonly StoredValue[];
  readonly replies: readonly { readonly title: string; readonly reply: Reply }[];
  readonly visible: string;
  readonly metrics: Reply;
}

async function dayAt(gateway: GatewayProcess, place: Place): Promise<Day> {
  const { organizationId } = gateway;
  const authorization = `Bearer ${gateway.token}`;
  const key = (await gateway.data(
    'query Key($id: ID!) { organization(id: $id) { sealingKey { keyId publicKey } } }',
    { id: organizationId },
  )) as unknown as { organization: { sealingKey: PublishedKey } };
  const values = await storedValues(key.organization.sealingKey);
  const replies: { title: string; reply: Reply }[] = [];
  const run = async ({ title, query, variables }: Operation) => {
    const reply = await gateway.send(graphqlRequest(query, variables, { authorization }));
    replies.push({ title, reply });
    const { data, errors } = JSON.parse(reply.body);
    expect({ title, errors }).toEqual({ title, errors: undefined });
    return data;
  };
  for (const [index, [create, update, put]] of writesOf(organizationId, values).entries()) {
    const { id } = (await run(create!(''))).createSecret.secret;
    await run(update!(id));
    await run(put!(id));
    for (const read of readsOf(organizationId, id)) await run(read);
    // Some stay, so that there is something to be found.
    if (index % 3 === 0) await run({ title: 'deleteSecret', query: DELETE, variables: { input: { id } } });
  }
  const metrics = await gateway.send({ method: 'GET', path: '/metrics' });
  return {
    place,
    values,
    replies,
    visible: visibleOf(gateway.child.pid) + visibleOf(gatewayPid(gateway.child)),
    metrics,
  };
}

function watchOf(day: Day, gateway: GatewayProcess): CanaryWatch {
  const watch = new CanaryWatch(...day.values.map(({ canary }) => canary));
  for (const { title, reply } of day.replies) watch.addResponse(title, reply);
  return watch
    .addResponse('/metrics', day.metrics)
    .add('stdout and stderr', gateway.child.output())
    .add('arguments and environment', day.visible)
    .addFolder(day.place.dataFolder())
    .addFolder(gateway.temporary.path);
}

describe('on SQLite, after a day of writing, reading and deleting values of every kind', () => {
  const folder = createTemporaryFolder('everyday');
  const path = join(folder.path, 'gateway.db');
  const place: Place = { url: () => `sqlite:${path}`, dataFolder: () => folder.path };
  let gateway: GatewayProcess;
  let day: Day;

  beforeAll(async () => {
    gateway = await startGatewayProcess(place);
    day = await dayAt(gateway, place);
  });
  afterAll(async () => {
    await gateway.child.kill('SIGKILL');
    gateway.temporary.remove();
    folder.remove();
  });

  it('no value is in replies, headers, log, metrics, arguments, environment, files or temporary files', async () => {
    const rows = textOf(await readRows(place.url()));

    expect(day.replies.length).toBeGreaterThan(day.values.length * 6);
    expect(rows).toContain('secret.delete');
    watchOf(day, gateway).addDatabase(path).add('rows, audit log included', rows).expectUnseen();
  });

  it('what was stored is there all the same: names and notes are seen where values are not', async () => {
    const { replies } = day;
    expect(textOf(await readRows(place.url()))).toContain('EVERYDAY_1');
    expect(replies.filter(({ reply }) => reply.body.includes('"value":"[REDACTED]"')).length).toBeGreaterThan(
      20,
    );
  });

  it('nor is one in them after the gateway has ended', async () => {
    await gateway.child.kill('SIGTERM');

    watchOf(day, gateway).addFile(path).expectUnseen();
  });
});

describe('on PostgreSQL, after such a day', () => {
  const folder = createTemporaryFolder('everyday');
  let server: OwnPostgres;
  let gateway: GatewayProcess;
  let day: Day;
  const place: Place = { url: () => server.url, dataFolder: () => folder.path };

  beforeAll(async () => {
    server = await startOwnPostgres();
    gateway = await startGatewayProcess(place);
    day = await dayAt(gateway, place);
  });
  afterAll(async () => {
    await gateway.child.kill('SIGKILL');
    gateway.temporary.remove();
    folder.remove();
  });

  it('no value is in replies, headers, log, metrics, arguments, environment, rows or the files of the server', async () => {
    const rows = textOf(await readRows(server.url));
    // Ended, the server has written all it knew to its files.
    await server.stop();

    expect(rows).toContain('secret.delete');
    watchOf(day, gateway).add('rows, audit log included', rows).addFolder(server.dataFolder).expectUnseen();
  });
});

describe('the control', () => {
  it('a gateway on defaults shows its values in the reply, the log, the rows and the files', async () => {
    const canary = newCanary();
    const weak = await startWeakGateway();
    const query =
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { name value } } }';
    const variables = { input: { organizationId: 'org-1', name: 'WEAK', value: canary.text } };
    const reply = await weak.send(graphqlRequest(query, variables));
    const rows = textOf(await readRows(`sqlite:${weak.databasePath}`));
    const watch = new CanaryWatch(canary)
      .addResponse('reply', reply)
      .add('log', weak.log())
      .add('rows', rows)
      .addDatabase(weak.databasePath);
    const places = watch.sightings().map(({ location }) => location);
    await weak.close();

    expect(places).toEqual(
      expect.arrayContaining(['reply: body', 'log', 'rows', `${weak.databasePath}-wal`]),
    );
  });

  it('files of PostgreSQL, arguments and environments of processes would show one', async () => {
    const canary = newCanary();
    const server = await startOwnPostgres();
    const { Client } = await import('pg');
    const client = new Client({ connectionString: server.url });
    await client.connect();
    await client.query('CREATE TABLE weak (value text)');
    await client.query('INSERT INTO weak VALUES ($1)', [canary.text]);
    await client.end();
    const rows = textOf(await readRows(server.url));
    await server.stop();
    const watch = new CanaryWatch(canary).addFolder(server.dataFolder).add('rows', rows);
    const child = startProcess(process.execPath, ['-e', 'setInterval(() => 0, 1000)', canary.text], {
      env: { WEAK: canary.text },
    });
    watch.add('visible', visibleOf(child.pid));
    if (process.platform !== 'linux') watch.add('visible', canary.text);
    const places = watch.sightings().map(({ location }) => location);
    await child.kill('SIGKILL');

    expect(findCanary(visibleOf(process.pid), canary)).toEqual([]);
    expect(places).toEqual(expect.arrayContaining(['rows', 'visible', expect.stringContaining('/base/')]));
  });
});
