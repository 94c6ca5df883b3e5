import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from './folder';
import { type Kept, keepProcess } from './keeper';
import {
  type Account,
  findPostgresBinaries,
  type PostgresBinaries,
  serverAccount,
} from './postgres-binaries';

/** Small, but as durable as a real server: `fsync`, `full_page_writes` and `synchronous_commit` stay on. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '32MB',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_wal_senders: '0',
  wal_level: 'minimal',
  // Tests open thousands of connections; guessing the password of a test is nobody's aim.
  scram_iterations: '1',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const START_MILLISECONDS = 300_000;
const STOP_MILLISECONDS = 120_000;
const USER = 'postgres';
const READY = 'database system is ready to accept connections';

/**
 * A real PostgreSQL server on 127.0.0.1 with its own data in a private temporary folder. Address and password stay the
 * same over a restart. It ends and its folder goes when this process ends, however that happens.
 */
export class PostgresServer {
  readonly #folder: TemporaryFolder;
  readonly #account: Account;
  readonly #binaries: PostgresBinaries;
  readonly #password = randomBytes(18).toString('hex');
  #port = 0;
  #child: ChildProcess | undefined;
  #kept: Kept | undefined;
  #log = '';

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
    this.#account = serverAccount();
    if (this.#account.uid !== undefined) chownSync(folder.path, this.#account.uid, this.#account.gid);
    this.#binaries = findPostgresBinaries(this.#account, folder.path);
  }

  /** Makes a new cluster and starts it. Takes about half a second. */
  static async create(): Promise<PostgresServer> {
    const folder = createTemporaryFolder('postgres');
    try {
      const server = new PostgresServer(folder);
      server.#initialize();
      await server.#startOnFreePort();
      return server;
    } catch (error) {
      folder.remove();
      throw error;
    }
  }

  /** The address of a database of this server, with user and password. */
  url(database = USER): string {
    return `postgres://${USER}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** What the server wrote to its log since it was created. */
  log(): string {
    return this.#log;
  }

  /** The folder with the server's data files. */
  dataFolder(): string {
    return join(this.#folder.path, 'data');
  }

  /** Starts a stopped or killed server again and waits until it accepts connections; recovery is included. */
  async start(): Promise<void> {
    const deadline = Date.now() + START_MILLISECONDS;
    for (;;) {
      try {
        return await this.#startOnce();
      } catch (error) {
        // After kill -9 the orphaned backends hold the shared memory for a moment, and a new server refuses to start.
        if (!this.#log.includes('is still in use') || Date.now() > deadline) throw error;
        await pause(50);
      }
    }
  }

  /** Sends a signal. For one that ends the server (not SIGSTOP, SIGCONT, SIGHUP, SIGUSR1) it waits for the end. */
  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) throw new Error('the PostgreSQL server is not running');
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    if (!['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1'].includes(signal)) await ended;
  }

  /** A fast shutdown: open transactions are rolled back, data is written, the files stay for {@link start}. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MILLISECONDS);
    child.kill('SIGCONT');
    await this.kill('SIGINT');
    clearTimeout(timer);
  }

  /** Ends the server and removes its data. */
  async remove(): Promise<void> {
    await this.stop();
    this.#folder.remove();
  }

  #initialize(): void {
    const passwordFile = join(this.#folder.path, 'password');
    writeFileSync(passwordFile, `${this.#password}\n`, { mode: 0o600 });
    if (this.#account.uid !== undefined) chownSync(passwordFile, this.#account.uid, this.#account.gid);
    const options = [
      '--auth=scram-sha-256',
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--no-instructions',
    ];
    const layout = ['--encoding=UTF8', '--locale=C', '--wal-segsize=4', '--no-sync'];
    const settings = Object.entries(SETTINGS).map(([name, value]) => `--set=${name}=${value}`);
    const made = spawnSync(
      this.#binaries.initdb,
      [`--pgdata=${this.dataFolder()}`, ...options, ...layout, ...settings],
      this.#spawnOptions(),
    );
    rmSync(passwordFile, { force: true });
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  }

  /** Between finding a free port and using it another process may take it: then try the next one. */
  async #startOnFreePort(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      this.#port = await findFreePort();
      try {
        return await this.start();
      } catch (error) {
        if (attempt === 5 || !this.#log.includes('Address already in use')) throw error;
      }
    }
  }

  #startOnce(): Promise<void> {
    if (this.#child) throw new Error('the PostgreSQL server is running already');
    const child = spawn(
      this.#binaries.postgres,
      ['-D', this.dataFolder(), '-p', String(this.#port)],
      this.#spawnOptions(),
    );
    this.#child = child;
    if (child.pid !== undefined) this.#kept = keepProcess(child.pid, 'SIGQUIT');
    return new Promise((resolve, reject) => {
      let output = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
        if (output.includes(READY)) return;
        output += text;
        if (output.includes(READY)) resolve();
      });
      child.stdout.resume();
      child.once('error', reject);
      child.once('exit', () => {
        this.#child = undefined;
        this.#kept?.release();
        reject(new Error(`PostgreSQL did not start: ${output}`));
      });
    });
  }

  #spawnOptions() {
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
    return { ...this.#account, env, cwd: this.#folder.path };
  }
}

/** A TCP port of 127.0.0.1 that nothing listens on at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
