import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseSealingKeys } from '../../src/crypto/sealing-key';
import { describeOnEachDatabase } from '../support/databases';
import { openedValues } from '../support/opened-values';
import { startCli } from '../support/process';
import { Ledger, readAccounts } from './ledger';
import { runSeed, SeededRandom, withSeed } from './random';
import { commandOn, ServedGateway } from './served-gateway';
import { KINDS, type Kind, WritingClient } from './writing-client';

const BATCH = 2;
/** After these the rest is resealed without a kill, in larger batches. */
const MOST_KILLS = 6;
const seed = runSeed();

describeOnEachDatabase('resealing with a newer key', (database) => {
  const gateway = new ServedGateway(database, { SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '0' });
  afterAll(() => gateway.kill());

  const currentKey = () =>
    parseSealingKeys(readFileSync(join(database.dataFolder(), 'sealing.key'), 'utf8')).current.keyId;
  const counts = () =>
    gateway.inspect(async ({ secretVersions, database: { reader } }) =>
      Object.fromEntries(await secretVersions.countByKey(reader)),
    );

  /** A rollback adds a version that is sealed with the older key; during the kills that would hide what is resealed. */
  let kinds: readonly Kind[] = ['create', 'update', 'note', 'delete'];

  /** Reseals a batch, and is killed somewhere in the next one. False when there was no next one. */
  async function resealKilled(random: SeededRandom, kills: number): Promise<boolean> {
    if (kills === MOST_KILLS) {
      kinds = KINDS;
      expect((await commandOn(gateway, ['keys', 'reseal'])).code).toBe(0);
      return false;
    }
    const run = startCli(['keys', 'reseal', '--batch', String(BATCH)], { env: gateway.env });
    const line = await run.waitForLine(/ resealed$|^nothing to reseal$/);
    if (line.endsWith(' resealed')) {
      await pause(random.below(15));
      if ((await run.kill('SIGKILL')).signal === 'SIGKILL') return true;
    }
    expect(await run.exit).toEqual({ code: 0, signal: null });
    return false;
  }

  it('under writers, killed at every batch, loses nothing, and ends with the newer key alone', async () => {
    await withSeed(seed, async () => {
      const random = new SeededRandom(seed);
      await gateway.start();
      const old = currentKey();
      const ledger = new Ledger();
      const clients = [1, 2, 3].map(
        (at) =>
          new WritingClient({
            gateway,
            ledger,
            random: new SeededRandom(random.below(2 ** 31)),
            label: `client-${at}`,
          }),
      );
      await Promise.all(
        clients.map(async (client) => {
          for (let write = 0; write < 40; write++) await client.write(['create', 'update', 'rollback']);
        }),
      );
      const before = (await counts())[old]!;
      expect(before).toBeGreaterThan(10 * BATCH);

      await commandOn(gateway, ['keys', 'generate']);
      const young = currentKey();
      expect(young).not.toBe(old);
      // As after a rolling restart: whoever writes from now on seals with the newer key.
      await gateway.child.kill('SIGTERM');
      await gateway.start();
      let resealing = true;
      const writing = Promise.all(
        clients.map(async (client) => {
          while (resealing) {
            await client.write(kinds);
            await pause(30);
          }
        }),
      );

      let kills = 0;
      try {
        while (await resealKilled(random, kills)) {
          kills += 1;
          expect((await counts())[old] ?? 0).toBeLessThan(before);
          await gateway.inspect(async (stores, keys) => {
            expect([...(await openedValues(stores, keys)).values()]).not.toContain(undefined);
          });
        }
      } finally {
        resealing = false;
      }
      await writing;
      // A rollback that was under way may have copied an older envelope; without writers there is none.
      expect((await commandOn(gateway, ['keys', 'reseal'])).code).toBe(0);
      expect(kills).toBeGreaterThan(3);

      expect(Object.keys(await counts())).toEqual([young]);
      const retired = await commandOn(gateway, ['keys', 'retire', old]);
      expect(retired.code).toBe(0);
      expect(readFileSync(join(database.dataFolder(), 'opening/opening.key'), 'utf8')).not.toContain(old);
      expect(ledger.unanswered).toBe(0);
      expect(ledger.contradictions(await gateway.inspect(readAccounts))).toEqual([]);
      expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
    });
  });
});
