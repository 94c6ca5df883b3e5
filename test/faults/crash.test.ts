import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type OwnPostgres, startOwnPostgres } from '../support/postgres';
import { Ledger, readAccounts } from './ledger';
import { runSeed, SeededRandom, withSeed } from './random';
import { commandOn, ServedGateway } from './served-gateway';
import { WritingClient } from './writing-client';

const CLIENTS = 8;
const WRITES = 25;
const seed = runSeed();

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder('crash');
});
afterEach(() => folder.remove());

/** Eight clients write; `strike` is called at random moments, with the clients still writing. */
async function writeThrough(
  gateway: ServedGateway,
  random: SeededRandom,
  strikes: readonly (() => Promise<void>)[],
): Promise<Ledger> {
  const ledger = new Ledger();
  const moments = strikes.map((_, at) =>
    Math.floor(((at + random.next()) * CLIENTS * WRITES * 0.95) / strikes.length),
  );
  let written = 0;
  let striking: Promise<void> = Promise.resolve();
  const write = async (client: WritingClient, delays: SeededRandom) => {
    for (let write = 0; write < WRITES; write++) {
      // A client whose gateway is gone waits for the next one; requests that are under way are cut.
      await striking;
      const moment = moments.indexOf(written++);
      if (moment >= 0) {
        const delay = delays.below(12);
        striking = pause(delay).then(strikes[moment]);
      }
      await client.write();
    }
  };
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, at) => {
      const own = new SeededRandom(random.below(2 ** 31));
      return write(new WritingClient({ gateway, ledger, random: own, label: `client-${at}` }), random);
    }),
  );
  await striking;
  return ledger;
}

async function expectEverythingKept(gateway: ServedGateway, ledger: Ledger): Promise<void> {
  const accounts = await gateway.inspect(readAccounts);
  expect(ledger.contradictions(accounts)).toEqual([]);
  // The kills came while requests were under way, and most others were answered.
  expect(ledger.unanswered).toBeGreaterThan(0);
  expect(ledger.acknowledged).toBeGreaterThan(CLIENTS * WRITES * 0.5);
  const { code, stdout, stderr } = await commandOn(gateway, ['audit', 'verify']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(gateway.organizationId);
}

it('SQLite: the gateway is killed three times, and every acknowledged write is there, whole and audited', async () => {
  await withSeed(seed, async () => {
    const random = new SeededRandom(seed);
    const place = { url: () => `sqlite:${join(folder.path, 'gateway.db')}`, dataFolder: () => folder.path };
    const gateway = new ServedGateway(place);
    await gateway.start();
    const again = async () => {
      await gateway.kill();
      await gateway.start();
    };
    const ledger = await writeThrough(gateway, random, [again, again, again]);
    await gateway.kill();
    await expectEverythingKept(gateway, ledger);
    await gateway.inspect(async ({ database }) => {
      expect(await database.reader.manager.query('PRAGMA integrity_check')).toEqual([
        { integrity_check: 'ok' },
      ]);
    });
  });
});

describe('PostgreSQL', () => {
  let server: OwnPostgres;
  beforeAll(async () => {
    server = await startOwnPostgres();
  });

  it('the gateway is killed twice and the server once, and every acknowledged write is there', async () => {
    await withSeed(seed, async () => {
      const random = new SeededRandom(seed);
      const gateway = new ServedGateway({ url: () => server.url, dataFolder: () => folder.path });
      await gateway.start();
      const again = async () => {
        await gateway.kill();
        await gateway.start();
      };
      const powerCut = async () => {
        await server.kill('SIGKILL');
        await pause(300);
        await server.restart();
        await gateway.untilHealth('ready', 200);
      };
      const ledger = await writeThrough(gateway, random, [again, powerCut, again]);
      await gateway.kill();
      await expectEverythingKept(gateway, ledger);
    });
  });
});

describe('the check itself', () => {
  it('notices a lost write, a half write, a lost event and a write that was refused', async () => {
    const place = { url: () => `sqlite:${join(folder.path, 'gateway.db')}`, dataFolder: () => folder.path };
    const gateway = new ServedGateway(place);
    await gateway.start();
    const ledger = await writeThrough(gateway, new SeededRandom(7), []);
    await gateway.kill();
    const found = await gateway.inspect(readAccounts);
    expect(ledger.contradictions(found)).toEqual([]);
    const [name, account] = [...found].find(([, { values }]) => values.length > 1)!;
    const spoilt = (change: object) =>
      ledger.contradictions(new Map(found).set(name, { ...account, ...change }));
    expect(spoilt({ values: [] })).toHaveLength(1);
    expect(spoilt({ values: account.values.slice(0, -1) })).toHaveLength(1);
    expect(spoilt({ values: [...account.values.slice(0, -1), undefined] })).toHaveLength(1);
    expect(spoilt({ actions: account.actions.slice(0, -1) })).toHaveLength(1);
    expect(ledger.contradictions(new Map(found).set('nobody wrote this', account))).toHaveLength(1);
  });
});
