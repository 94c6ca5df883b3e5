import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { ConsumerClient } from '../../src/client/consumer-client';
import type { ConsumerSettings } from '../../src/client/consumer-file';
import { newId } from '../../src/core/id';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { Database } from '../../src/storage/database';
import { describeOnEachDatabase } from '../support/databases';
import { approverRole, TwoProcesses } from './processes.fixture';

const VALUE = 'value of the real workload';
const REFUSED = {
  code: 'FORBIDDEN',
  message: expect.stringContaining('The consumer is not approved, or was changed since'),
};

describeOnEachDatabase('processes that serve approved consumers only', (tested) => {
  let both: TwoProcesses;
  /** The environment of the operator on the dispenser's machine. */
  let operator: Record<string, string>;
  beforeAll(async () => {
    both = await TwoProcesses.start(tested, { SECRETS_GATEWAY_CONSUMER_APPROVAL: 'required' });
    operator = both.environment();
    if (tested.kind === 'postgres')
      operator = { ...operator, SECRETS_GATEWAY_DATABASE_URL: await approverRole(tested.url()) };
    await both.put('APP_TOKEN', VALUE);
  });
  afterAll(() => both.stop());

  /** Statements with the gateway's own access to the database, past the gateway. */
  const write = async (...statements: string[]) => {
    const database = await Database.open({ url: tested.url() });
    try {
      await database.unitOfWork(async (unit) => {
        for (const statement of statements) await unit.manager.query(statement);
      });
    } finally {
      await database.close();
    }
  };
  const approve = async (id: string, publicKey: string) => {
    const listed = await both.operate(['operator', 'consumer', 'list', '--unapproved'], operator);
    const row = listed.stdout.split('\n').find((line) => line.startsWith(id));
    const [, , digest, shown] = row!.split(/ {2,}/);
    // What the operator compares: the key that the workload's own machine has printed.
    expect(shown).toBe(publicKey);
    await both.operate(['consumer', 'approve', id, '--digest', digest!], operator);
  };
  const clientOf = (consumer: string, key: ConsumerKey) => {
    const settings: ConsumerSettings = {
      dispenser: both.dispenserUrl,
      consumer,
      key,
      tokenFile: undefined,
      tokenVariable: undefined,
    };
    return new ConsumerClient(settings);
  };
  const deliveries = async () => {
    const query = `query ($slug: String!) { organization(slug: $slug) {
      auditEvents(first: 100, filter: { actions: [DELIVERY_CREATE, DELIVERY_REFUSE] }) { nodes { action subjectId } } } }`;
    const { organization } = await both.graphql<{
      organization: { auditEvents: { nodes: { action: string; subjectId: string }[] } };
    }>(query, { slug: 'default' });
    return organization.auditEvents.nodes;
  };

  it('serve a consumer that the operator of the dispenser has approved, and say when', async () => {
    const { id, publicKey, client } = await both.consumer('app', { namePrefix: 'APP_' });
    const approvedAt = async () => {
      const query = 'query ($id: ID!) { node(id: $id) { ... on Consumer { approvedAt } } }';
      return (await both.graphql<{ node: { approvedAt: string | null } }>(query, { id })).node.approvedAt;
    };
    await expect(client.deliver()).rejects.toMatchObject(REFUSED);
    expect(await approvedAt()).toBeNull();
    await approve(id, publicKey);
    expect((await client.deliver()).text('APP_TOKEN')).toBe(VALUE);
    expect(Date.parse((await approvedAt())!)).toBeGreaterThan(Date.now() - 60_000);
    await both.operate(['consumer', 'disapprove', id], operator);
    await expect(client.deliver()).rejects.toMatchObject(REFUSED);
    expect(await approvedAt()).toBeNull();
  });

  it('give nothing to who has taken over the gateway’s database, whatever they write into it', async () => {
    const victim = await both.consumer('victim', { namePrefix: 'APP_' });
    await approve(victim.id, victim.publicKey);
    expect((await victim.client.deliver()).text('APP_TOKEN')).toBe(VALUE);
    const key = ConsumerKey.generate();
    const own = newId('consumer');
    const columns =
      'organization_id, owner_id, issuer, audience, claims, name_prefix, team_id, repository_id, address_ranges, created_at, created_by, updated_at, expires_at';
    await write(
      `INSERT INTO consumer (id, name, name_folded, public_key, ${columns}) SELECT '${own}', 'own', 'own', '${key.publicKey}', ${columns} FROM consumer WHERE id = '${victim.id}'`,
    );
    await expect(clientOf(own, key).deliver()).rejects.toMatchObject(REFUSED);
    const mac = `${tested.kind === 'sqlite' ? "x'" : "'\\x"}${randomBytes(32).toString('hex')}'`;
    for (const approval of [mac, 'mac']) {
      await write(
        `DELETE FROM consumer_approval WHERE consumer_id = '${own}'`,
        `INSERT INTO consumer_approval (consumer_id, key_id, mac, approved_at) SELECT '${own}', key_id, ${approval}, approved_at FROM consumer_approval WHERE consumer_id = '${victim.id}'`,
      );
      await both.put('APP_OTHER', 'any change, so that the dispenser looks again');
      await expect(clientOf(own, key).deliver()).rejects.toMatchObject(REFUSED);
    }
    await write(`UPDATE consumer SET public_key = '${key.publicKey}' WHERE id = '${victim.id}'`);
    await both.put('APP_OTHER', 'one more change');
    await expect(clientOf(victim.id, key).deliver()).rejects.toMatchObject(REFUSED);

    const events = await deliveries();
    const about = (subject: string) =>
      events.filter(({ subjectId }) => subjectId === subject).map(({ action }) => action);
    expect(new Set(about(own))).toEqual(new Set(['DELIVERY_REFUSE']));
    expect(about(victim.id)).toEqual(['DELIVERY_REFUSE', 'DELIVERY_CREATE']);
    // The control: it was the approval and nothing else that was missing.
    await approve(own, key.publicKey);
    expect((await clientOf(own, key).deliver()).text('APP_TOKEN')).toBe(VALUE);
  });

  it('go on serving it while the key generation is rotated, and after the old one has gone', async () => {
    const { id, publicKey, client } = await both.consumer('rotated', { namePrefix: 'APP_TOKEN' });
    await approve(id, publicKey);
    const owner = { ...both.environment(), SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '0' };
    const restart = async () => {
      await both.dispenser?.kill('SIGKILL');
      await both.startDispenser();
    };
    const served = async () => (await client.deliver()).text('APP_TOKEN');
    expect(await served()).toBe(VALUE);
    const older = (await both.operate(['keys', 'list'], owner)).stdout.match(/^key-\w+/m)![0];
    await both.operate(['keys', 'generate'], owner);
    await restart();
    expect(await served()).toBe(VALUE);
    await both.gateway?.kill('SIGKILL');
    await both.startGateway();
    expect((await both.operate(['keys', 'reseal'], owner)).stdout).toMatch(
      new RegExp(`^${older}  \\d approvals of consumers renewed$`, 'm'),
    );
    await both.operate(['keys', 'retire', older], owner);
    await restart();
    expect(await served()).toBe(VALUE);
    await both.operate(['audit', 'verify'], owner);
  });

  if (tested.kind === 'postgres') {
    it('have a role for approving that writes nothing else', async () => {
      const client = new Client(operator.SECRETS_GATEWAY_DATABASE_URL);
      await client.connect();
      try {
        for (const forbidden of [
          'SELECT digest FROM token',
          'SELECT envelope FROM secret_version',
          'SELECT * FROM secret',
          "UPDATE consumer SET public_key = 'x'",
          'DELETE FROM consumer',
          "UPDATE audit_event SET action = 'x'",
          'DELETE FROM audit_chain',
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
