import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTemporaryFolder, type TemporaryFolder } from './folder';
import { PostgresServer } from './postgres-server';

/** Environment variable with the socket that test processes ask for the server; set by jest's global set-up. */
const STARTER_VARIABLE = 'GATEWAY_TEST_POSTGRES_STARTER';
/** Environment variable with the address of the run's server. A value given from outside is used instead of ours. */
const URL_VARIABLE = 'GATEWAY_TEST_POSTGRES_URL';

type Answer = { readonly url: string } | { readonly error: string };

/**
 * Lives in jest's own process and starts the one server of the run for the first test file that asks for it. A run of
 * a file without a database so pays nothing.
 */
export class PostgresStarter {
  readonly #folder: TemporaryFolder;
  readonly #listener: Server;
  #server: Promise<PostgresServer> | undefined;

  private constructor() {
    this.#folder = createTemporaryFolder('starter');
    this.#listener = createServer((socket) => this.#answer(socket));
  }

  /** Listens on a socket in a private folder and says where in {@link STARTER_VARIABLE}. */
  static async open(): Promise<PostgresStarter> {
    const starter = new PostgresStarter();
    const path = join(starter.#folder.path, 'socket');
    await new Promise<void>((resolve, reject) => {
      starter.#listener.once('error', reject).listen(path, resolve);
    });
    starter.#listener.unref();
    process.env[STARTER_VARIABLE] = path;
    return starter;
  }

  /** Ends the server, if one was asked for, and removes its data. */
  async close(): Promise<void> {
    delete process.env[STARTER_VARIABLE];
    this.#listener.close();
    this.#folder.remove();
    const server = await this.#server?.catch(() => undefined);
    await server?.remove();
  }

  #answer(socket: Socket): void {
    socket.on('error', () => undefined);
    this.#server ??= PostgresServer.create();
    this.#server.then(
      (server) => reply(socket, { url: server.url() }),
      (error: Error) => reply(socket, { error: error.message }),
    );
  }
}

function reply(socket: Socket, answer: Answer): void {
  socket.end(JSON.stringify(answer));
}

/** The address of the maintenance database of the run's server, which is started now unless it runs already. */
export async function askForPostgres(): Promise<string> {
  const known = process.env[URL_VARIABLE];
  if (known) return known;
  const path = process.env[STARTER_VARIABLE];
  if (!path) throw new Error('no PostgreSQL for this run: jest was started without its global set-up');
  const answer: Answer = JSON.parse(await text(createConnection({ path })));
  if ('error' in answer) throw new Error(answer.error);
  process.env[URL_VARIABLE] = answer.url;
  return answer.url;
}
