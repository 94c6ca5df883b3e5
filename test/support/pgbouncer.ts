import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder } from './folder';
import { keepProcess } from './keeper';
import { serverAccount } from './postgres-binaries';
import { findFreePort } from './postgres-server';

const PROGRAM = 'pgbouncer';
const PATH = `${process.env.PATH ?? ''}:/usr/sbin`;

/** A pooler in transaction mode before one database. */
export interface Pooler {
  /** The address of the database through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** `describe` where PgBouncer is installed and in CI, which installs it; elsewhere the tests are skipped. */
export const describeWithPooler: jest.Describe =
  process.env.CI || spawnSync(PROGRAM, ['--version'], { env: { PATH } }).status === 0
    ? describe
    : describe.skip;

/** Starts PgBouncer in transaction mode. A transaction may get another connection of the server than the one before. */
export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = createTemporaryFolder('pooler');
  const account = serverAccount();
  const listen = await findFreePort();
  const file = join(folder.path, 'pgbouncer.ini');
  const server = `host=${hostname} port=${port} user=${username} password=${password} dbname=${pathname.slice(1)}`;
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: listen,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    default_pool_size: 4,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(file, ['[databases]', `pooled = ${server}`, '[pgbouncer]', ...lines, ''].join('\n'), {
    mode: 0o600,
  });
  if (account.uid !== undefined)
    for (const path of [folder.path, file]) chownSync(path, account.uid, account.gid);
  const child = spawn(PROGRAM, [file], { ...account, env: { PATH }, cwd: folder.path, stdio: 'ignore' });
  const exit = once(child, 'exit');
  const kept = child.pid === undefined ? undefined : keepProcess(child.pid);
  while (!(await answers(listen))) {
    if (child.exitCode !== null) throw new Error(`PgBouncer ended with code ${child.exitCode}`);
    await pause(20);
  }
  return {
    url: `postgres://pooled:none@127.0.0.1:${listen}/pooled`,
    stop: async () => {
      child.kill('SIGKILL');
      await exit;
      kept?.release();
      folder.remove();
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
