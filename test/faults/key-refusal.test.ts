import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readRows } from '../leak/rows';
import { describeOnEachDatabase } from '../support/databases';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { findFreePort } from '../support/postgres-server';
import { startCli } from '../support/process';
import { commandOn, ServedGateway } from './served-gateway';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** What a gateway says about a lost key. */
const LOST = {
  sqlite: 'there is no such file, but the database was used with one; put the file back',
  postgres:
    'there is no such file, and on PostgreSQL no gateway makes keys; for a new database run "secrets-gateway keys init" once',
};

/** Runs a process to its end, and looks at its port all the time. */
async function run(command: string, env: Readonly<Record<string, string>>) {
  const port = await findFreePort();
  const child = startCli([command], {
    cwd: env.SECRETS_GATEWAY_DATA_DIR!,
    env: { ...env, SECRETS_GATEWAY_PORT: String(port), SECRETS_GATEWAY_DISPENSER_PORT: String(port) },
  });
  let opened = false;
  let ended = false;
  const looking = (async () => {
    for (; !ended && !opened; await pause(20)) opened = await accepts(port);
    // A process that listens where it must not would wait for ever.
    if (opened) await child.kill('SIGTERM');
  })();
  const { code } = await child.exit;
  ended = true;
  await looking;
  return { code, opened, stderr: child.stderr(), stdout: child.stdout() };
}

describeOnEachDatabase('a process with a key that is', (database) => {
  let stranger: TemporaryFolder;
  let gateway: ServedGateway;
  const file = (name: string) => join(database.dataFolder(), name);
  beforeAll(async () => {
    gateway = new ServedGateway(database);
    await gateway.start();
    const input = { organizationId: gateway.organizationId, name: 'ONE', value: 'one' };
    expect((await gateway.ask(CREATE, { input })).code).toBeUndefined();
    await gateway.child.kill('SIGTERM');
    stranger = createTemporaryFolder('stranger');
    const other = new ServedGateway({ url: database.url, dataFolder: () => stranger.path });
    expect((await commandOn(other, ['keys', 'generate'])).code).toBe(0);
  });
  afterAll(async () => {
    await gateway.kill();
    stranger.remove();
  });

  const foreign = (name: string) => writeFileSync(file(name), readFileSync(join(stranger.path, name)));
  const cut = (name: string) => writeFileSync(file(name), readFileSync(file(name), 'utf8').slice(0, 40));
  const lost = (name: string) => renameSync(file(name), file(`${name}.lost`));
  const open = (name: string) => chmodSync(file(name), 0o644);

  const refusals: [string, string, string, (name: string) => void, RegExp][] = [
    [
      'serve',
      'sealing.key',
      'wrong',
      foreign,
      /^SECRETS_GATEWAY_SEALING_KEY_FILE: none of these keys sealed/,
    ],
    ['serve', 'sealing.key', 'short', cut, /^SECRETS_GATEWAY_SEALING_KEY_FILE: line 1: /],
    [
      'serve',
      'sealing.key',
      'missing',
      lost,
      new RegExp(`^SECRETS_GATEWAY_SEALING_KEY_FILE: ${LOST[database.kind]}`),
    ],
    ['serve', 'audit.key', 'wrong', foreign, /^SECRETS_GATEWAY_AUDIT_KEY_FILE: this is not the key/],
    ['serve', 'audit.key', 'short', cut, /^SECRETS_GATEWAY_AUDIT_KEY_FILE: /],
    [
      'serve',
      'audit.key',
      'missing',
      lost,
      new RegExp(`^SECRETS_GATEWAY_AUDIT_KEY_FILE: ${LOST[database.kind]}`),
    ],
    ['serve', 'audit.key', 'world-readable', open, /^SECRETS_GATEWAY_AUDIT_KEY_FILE: others than its owner/],
    [
      'dispense',
      'opening/opening.key',
      'wrong',
      foreign,
      /^SECRETS_GATEWAY_OPENING_KEY_FILE: none of these keys sealed/,
    ],
    ['dispense', 'opening/opening.key', 'short', cut, /^SECRETS_GATEWAY_OPENING_KEY_FILE: line 1: /],
    [
      'dispense',
      'opening/opening.key',
      'missing',
      lost,
      /^SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file/,
    ],
    [
      'dispense',
      'opening/opening.key',
      'world-readable',
      open,
      /^SECRETS_GATEWAY_OPENING_KEY_FILE: others than its owner/,
    ],
    ['dispense', 'audit.key', 'wrong', foreign, /^SECRETS_GATEWAY_AUDIT_KEY_FILE: this is not the key/],
  ];
  /** What the file itself shows is found before the database is opened: one kind of database is enough for it. */
  const asked = refusals.filter(([, , fault]) => database.kind === 'sqlite' || fault === 'wrong');
  it.each(asked)(
    '%s does not start, with %s %s: one line, no port, the database as it was',
    async (...given) => {
      const [command, name, , spoil, line] = given;
      const good = readFileSync(file(name));
      const rows = await readRows(database.url());
      const bytes = database.kind === 'sqlite' ? readFileSync(file('gateway.db')) : undefined;
      try {
        spoil(name);
        const { code, opened, stdout, stderr } = await run(command, gateway.env);
        expect({ code, opened, stdout }).toEqual({ code: 1, opened: false, stdout: '' });
        expect(stderr).toMatch(/^secrets-gateway: [^\n]+\n$/);
        expect(stderr.slice('secrets-gateway: '.length)).toMatch(line);
      } finally {
        writeFileSync(file(name), good);
        chmodSync(file(name), 0o600);
      }
      expect(await readRows(database.url())).toEqual(rows);
      if (bytes !== undefined) expect(readFileSync(file('gateway.db')).equals(bytes)).toBe(true);
    },
  );

  it.each(['serve', 'dispense'])('right: %s opens its port', async (command) => {
    expect(await run(command, gateway.env)).toMatchObject({ code: 0, opened: true });
  });
});
