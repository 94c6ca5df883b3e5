import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../../src/storage/database';
import { type Stores, storesOf } from '../../src/storage/stores';
import { type CommandRun, runCommandLine } from '../cli/cli.fixture';
import { makeFirstKeys } from '../cli/first-keys';
import { exchange, graphqlRequest, type Reply } from '../leak/exchange';
import { gatewayPid } from '../support/confined';
import { type StartedProcess, startCli } from '../support/process';

/** Where a gateway keeps its things over all its restarts. */
export interface Place {
  url(): string;
  dataFolder(): string;
}

/** The parsed answer of a GraphQL request. */
export interface Served {
  readonly status: number;
  readonly reply: Reply;
  // biome-ignore lint/suspicious/noExplicitAny: tests select what they asked for.
  readonly data: any;
  /** Code of the first error. */
  readonly code: string | undefined;
  readonly message: string | undefined;
}

/** A `serve` process that can be killed and started again on the same data; the port changes. */
export class ServedGateway {
  readonly token = `owner-${randomBytes(24).toString('hex')}`;
  readonly #place: Place;
  readonly #more: Readonly<Record<string, string>>;
  #child: StartedProcess | undefined;
  #port = 0;
  #organizationId: string | undefined;

  constructor(place: Place, more: Readonly<Record<string, string>> = {}) {
    this.#place = place;
    this.#more = more;
  }

  /** What it and the commands on its data are started with. */
  get env(): Readonly<Record<string, string>> {
    return {
      SECRETS_GATEWAY_DATABASE_URL: this.#place.url(),
      SECRETS_GATEWAY_DATA_DIR: this.#place.dataFolder(),
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: this.token,
      SECRETS_GATEWAY_PORT: '0',
      SECRETS_GATEWAY_PLAYGROUND: 'off',
      SECRETS_GATEWAY_DISPENSER: 'off',
      // The confinement has tests of its own; each start without it costs an eighth less.
      SECRETS_GATEWAY_CONFINEMENT: 'off',
      ...this.#more,
    };
  }

  get child(): StartedProcess {
    if (this.#child === undefined) throw new Error('the gateway was not started');
    return this.#child;
  }

  get port(): number {
    return this.#port;
  }

  /** The organization `default`, known once {@link start} has returned. */
  get organizationId(): string {
    if (this.#organizationId === undefined) throw new Error('the gateway never was ready');
    return this.#organizationId;
  }

  /**
   * Starts the process and waits for its port. For PostgreSQL the keys of a new folder are made first, as an operator does.
   */
  async launch(line = /"event":"listening"/): Promise<void> {
    await makeFirstKeys(this.#place.url(), this.#place.dataFolder());
    this.#child = startCli(['serve'], { cwd: this.#place.dataFolder(), env: this.env });
    this.#port = (JSON.parse(await this.#child.waitForLine(line)) as { port: number }).port;
  }

  /** The same, until it answers as the first owner. */
  async start(): Promise<void> {
    await this.launch();
    const { data, reply } = await this.ask('{ organization(slug: "default") { id } }');
    if (typeof data?.organization?.id !== 'string') throw new Error(reply.body);
    this.#organizationId = data.organization.id;
  }

  /** Sends an operation over a connection of its own. Fails when there is no whole answer. */
  async ask(query: string, variables?: unknown): Promise<Served> {
    const headers = { authorization: `Bearer ${this.token}` };
    const reply = await exchange(this.#port, graphqlRequest(query, variables, headers));
    const { data, errors } = JSON.parse(reply.body);
    return {
      status: reply.status,
      reply,
      data,
      code: errors?.[0]?.extensions?.code,
      message: errors?.[0]?.message,
    };
  }

  /** Status of a health route; 0 when nothing answers. */
  async health(which: 'live' | 'ready'): Promise<number> {
    const asked = exchange(this.#port, { method: 'GET', path: `/health/${which}` });
    return asked.then(({ status }) => status).catch(() => 0);
  }

  /** Waits until the health route gives the status. */
  async untilHealth(which: 'live' | 'ready', status: number, milliseconds = 300_000): Promise<void> {
    for (const end = Date.now() + milliseconds; (await this.health(which)) !== status; await pause(25)) {
      if (Date.now() > end) throw new Error(`not ${which} ${status} in ${milliseconds} ms`);
    }
  }

  /** The power cut. */
  async kill(): Promise<void> {
    if (this.#child === undefined) return;
    for (const pid of new Set([gatewayPid(this.#child), this.#child.pid])) killNow(pid);
    await this.#child.exit;
  }

  /** Looks into the database and the key folder from outside. */
  async inspect<Result>(work: (stores: Stores, openingKeys: string) => Promise<Result>): Promise<Result> {
    const database = await Database.open({ url: this.#place.url(), poolSize: 2 });
    try {
      const keys = readFileSync(join(this.#place.dataFolder(), 'opening/opening.key'), 'utf8');
      return await work(storesOf(database), keys);
    } finally {
      await database.close();
    }
  }
}

/** A `serve` that ends by itself, in a process of its own. */
export async function serveUntilExit(gateway: ServedGateway): Promise<CommandRun> {
  const child = startCli(['serve'], { cwd: gateway.env.SECRETS_GATEWAY_DATA_DIR!, env: gateway.env });
  const { code } = await child.exit;
  return { code: code ?? -1, stdout: child.stdout(), stderr: child.stderr() };
}

/** Exit code and output of a command on the gateway's data, which runs in the process of the test. */
export function commandOn(gateway: ServedGateway, args: readonly string[]): Promise<CommandRun> {
  return runCommandLine(args, gateway.env);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
