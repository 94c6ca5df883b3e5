import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { headerOf } from '../leak/exchange';
import { readRows } from '../leak/rows';
import { gatewayPid } from '../support/confined';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { startProcess } from '../support/process';
import { type DiskFault, DiskPlan } from './failing-driver';
import { readAccounts } from './ledger';
import { commandOn, ServedGateway } from './served-gateway';

const mockPlan = new DiskPlan();
jest.mock('../../src/storage/engine/sqlite-driver', () => {
  const real = jest.requireActual('../../src/storage/engine/sqlite-driver');
  const { failingSqlite } = jest.requireActual('./failing-driver');
  return { ...real, quietSqlite: () => failingSqlite(real.quietSqlite(), mockPlan) };
});

const FIELDS = '{ secret { id version } }';
const CREATE = `mutation ($input: CreateSecretInput!) { createSecret(input: $input) ${FIELDS} }`;
const UPDATE = `mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) ${FIELDS} }`;
const DELETE = 'mutation ($input: DeleteSecretInput!) { deleteSecret(input: $input) { deletedSecretId } }';

describe('a disk that fails at the n-th write, for every n', () => {
  let folder: TemporaryFolder;
  let gateway: TestGateway;
  let url: string;
  beforeAll(async () => {
    folder = createTemporaryFolder('disk');
    url = `sqlite:${join(folder.path, 'gateway.db')}`;
    gateway = await startTestGateway({ database: { url: () => url, dataFolder: () => folder.path } });
    await gateway.gateway.services.authentication.settle();
  });
  afterAll(async () => {
    await gateway.close();
    folder.remove();
  });

  let made = 0;
  const newSecret = async (): Promise<string> => {
    made += 1;
    const input = { organizationId: gateway.organizationId, name: `DISK_${made}`, value: 'value' };
    return (await gateway.data(CREATE, { input })).createSecret.secret.id;
  };
  const operations: [string, number, () => Promise<[string, object]>][] = [
    // The least there can be: secret, version, idempotency record and its expired ones, event, head of the chain, commit.
    [
      'a create',
      7,
      async () => [
        CREATE,
        {
          organizationId: gateway.organizationId,
          name: `DISK_${++made}`,
          value: 'value',
          idempotencyKey: `disk-${made}-0123456789`,
        },
      ],
    ],
    ['an update', 5, async () => [UPDATE, { id: await newSecret(), value: 'other', note: 'note' }]],
    ['a delete', 4, async () => [DELETE, { id: await newSecret() }]],
  ];
  const faults: [DiskFault, boolean][] = [
    ['SQLITE_FULL', false],
    ['SQLITE_FULL', true],
    ['SQLITE_IOERR', false],
    ['SQLITE_IOERR', true],
  ];

  describe.each(operations)('of %s', (_, writes, prepare) => {
    it.each(faults)(
      '(%s, rolled back by SQLite: %s) is UNAVAILABLE, changes nothing, and is over when it is over',
      async (fault, rollsBack) => {
        let failures = 0;
        for (let write = 1; ; write++) {
          const [query, input] = await prepare();
          const rows = await readRows(url);
          mockPlan.failAt(write, fault, rollsBack);
          const answer = await gateway.graphql(query, { input });
          const read = await gateway.graphql('{ organization(slug: "default") { id } }');
          const tried = mockPlan.mend();
          expect(read.body.errors).toBeUndefined();
          if (answer.body.errors === undefined) {
            expect(tried).toBe(failures);
            break;
          }
          failures += 1;
          expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([503, 'UNAVAILABLE']);
          expect(answer.headers['retry-after']).toBe('1');
          expect(await readRows(url)).toEqual(rows);
          // The same request again, at once.
          expect((await gateway.graphql(query, { input })).body.errors).toBeUndefined();
        }
        expect(failures).toBeGreaterThanOrEqual(writes);
      },
    );
  });

  it('leaves a chain that verifies', async () => {
    const verdicts = await gateway.gateway.services.auditEvents.verify();
    expect(verdicts.flatMap(({ firstBad }) => firstBad ?? [])).toEqual([]);
  });
});

/** Linux can bound the size of a running process's files: writes beyond fail with the file system's own error. */
const canBound = process.platform === 'linux' && existsSync('/usr/bin/prlimit');

describe('a file system that takes no more bytes', () => {
  (canBound ? it : it.skip)(
    'at whatever byte it is: UNAVAILABLE, nothing changed, readers served, and over by itself when there is room',
    async () => {
      const folder = createTemporaryFolder('full');
      const place = { url: () => `sqlite:${join(folder.path, 'gateway.db')}`, dataFolder: () => folder.path };
      const gateway = new ServedGateway(place);
      await gateway.start();
      const bound = async (limit: string) => {
        const set = startProcess('prlimit', [
          `--pid=${gatewayPid(gateway.child)}`,
          `--fsize=${limit}:unlimited`,
        ]);
        expect(await set.exit).toEqual({ code: 0, signal: null });
      };
      const create = (name: string) =>
        gateway.ask(CREATE, {
          input: { organizationId: gateway.organizationId, name, value: 'v'.repeat(9000) },
        });
      expect((await create('BEFORE')).code).toBeUndefined();
      const expected = new Set(['BEFORE']);
      let refused = 0;
      for (let room = 0; room < 30_000; room += 1500) {
        await bound(String(statSync(join(folder.path, 'gateway.db-wal')).size + room));
        const name = `ROOM_${room}`;
        const { status, code, message, reply } = await create(name);
        if (code === undefined) {
          expected.add(name);
        } else {
          refused += 1;
          expect([status, code]).toEqual([503, 'UNAVAILABLE']);
          expect(message).toContain('nothing was changed');
          expect(headerOf(reply, 'retry-after')).toBe('1');
          expect((await gateway.ask('{ organization(slug: "default") { id } }')).code).toBeUndefined();
        }
        await bound('unlimited');
        expect((await create(`AFTER_${room}`)).code).toBeUndefined();
        expected.add(`AFTER_${room}`);
      }
      expect(refused).toBeGreaterThan(3);
      const check = async () => {
        const accounts = await gateway.inspect(readAccounts);
        expect([...accounts.keys()].sort()).toEqual([...expected].sort());
        for (const { values } of accounts.values()) expect(values).toEqual(['v'.repeat(9000)]);
      };
      await check();
      await gateway.kill();
      await check();
      expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
      folder.remove();
    },
  );
});
