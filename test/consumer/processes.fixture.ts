import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { ConsumerClient } from '../../src/client/consumer-client';
import { type CommandRun, runCommandLine } from '../cli/cli.fixture';
import { makeFirstKeys } from '../cli/first-keys';
import type { TestDatabase } from '../support/databases';
import { type StartedProcess, startCli } from '../support/process';

/** The token of the first owner. */
export const OWNER_TOKEN = 'the-first-owner-of-the-processes-of-tests';

/** A process that starts while others are busy gets its share of the machine only. */

const ROLE_PASSWORD = 'password-of-the-roles-in-tests';

/** A consumer that was made with the command line and registered. */
export interface MadeConsumer {
  readonly id: string;
  readonly file: string;
  /** As `consumer init` printed it. */
  readonly publicKey: string;
  readonly client: ConsumerClient;
}

/** A gateway and a dispenser as two processes over one database, each with what it needs and no more. */
export class TwoProcesses {
  readonly gatewayUrl: string;
  readonly dispenserUrl: string;
  readonly #database: TestDatabase;
  readonly #ports: readonly [number, number];
  readonly started: StartedProcess[] = [];
  gateway: StartedProcess | undefined;
  dispenser: StartedProcess | undefined;
  readonly #more: Readonly<Record<string, string>>;
  #dispenserDatabase: string | undefined;

  private constructor(
    database: TestDatabase,
    ports: readonly [number, number],
    more: Readonly<Record<string, string>>,
  ) {
    this.#database = database;
    this.#ports = ports;
    this.#more = more;
    this.gatewayUrl = `http://127.0.0.1:${ports[0]}`;
    this.dispenserUrl = `http://127.0.0.1:${ports[1]}`;
  }

  /** @param more of the dispenser's environment. */
  static async start(
    database: TestDatabase,
    more: Readonly<Record<string, string>> = {},
  ): Promise<TwoProcesses> {
    const both = new TwoProcesses(database, [await freePort(), await freePort()], more);
    await both.startGateway();
    if (database.kind === 'postgres') both.#dispenserDatabase = await dispenserRole(database.url());
    await both.startDispenser();
    return both;
  }

  /** The environment of a command at this installation. */
  environment(): Record<string, string> {
    return {
      SECRETS_GATEWAY_DATABASE_URL: this.#database.url(),
      SECRETS_GATEWAY_DATA_DIR: this.#database.dataFolder(),
      SECRETS_GATEWAY_DISPENSER: 'off',
      // The confinement has tests of its own; each start without it costs an eighth less.
      SECRETS_GATEWAY_CONFINEMENT: 'off',
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: OWNER_TOKEN,
      SECRETS_GATEWAY_PORT: String(this.#ports[0]),
    };
  }

  async startGateway(): Promise<void> {
    await makeFirstKeys(this.#database.url(), this.#database.dataFolder());
    this.gateway = startCli(['serve'], { env: this.environment(), cwd: this.#database.dataFolder() });
    this.started.push(this.gateway);
    await this.gateway.waitForLine(/"listening"/);
  }

  async startDispenser(): Promise<void> {
    const { SECRETS_GATEWAY_BOOTSTRAP_TOKEN: _, ...environment } = this.environment();
    const env = {
      ...environment,
      SECRETS_GATEWAY_DISPENSER_PORT: String(this.#ports[1]),
      SECRETS_GATEWAY_UPSTREAM_NETWORKS: '127.0.0.0/8',
      ...(this.#dispenserDatabase !== undefined && {
        SECRETS_GATEWAY_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
        SECRETS_GATEWAY_DISPENSER_DATABASE_URL: this.#dispenserDatabase,
      }),
      ...this.#more,
    };
    this.dispenser = startCli(['dispense'], { env, cwd: this.#database.dataFolder() });
    this.started.push(this.dispenser);
    await this.dispenser.waitForLine(/"dispenser listening"/);
  }

  /** The data of an operation of the owner. Fails with the codes of its errors. */
  async graphql<Data>(query: string, variables: object): Promise<Data> {
    const response = await fetch(`${this.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${OWNER_TOKEN}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  async organizationId(): Promise<string> {
    const query = 'query ($slug: String!) { organization(slug: $slug) { id } }';
    const { organization } = await this.graphql<{ organization: { id: string } }>(query, { slug: 'default' });
    return organization.id;
  }

  /** How many audit events the organization has. */
  async eventCount(): Promise<number> {
    const query = 'query ($slug: String!) { organization(slug: $slug) { auditEvents { totalCount } } }';
    const data = await this.graphql<{ organization: { auditEvents: { totalCount: number } } }>(query, {
      slug: 'default',
    });
    return data.organization.auditEvents.totalCount;
  }

  /** Stores a secret of the organization under a name; makes it or gives it another value. */
  async put(name: string, value: string, more: object = {}): Promise<void> {
    const query = 'mutation ($input: PutSecretInput!) { putSecret(input: $input) { created } }';
    const organizationId = await this.organizationId();
    await this.graphql(query, { input: { organizationId, name, value, ...more } });
  }

  /** Makes a consumer's file with the command line, registers its key and puts the id into the file. */
  async consumer(name: string, uses: object): Promise<MadeConsumer> {
    const file = join(this.#database.dataFolder(), `${name}.json`);
    const made = await this.operate(['consumer', 'init', file, '--dispenser', this.dispenserUrl]);
    const publicKey = made.stdout.trim();
    const query =
      'mutation ($input: CreateConsumerInput!) { createConsumer(input: $input) { consumer { id } } }';
    const input = {
      organizationId: await this.organizationId(),
      name,
      publicKey,
      uses,
    };
    const { createConsumer } = await this.graphql<{ createConsumer: { consumer: { id: string } } }>(query, {
      input,
    });
    const { id } = createConsumer.consumer;
    await this.operate(['consumer', 'init', file, '--id', id]);
    return { id, file, publicKey, client: ConsumerClient.fromFile(file) };
  }

  /** Runs a command in the process of the test, which costs less than one of its own. Fails when it does not end with 0. */
  async operate(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CommandRun> {
    const run = await runCommandLine(args, env);
    if (run.code !== 0) throw new Error(`${args.join(' ')} ended with ${run.code}: ${run.stderr}`);
    return run;
  }

  /** Runs a command in a process of its own to its end. Fails when that is not 0. */
  async command(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<StartedProcess> {
    const process = startCli(args, { env, cwd: this.#database.dataFolder() });
    this.started.push(process);
    const { code } = await process.exit;
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${process.stderr()}`);
    return process;
  }

  async stop(): Promise<void> {
    await Promise.all([this.gateway?.kill('SIGKILL'), this.dispenser?.kill('SIGKILL')]);
  }
}

/** Makes the role of the operations guide, and gives the URL with which the dispenser connects. */
export function dispenserRole(ownerUrl: string): Promise<string> {
  return guidedRole(ownerUrl, 'secrets_dispenser', 'dispenser-role.sql');
}

/** The same for whoever approves consumers. */
export function approverRole(ownerUrl: string): Promise<string> {
  return guidedRole(ownerUrl, 'secrets_approver', 'approver-role.sql');
}

async function guidedRole(ownerUrl: string, role: string, script: string): Promise<string> {
  const client = new Client(ownerUrl);
  await client.connect();
  try {
    await client.query(readFileSync(join(__dirname, '..', '..', 'docs', 'operations', script), 'utf8'));
    await client.query(`ALTER ROLE ${role} PASSWORD '${ROLE_PASSWORD}'`);
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = ROLE_PASSWORD;
  return url.href;
}

/** A port on which nothing listens now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
