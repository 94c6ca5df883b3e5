import { assembleBackend, type UnpreparedBackend } from '../../src/backend/backend';
import { readConfig } from '../../src/config/config';
import { ChainKey } from '../../src/crypto/chain';
import { generateKeyGeneration, type OpeningKey } from '../../src/crypto/open/opening-key';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../src/crypto/sealing-key';
import { Log } from '../../src/log';
import { rowsOf } from '../../src/storage/sql/query';
import { sql } from '../../src/storage/sql/sql';
import { describeOnEachDatabase, type TestDatabase } from '../support/databases';

const open: UnpreparedBackend[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((backend) => backend.close()));
});

async function gatewayOn(database: TestDatabase, openingKeys: readonly OpeningKey[], chainKey: ChainKey) {
  const config = readConfig({
    SECRETS_GATEWAY_DATABASE_URL: database.url(),
    SECRETS_GATEWAY_DATA_DIR: database.dataFolder(),
    SECRETS_GATEWAY_SEALING_KEY: formatSealingKeys(await Promise.all(openingKeys.map(publicHalf))),
    SECRETS_GATEWAY_AUDIT_KEY: ChainKey.format(chainKey),
  });
  const backend = await assembleBackend(config, new Log('silent', () => undefined));
  open.push(backend);
  return backend;
}

const newKey = () => generateKeyGeneration(new Date());
const start = async (backend: UnpreparedBackend) => {
  await backend.prepare({ migrate: true });
  await backend.services.bootstrap.run('the-token-of-the-first-owner-in-tests');
};
const outcome = (starting: Promise<void>) =>
  starting.then(
    () => 'ready',
    (error: Error) => error.message,
  );

describeOnEachDatabase('gateways that start together on an empty database', (database) => {
  const first = newKey();
  const chainKey = ChainKey.generate();
  let winner: { key: OpeningKey; chainKey: ChainKey };

  it('with keys of their own: one is ready, the others are refused and told what to copy', async () => {
    const keys = [
      { key: first, chainKey },
      { key: newKey(), chainKey: ChainKey.generate() },
      { key: newKey(), chainKey: ChainKey.generate() },
    ];
    const gateways = await Promise.all(keys.map((each) => gatewayOn(database, [each.key], each.chainKey)));
    const outcomes = await Promise.all(gateways.map((each) => outcome(start(each))));
    expect(outcomes.filter((each) => each === 'ready')).toHaveLength(1);
    for (const refusal of outcomes.filter((each) => each !== 'ready')) {
      expect(refusal).toMatch(
        /^SECRETS_GATEWAY_SEALING_KEY: another gateway uses this database .*; copy sealing.key and audit.key/,
      );
    }
    winner = keys[outcomes.indexOf('ready')]!;
    const verdicts = await gateways[outcomes.indexOf('ready')]!.services.auditEvents.verify();
    expect(verdicts.map(({ firstBad }) => firstBad)).toEqual(verdicts.map(() => undefined));
    expect(verdicts.length).toBeGreaterThan(0);
  });

  it('with the same keys: all are ready', async () => {
    const gateways = await Promise.all([1, 2].map(() => gatewayOn(database, [winner.key], winner.chainKey)));
    expect(await Promise.all(gateways.map((each) => outcome(start(each))))).toEqual(['ready', 'ready']);
  });

  it('refuses the audit key of another gateway, though the sealing key is right', async () => {
    const other = await gatewayOn(database, [winner.key], ChainKey.generate());
    expect(await outcome(start(other))).toMatch(
      /^SECRETS_GATEWAY_AUDIT_KEY: this is not the key of the audit chains/,
    );
  });

  it('refuses a dispenser with the opening key of another installation, and names its setting', async () => {
    const dispense = async (key: OpeningKey) => {
      const backend = await gatewayOn(database, [key], winner.chainKey);
      return outcome(backend.prepare({ migrate: false, sealingSetting: 'SECRETS_GATEWAY_OPENING_KEY_FILE' }));
    };
    expect(await dispense(newKey())).toMatch(
      /^SECRETS_GATEWAY_OPENING_KEY_FILE: another gateway uses this database/,
    );
    expect(await dispense(winner.key)).toBe('ready');
  });

  it('accepts a newer generation beside a known one, and from then on alone', async () => {
    const next = newKey();
    expect(await outcome(start(await gatewayOn(database, [next], winner.chainKey)))).not.toBe('ready');
    expect(await outcome(start(await gatewayOn(database, [next, winner.key], winner.chainKey)))).toBe(
      'ready',
    );
    expect(await outcome(start(await gatewayOn(database, [next], winner.chainKey)))).toBe('ready');
  });

  it('does not count a retired generation as known', async () => {
    const next = newKey();
    const both = await gatewayOn(database, [next, winner.key], winner.chainKey);
    await start(both);
    const { database: stored, retiredKeys } = both.stores;
    await stored.unitOfWork((unit) => retiredKeys.retire(unit, winner.key.keyId, new Date()));
    expect(await outcome(start(await gatewayOn(database, [winner.key], winner.chainKey)))).not.toBe('ready');
    expect(await outcome(start(await gatewayOn(database, [next], winner.chainKey)))).toBe('ready');
  });

  it('records the keys of a database that is older than the record', async () => {
    const owner = await gatewayOn(database, [winner.key, newKey()], winner.chainKey);
    const { database: stored } = owner.stores;
    await stored.unitOfWork((unit) => rowsOf(unit, sql`DELETE FROM known_key RETURNING key_id`));
    await stored.unitOfWork((unit) => rowsOf(unit, sql`DELETE FROM retired_key RETURNING key_id`));
    expect(await outcome(start(await gatewayOn(database, [winner.key], winner.chainKey)))).toBe('ready');
    expect(await owner.stores.knownKeys.ids(stored.reader, 'sealing')).toEqual([winner.key.keyId]);
  });
});
