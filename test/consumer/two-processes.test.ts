import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startUpstream, stopUpstreams } from '../dispenser/upstream/upstream.fixture';
import { expectNoCanary, findCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { startCli } from '../support/process';
import { dispenserRole, TwoProcesses } from './processes.fixture';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const PRINTS = `const { createHash } = require('node:crypto');
  const value = process.env.APP_TOKEN;
  process.stdout.write('value ' + value + '\\n');
  process.stdout.write('digest ' + createHash('sha256').update(value).digest('hex') + '\\n');`;

describeOnEachDatabase('a gateway, a dispenser and a consumer as processes', (tested) => {
  let both: TwoProcesses;
  const canary = newCanary();
  beforeAll(async () => {
    both = await TwoProcesses.start(tested);
  });
  afterAll(async () => {
    await both.stop();
    await stopUpstreams();
  });

  it('bring a value to the workload, and to nobody else', async () => {
    await both.put('APP_TOKEN', canary.text);
    const { file } = await both.consumer('app', { namePrefix: 'APP_' });
    const run = await both.command(['run', '--consumer', file, '--', 'node', '-e', PRINTS]);
    expect(run.stdout()).toBe(`value [REDACTED]\ndigest ${digestOf(canary.text)}\n`);
    for (const process of both.started) expectNoCanary(process.command.join(' '), process.output(), [canary]);
    const files = readdirSync(tested.dataFolder(), { recursive: true, withFileTypes: true });
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['app.json', 'opening.key']));
    for (const { name, parentPath } of files.filter((each) => each.isFile())) {
      expectNoCanary(name, readFileSync(join(parentPath, name)), [canary]);
    }
    // The control: the same search finds the value where it is.
    expect(findCanary(`value ${canary.text}`, canary)).toEqual([expect.objectContaining({ whole: true })]);
  });

  it('make a request with a value that the consumer never has', async () => {
    const upstream = await startUpstream();
    upstream.answer = ({ headers }, response) => void response.end(String(headers['x-api-key']));
    const usePolicy = { hosts: [upstream.host], methods: ['GET'], pathPrefixes: ['/'], slots: ['x-api-key'] };
    await both.put('APP_UPSTREAM', canary.text, { usePolicy });
    const { client } = await both.consumer('caller', { namePrefix: 'APP_' });
    const answer = await client.inject({
      url: `http://${upstream.host}/`,
      auth: { type: 'custom_header', key: 'X-Api-Key', secret_ref: 'APP_UPSTREAM' },
    });
    expect(upstream.received.map(({ headers }) => headers['x-api-key'])).toEqual([canary.text]);
    expect(answer.body).toBe('[REDACTED]');
  });

  it('start the workload again when its value has changed', async () => {
    await both.put('APP_TOKEN', 'the first value');
    const { file } = await both.consumer('watcher', { namePrefix: 'APP_TOKEN' });
    const stays = `${PRINTS} setInterval(() => {}, 1000);`;
    const run = startCli(['run', '--consumer', file, '--watch', '--', 'node', '-e', stays]);
    try {
      await run.waitForLine(new RegExp(`digest ${digestOf('the first value')}`));
      await both.put('APP_TOKEN', 'the second value');
      await run.waitForLine(new RegExp(`digest ${digestOf('the second value')}`));
      expect(run.stdout()).not.toContain('the second value');
      expect(await run.kill('SIGTERM')).toEqual({ code: 143, signal: null });
    } finally {
      await run.kill('SIGKILL');
    }
  });

  it('go on without each other: either may be killed while the other works', async () => {
    const { client } = await both.consumer('survivor', { namePrefix: 'LIVE_' });
    await both.put('LIVE_VALUE', 'before');
    expect((await client.deliver()).text('LIVE_VALUE')).toBe('before');
    await both.gateway?.kill('SIGKILL');
    for (let round = 0; round < 5; round += 1) {
      expect((await client.deliver()).text('LIVE_VALUE')).toBe('before');
    }
    await both.startGateway();
    const deliveries = Promise.allSettled(Array.from({ length: 20 }, () => client.deliver()));
    await both.dispenser?.kill('SIGKILL');
    await both.put('LIVE_VALUE', 'after');
    for (const each of await deliveries) {
      if (each.status === 'fulfilled') expect(each.value.text('LIVE_VALUE')).toBe('before');
      else expect(each.reason).toMatchObject({ code: 'UNREACHABLE' });
    }
    await expect(client.deliver()).rejects.toMatchObject({ code: 'UNREACHABLE' });
    await both.startDispenser();
    expect((await client.deliver()).text('LIVE_VALUE')).toBe('after');
  });

  it('write to one database at the same time, and no link of the audit chain is lost', async () => {
    const { client } = await both.consumer('busy', { namePrefix: 'BUSY_' });
    await both.put('BUSY_VALUE', 'value');
    const before = await both.eventCount();
    await Promise.all(
      Array.from({ length: 30 }, async (_, turn) => {
        if (turn % 2 === 0) await client.deliver();
        else await both.put(`BUSY_OTHER_${turn}`, 'value');
      }),
    );
    expect((await both.eventCount()) - before).toBe(30);
    await both.operate(['audit', 'verify'], both.environment());
  });

  it('leave an audit log that both have written to, with each use', async () => {
    const query = `query ($slug: String!) { organization(slug: $slug) {
      auditEvents(first: 100, filter: { actions: [DELIVERY_CREATE, INJECTION_CREATE] }) { nodes { action outcome } } } }`;
    const { organization } = await both.graphql<{
      organization: { auditEvents: { nodes: { action: string; outcome: string }[] } };
    }>(query, { slug: 'default' });
    const actions = organization.auditEvents.nodes.map(({ action }) => action);
    expect(actions.filter((action) => action === 'INJECTION_CREATE')).toHaveLength(1);
    expect(actions.filter((action) => action === 'DELIVERY_CREATE').length).toBeGreaterThan(8);
  });

  if (tested.kind === 'postgres') {
    it('have databases roles apart', async () => {
      const client = new Client(await dispenserRole(tested.url()));
      await client.connect();
      try {
        for (const forbidden of [
          'SELECT digest FROM token',
          'SELECT * FROM user_account',
          "UPDATE secret SET name = 'x'",
          "UPDATE secret_version SET key_id = 'x'",
          'DELETE FROM secret',
          'INSERT INTO consumer SELECT * FROM consumer',
          "UPDATE consumer SET public_key = 'x'",
          'DELETE FROM consumer_approval',
          "UPDATE consumer_approval SET key_id = 'x'",
          "UPDATE audit_event SET action = 'x'",
          'DELETE FROM audit_event',
          'DELETE FROM audit_chain',
          'DELETE FROM retired_key',
          "INSERT INTO retired_key VALUES ('x', 'y')",
          'CREATE TABLE mine (id int)',
        ]) {
          await expect(client.query(forbidden)).rejects.toMatchObject({ code: '42501' });
        }
        await expect(client.query('SELECT id FROM consumer LIMIT 1')).resolves.toMatchObject({ rowCount: 1 });
      } finally {
        await client.end();
      }
    });
  }
});
