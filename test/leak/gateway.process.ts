import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { makeFirstKeys } from '../cli/first-keys';
import { builtFile } from '../support/built';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { type StartedProcess, startProcess } from '../support/process';
import { exchange, graphqlRequest, type Outgoing, type Reply } from './exchange';

/** Where a gateway keeps its things. */
export interface Place {
  url(): string;
  dataFolder(): string;
}

/** How to start a {@link GatewayProcess}. */
export interface GatewayProcessOptions {
  /** Arguments of Node itself, such as `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
  /** With a `SECRETS_GATEWAY_BOOTSTRAP_TOKEN` for a database that was set up with it; otherwise a new one is made. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway as people run it: a process of its own, made by `serve`, over a real port. */
export interface GatewayProcess {
  readonly child: StartedProcess;
  readonly port: number;
  /** The first owner's token. */
  readonly token: string;
  /** The organization `default`. */
  readonly organizationId: string;
  /** The only folder that the process is told to put temporary files into; empty but for those. */
  readonly temporary: TemporaryFolder;
  /** Sends a request as it is. */
  send(request: Outgoing): Promise<Reply>;
  /** Sends an operation as the first owner. @returns `data`. Fails when the reply has errors. */
  data(query: string, variables?: unknown): Promise<Record<string, never>>;
  /** SIGTERM, and the end. Fails when the exit is not clean. */
  stop(): Promise<void>;
}

/** Starts the built gateway. Throws when it is not of the sources. */
export async function startGatewayProcess(
  place: Place,
  { nodeArguments = [], env = {} }: GatewayProcessOptions = {},
): Promise<GatewayProcess> {
  const temporary = createTemporaryFolder('leak');
  const token = env.SECRETS_GATEWAY_BOOTSTRAP_TOKEN ?? `owner-${randomBytes(24).toString('hex')}`;
  await makeFirstKeys(place.url(), place.dataFolder());
  const child = startProcess(process.execPath, [...nodeArguments, builtFile('main.js'), 'serve'], {
    cwd: temporary.path,
    env: {
      SECRETS_GATEWAY_DATABASE_URL: place.url(),
      SECRETS_GATEWAY_DATA_DIR: place.dataFolder(),
      SECRETS_GATEWAY_PORT: '0',
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: token,
      SECRETS_GATEWAY_LOG_LEVEL: 'debug',
      TMPDIR: temporary.path,
      ...env,
    },
  });
  const line = await child.waitForLine(/"event":"listening"/);
  const { port } = JSON.parse(line) as { port: number };
  const authorization = `Bearer ${token}`;
  const send = (request: Outgoing) => exchange(port, request);
  const data = async (query: string, variables?: unknown) => {
    const reply = await send(graphqlRequest(query, variables, { authorization }));
    const { data: given, errors } = JSON.parse(reply.body);
    if (errors !== undefined) throw new Error(`${reply.status} ${JSON.stringify(errors)}`);
    return given;
  };
  const found = (await data('{ organization(slug: "default") { id } }')) as unknown as {
    organization: { id: string };
  };
  return {
    child,
    port,
    token,
    organizationId: found.organization.id,
    temporary,
    send,
    data,
    stop: async () => {
      const { code } = await child.kill('SIGTERM');
      temporary.remove();
      if (code !== 0) throw new Error(`the gateway ended with ${code}:\n${child.stderr()}`);
    },
  };
}

/** What other processes can read of a process: its arguments and its environment. Empty where there is no `/proc`. */
export function visibleOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  return ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${pid}/${file}`, 'latin1')).join('\n');
}
