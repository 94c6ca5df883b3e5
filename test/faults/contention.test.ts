import { setTimeout as pause } from 'node:timers/promises';
import { headerOf } from '../leak/exchange';
import { describeOnEachDatabase } from '../support/databases';
import { Ledger, NOTHING, readAccounts } from './ledger';
import { commandOn, type Served, ServedGateway } from './served-gateway';
import { holdWriteLock } from './write-lock';

const FIELDS = '{ secret { id name version updatedAt } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${FIELDS} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${FIELDS} }`;

const codesOf = (all: readonly Served[]) => all.map(({ code }) => code ?? 'done').sort();

describeOnEachDatabase('many writers at once', (database) => {
  let gateway: ServedGateway;
  beforeAll(async () => {
    gateway = new ServedGateway(database);
    await gateway.start();
  });
  afterAll(() => gateway.kill());

  const create = (name: string, more: object = {}) =>
    gateway.ask(CREATE, {
      input: { organizationId: gateway.organizationId, name, value: `of ${name}`, ...more },
    });
  const update = (input: object) => gateway.ask(UPDATE, { input });
  const made = async (name: string) => (await create(name)).data.createSecret.secret;

  it('of one new name: one wins, the others get CONFLICT with the field, and one secret is there', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([1, 2, 3, 4].map(() => create(`one-${round}`)));
      expect(codesOf(answers)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'done']);
      const refused = answers.find(({ code }) => code === 'CONFLICT')!;
      expect(JSON.parse(refused.reply.body).errors[0].extensions.path).toBe('input.name');
    }
    const accounts = await gateway.inspect(readAccounts);
    for (let round = 0; round < 5; round++) {
      expect(accounts.get(`one-${round}`)?.actions).toEqual(['secret.create']);
    }
  });

  it('with one expectedVersion: one wins, the others are told the version that is there now', async () => {
    const { id } = await made('version');
    for (let version = 1; version <= 5; version++) {
      const answers = await Promise.all(
        [1, 2, 3].map((writer) => update({ id, value: `${version} by ${writer}`, expectedVersion: version })),
      );
      expect(codesOf(answers)).toEqual(['STALE_VERSION', 'STALE_VERSION', 'done']);
      const stale = answers.filter(({ code }) => code === 'STALE_VERSION');
      expect(stale.map(({ reply }) => JSON.parse(reply.body).errors[0].extensions.currentVersion)).toEqual([
        version + 1,
        version + 1,
      ]);
    }
    const account = (await gateway.inspect(readAccounts)).get('version');
    expect(account?.values).toHaveLength(6);
    expect(account?.actions).toHaveLength(6);
  });

  it('with one expectedUpdatedAt: one wins, also where no value changes', async () => {
    let { id, updatedAt } = await made('moment');
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(
        [1, 2, 3].map((writer) =>
          update({ id, note: `${round} by ${writer}`, expectedUpdatedAt: updatedAt }),
        ),
      );
      expect(codesOf(answers)).toEqual(['STALE_VERSION', 'STALE_VERSION', 'done']);
      ({ updatedAt } = answers.find(({ code }) => code === undefined)!.data.updateSecret.secret);
    }
    // The control: without an expectation all of them are done.
    const free = await Promise.all([1, 2, 3].map((writer) => update({ id, note: `free ${writer}` })));
    expect(codesOf(free)).toEqual(['done', 'done', 'done']);
  });

  it('fifty, of which every fifth is rolled back: what is acknowledged is what is stored', async () => {
    const { id } = await made('contended');
    const before = await gateway.inspect(readAccounts);
    const ledger = new Ledger();
    const refused: string[] = [];
    const writer = async (at: number) => {
      for (let write = 0; write < 5; write++) {
        const name = `fifty-${at}-${write}`;
        if (write === at % 5) {
          // Rolled back after the write has begun: by the unique index, or by the version.
          const answer =
            at % 2 === 0 ? await create('CONTENDED') : await update({ id, value: name, expectedVersion: 99 });
          refused.push(answer.code ?? 'done');
        } else {
          const { code } = await create(name);
          if (code === undefined)
            ledger.done(name, { ...NOTHING, values: [`of ${name}`], actions: ['secret.create'] });
        }
      }
    };
    await Promise.all(Array.from({ length: 50 }, (_, at) => writer(at)));
    expect(ledger.acknowledged).toBe(200);
    expect(refused.filter((code) => code === 'CONFLICT')).toHaveLength(25);
    expect(refused.filter((code) => code === 'STALE_VERSION')).toHaveLength(25);
    const after = await gateway.inspect(readAccounts);
    for (const [name, account] of before) {
      expect(after.get(name)).toEqual(account);
      after.delete(name);
    }
    expect(ledger.contradictions(after)).toEqual([]);
    expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
  });

  if (database.kind === 'sqlite') {
    describe('while another process holds the lock', () => {
      it('wait, and are done when it is given back in time', async () => {
        const holder = await holdWriteLock(database.url());
        const begun = Date.now();
        const writing = Promise.all([create('waited-1'), create('waited-2')]);
        await pause(700);
        await holder.kill('SIGKILL');
        expect(codesOf(await writing)).toEqual(['done', 'done']);
        expect(Date.now() - begun).toBeGreaterThanOrEqual(700);
      });

      it('are told to try again, while readers are served, and are done afterwards', async () => {
        const holder = await holdWriteLock(database.url());
        const writing = create('refused');
        await pause(300);
        expect((await gateway.ask('{ organization(slug: "default") { id } }')).code).toBeUndefined();
        // Ready means that a write is possible, and none is.
        expect([await gateway.health('live'), await gateway.health('ready')]).toEqual([200, 503]);
        const { status, code, message, reply } = await writing;
        expect([status, code]).toEqual([503, 'UNAVAILABLE']);
        expect(message).toContain('nothing was changed');
        expect(Number(headerOf(reply, 'retry-after'))).toBeGreaterThanOrEqual(1);
        await holder.kill('SIGKILL');
        expect((await create('refused')).code).toBeUndefined();
        expect((await gateway.inspect(readAccounts)).get('refused')?.actions).toEqual(['secret.create']);
      });
    });
  }
});
