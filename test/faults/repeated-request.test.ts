import { setTimeout as pause } from 'node:timers/promises';
import { describeOnEachDatabase } from '../support/databases';
import { readAccounts } from './ledger';
import { runSeed, SeededRandom, withSeed } from './random';
import { type Served, ServedGateway } from './served-gateway';

const FIELDS = '{ secret { id name version createdAt updatedAt note } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${FIELDS} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${FIELDS} }`;
const ROUNDS = 3;
const seed = runSeed();

describeOnEachDatabase('a request with an idempotency key that is repeated after a crash', (database) => {
  let gateway: ServedGateway;
  beforeAll(async () => {
    gateway = new ServedGateway(database);
    await gateway.start();
  });
  afterAll(() => gateway.kill());

  /** Sends and kills a moment later: before the commit, after it, or when the answer is half out. */
  async function cut(query: string, input: object, moment: number): Promise<Served | undefined> {
    const sent = gateway.ask(query, { input }).catch(() => undefined);
    await pause(moment);
    await gateway.kill();
    const answered = await sent;
    await gateway.start();
    return answered;
  }

  it('has the same answer each time, and is done once', async () => {
    await withSeed(seed, async () => {
      const random = new SeededRandom(seed);
      const { organizationId } = gateway;
      let answered = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const creating = {
          organizationId,
          name: `cut-${round}`,
          value: `value ${round}`,
          idempotencyKey: `create-${round}-${'k'.repeat(16)}`,
        };
        const first = await cut(CREATE, creating, 2 + random.below(30));
        answered += first === undefined ? 0 : 1;
        const second = await gateway.ask(CREATE, { input: creating });
        const third = await gateway.ask(CREATE, { input: creating });
        expect(second.code).toBeUndefined();
        expect(third.data).toEqual(second.data);
        if (first !== undefined) expect(second.data).toEqual(first.data);

        const { id } = second.data.createSecret.secret;
        const updating = { id, value: 'another', idempotencyKey: `update-${round}-${'k'.repeat(16)}` };
        const changed = [
          await gateway.ask(UPDATE, { input: updating }),
          await gateway.ask(UPDATE, { input: updating }),
        ];
        expect(changed.map(({ data }) => data.updateSecret.secret.version)).toEqual([2, 2]);
        expect(changed[1]?.data).toEqual(changed[0]?.data);

        const other = await gateway.ask(CREATE, { input: { ...creating, value: 'another body' } });
        expect(other.code).toBe('CONFLICT');
      }
      expect(answered).toBeLessThan(ROUNDS);
      const accounts = await gateway.inspect(readAccounts);
      expect([...accounts.keys()].sort()).toEqual(
        Array.from({ length: ROUNDS }, (_, round) => `cut-${round}`),
      );
      for (const [name, { values }] of accounts) {
        expect(values).toEqual([`value ${name.slice(4)}`, 'another']);
      }
    });
  });

  it('would be done twice, or refused, without the key', async () => {
    const { organizationId } = gateway;
    const input = { organizationId, name: 'no key', value: 'one' };
    expect((await gateway.ask(CREATE, { input })).code).toBeUndefined();
    expect((await gateway.ask(CREATE, { input })).code).toBe('CONFLICT');
  });
});
