import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { PostgresServer } from './postgres-server';
import { askForPostgres } from './postgres-starter';

/** An empty database of its own on the run's server. */
export interface PostgresDatabase {
  /** `postgres://user:password@127.0.0.1:port/name` */
  readonly url: string;
  /** Drops the database and ends connections that are still open to it. */
  drop(): Promise<void>;
}

/** A server of its own, for tests that stop or kill it. The address stays the same over a restart. */
export interface OwnPostgres {
  readonly url: string;
  /** The folder with the server's data files, for byte searches. */
  readonly dataFolder: string;
  /** A fast shutdown that keeps the data. */
  stop(): Promise<void>;
  /** Sends a signal to the server; `SIGKILL` is the power cut. Waits for the end if the signal ends it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data, after a fast shutdown if it still runs. Waits for the end of recovery. */
  restart(): Promise<void>;
  /** Ends it and removes the data. Not needed at the end of a test file, which does it for all that are left. */
  remove(): Promise<void>;
}

const ownServers = new Set<PostgresServer>();

afterAll(async () => {
  await Promise.all([...ownServers].map((server) => server.remove()));
  ownServers.clear();
});

/** Makes a fresh, empty database with a random name; the run's server is started if this is the first one. */
export async function createPostgresDatabase(): Promise<PostgresDatabase> {
  const maintenance = await askForPostgres();
  const name = `gateway_${randomBytes(8).toString('hex')}`;
  await execute(maintenance, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(maintenance);
  url.pathname = name;
  return {
    url: url.href,
    drop: () => execute(maintenance, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Starts a server that belongs to the calling test file alone. Takes about half a second. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const server = await PostgresServer.create();
  ownServers.add(server);
  return {
    url: server.url(),
    dataFolder: server.dataFolder(),
    stop: () => server.stop(),
    kill: (signal) => server.kill(signal),
    restart: async () => {
      await server.stop();
      await server.start();
    },
    remove: async () => {
      ownServers.delete(server);
      await server.remove();
    },
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
