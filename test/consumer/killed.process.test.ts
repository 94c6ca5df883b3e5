import { createHash } from 'node:crypto';
import { expectNoCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { auditedUses, unrecorded } from './audited-uses';
import { BusyConsumer } from './busy-consumer';
import { TwoProcesses } from './processes.fixture';

const PUT = 'mutation ($input: PutSecretInput!) { putSecret(input: $input) { secret { version } } }';

describeOnEachDatabase('gateway, dispenser, upstream and consumer as processes', (tested) => {
  const [value, sent] = [newCanary(), newCanary()];
  let both: TwoProcesses;
  let consumer: BusyConsumer;
  let organizationId: string;
  beforeAll(async () => {
    both = await TwoProcesses.start(tested);
    consumer = await BusyConsumer.start(both, { value: value.text, sent: sent.text });
    organizationId = await both.organizationId();
  });
  afterAll(async () => {
    await consumer.stop();
    await both.stop();
  });

  const put = async (name: string) => {
    const data = await both.graphql<{ putSecret: { secret: { version: number } } }>(PUT, {
      input: { organizationId, name, value: value.text },
    });
    return data.putSecret.secret.version;
  };

  it('kill -9 of the gateway in the middle of writes: the consumer notices nothing', async () => {
    expect(consumer.codes()).toEqual([]);
    const writing = Array.from({ length: 8 }, (_, turn) => put(`WRITTEN_${turn}`));
    const outcomes = Promise.allSettled(writing);
    await Promise.race(writing);
    await both.gateway?.kill('SIGKILL');
    await consumer.untilDone(consumer.mark());
    const written = (await outcomes).map(({ status }) => status);
    expect(written).toContain('fulfilled');
    await both.startGateway();
    // What was acknowledged is there: the next value of it has the next number.
    for (const [turn, status] of written.entries()) {
      const version = await put(`WRITTEN_${turn}`);
      if (status === 'fulfilled') expect(version).toBe(2);
      else expect([1, 2]).toContain(version);
    }
    await consumer.untilDone(consumer.mark());
    expect(consumer.codes()).toEqual([]);
  });

  it('kill -9 of the dispenser under a busy consumer: writes go on, and so does the consumer with the next dispenser', async () => {
    await both.dispenser?.kill('SIGKILL');
    const away = consumer.mark();
    const version = await put('K_VALUE');
    await consumer.until('failures', () => consumer.steps(away).length > 10);
    expect(consumer.steps(away).filter(({ did }) => did !== undefined)).toEqual([]);
    await both.startDispenser();
    await consumer.untilDone(consumer.mark());
    await consumer.until('news of the change', () =>
      consumer.steps(away).some(({ did, uses }) => did === 'watch' && uses?.includes(`K_VALUE@${version}`)),
    );
    expect(consumer.codes()).toEqual(['UNREACHABLE']);
  });

  it('every use is on record, the upstream got the value, nobody printed one, and the chain verifies', async () => {
    await consumer.stop();
    const audited = await auditedUses(tested.url(), organizationId, consumer.id);
    const happened = consumer.uses();
    expect(unrecorded(happened, audited)).toEqual([]);
    // The control: one event less of anything, and it is named.
    for (const [use, count] of happened) {
      expect(unrecorded(happened, new Map(audited).set(use, count - 1))).toEqual([use]);
    }
    expect([...happened.keys()]).toEqual(
      expect.arrayContaining(['delivery.create K_VALUE@2', 'injection.create K_SENT@1']),
    );
    expect(new Set(consumer.received())).toEqual(
      new Set([createHash('sha256').update(sent.text).digest('hex')]),
    );
    const bodies = consumer.steps().flatMap(({ did, body }) => (did === 'inject' ? [body] : []));
    expect(new Set(bodies)).toEqual(new Set(['[REDACTED]']));
    for (const process of both.started) {
      expectNoCanary(process.command.join(' '), process.output(), [value, sent]);
    }
    expectNoCanary('the consumer', consumer.output(), [value, sent]);
    await both.operate(['audit', 'verify'], both.environment());
  });
});
