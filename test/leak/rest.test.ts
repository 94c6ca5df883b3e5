import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { newCanary } from '../support/canary';
import { createTemporaryFolder } from '../support/folder';
import { startOwnPostgres } from '../support/postgres';
import { DELETE, DESTROY } from './everyday-operations';
import { type GatewayProcess, startGatewayProcess } from './gateway.process';
import { filesBelow, keyForms, partsOf, readable, sqlite, type Written, written } from './rest.fixture';
import { readRows, textOf } from './rows';

describe('a SQLite database', () => {
  const folder = createTemporaryFolder('rest');
  const path = join(folder.path, 'gateway.db');
  const names = ['', '-wal', '-shm'].map((suffix) => path + suffix);
  const files = () =>
    Buffer.concat(
      names.map((name) => {
        try {
          return readFileSync(name);
        } catch {
          return Buffer.alloc(0);
        }
      }),
    );
  let gateway: GatewayProcess;
  let all: Written;

  beforeAll(async () => {
    gateway = await startGatewayProcess({ url: () => `sqlite:${path}`, dataFolder: () => folder.path });
    all = await written(gateway);
  });
  afterAll(async () => {
    await gateway.child.kill('SIGKILL');
    gateway.temporary.remove();
    folder.remove();
  });

  it('and its backups hold no value, no token and no opening key', async () => {
    const backup = join(folder.path, 'backup.db');
    await sqlite(path, (run) => run(`VACUUM INTO '${backup}'`));

    expect(files().includes('REST_TWO')).toBe(true);
    expect(readable(files(), all, folder.path)).toEqual([]);
    expect(readFileSync(backup).includes('REST_TWO')).toBe(true);
    expect(readable(readFileSync(backup), all, folder.path)).toEqual([]);
  });

  it('would show them: the control', () => {
    const { canary, tokens } = all;
    const [key] = keyForms(folder.path);
    const weak = Buffer.concat([Buffer.from(`${canary.text} ${tokens.join(' ')} `), key ?? Buffer.alloc(0)]);

    expect(readable(weak, all, folder.path)).toEqual(['a value', 'a token', 'a token', 'the opening key']);
  });

  it('has other bytes each time for the same value, and as many', async () => {
    const rows = await sqlite(path, (run) =>
      run('SELECT envelope FROM secret_version ORDER BY length(envelope)'),
    );
    const envelopes: Buffer[] = rows.map(({ envelope }) => envelope);
    const [one, two] = envelopes;

    expect(envelopes).toHaveLength(3);
    expect(one).toHaveLength(two?.length ?? 0);
    for (const part of partsOf(one!)) expect(two!.includes(part)).toBe(false);
  });

  it('is for its owner alone, with all that lies beside it', () => {
    const mode = (name: string) => statSync(name).mode & 0o777;

    expect(mode(folder.path)).toBe(0o700);
    expect(names.map(mode)).toEqual([0o600, 0o600, 0o600]);
    expect(
      ['opening/opening.key', 'sealing.key', 'audit.key'].map((name) => mode(join(folder.path, name))),
    ).toEqual([0o600, 0o600, 0o600]);
  });

  it('has no byte of an envelope left after its secret was shredded, which a deletion does only in the end', async () => {
    const rows = await sqlite(path, (run) => run('SELECT envelope FROM secret_version'));
    const parts = rows.flatMap(({ envelope }) => partsOf(envelope));
    const left = () => parts.filter((part) => files().includes(part)).length;
    expect(left()).toBe(parts.length);
    for (const id of all.ids) await gateway.data(DELETE, { input: { id } });
    expect(left()).toBe(parts.length);
    for (const id of all.ids) await gateway.data(DESTROY, { input: { id } });
    // The log is emptied right after the commit, not before the reply.
    for (let waits = 0; waits < 100 && left() > 0; waits++) await pause(50);

    expect(left()).toBe(0);
    expect(await sqlite(path, (run) => run('SELECT id FROM secret_version'))).toEqual([]);
  });

  it('would have them left without what the gateway sets: the control', async () => {
    const weak = join(folder.path, 'weak.db');
    const part = Buffer.from(newCanary().text);
    await sqlite(weak, async (run) => {
      await run('PRAGMA secure_delete = OFF');
      await run('CREATE TABLE a (b BLOB)');
      await run(`INSERT INTO a VALUES (x'${part.toString('hex')}')`);
      await run('DELETE FROM a');
    });

    expect(readFileSync(weak).includes(part)).toBe(true);
  });
});

describe('a PostgreSQL database', () => {
  it('its files and a dump hold no value, no token and no opening key', async () => {
    const folder = createTemporaryFolder('rest');
    const server = await startOwnPostgres();
    const gateway = await startGatewayProcess({ url: () => server.url, dataFolder: () => folder.path });
    const all = await written(gateway);
    const client = new Client({ connectionString: server.url });
    await client.connect();
    const { rows } = await client.query<{ envelope: Buffer }>('SELECT envelope FROM secret_version');
    await client.end();
    const dump = Buffer.from(textOf(await readRows(server.url)));
    for (const id of all.ids) await gateway.data(DESTROY, { input: { id } });
    const after = textOf(await readRows(server.url));
    await gateway.stop();
    await server.stop();
    const bytes = filesBelow(server.dataFolder);
    const found = [readable(dump, all, folder.path), readable(bytes, all, folder.path)];
    folder.remove();

    expect(dump.includes('REST_TWO')).toBe(true);
    expect(bytes.includes('REST_TWO')).toBe(true);
    expect(found).toEqual([[], []]);
    const texts = rows.map(({ envelope }) => envelope.toString('hex'));
    expect(texts).toHaveLength(3);
    for (const text of texts) expect([dump.includes(text), after.includes(text)]).toEqual([true, false]);
  });
});
