import { join } from 'node:path';
import { createTemporaryFolder } from '../support/folder';
import { type StartedProcess, startCli, startProcess } from '../support/process';
import { ROOT } from '../support/repository';
import type { Answer } from './subgraph.fixture';

/** The token of the first owner, and the credential of the federation gateway. */
export const OWNER = 'the-token-of-the-first-owner-in-tests';
export const GATEWAY_TOKEN = 'the-credential-of-the-federation-gateway';

/** The example as users run it: three processes on the loopback interface. */
export interface RunningSupergraph {
  readonly secrets: StartedProcess;
  readonly deployments: StartedProcess;
  readonly supergraph: StartedProcess;
  /** The address of GraphQL at the secrets gateway itself. */
  readonly secretsUrl: string;
  /** Sends an operation to the supergraph; without a credential if `token` is undefined. */
  ask(query: string, variables?: object, token?: string | undefined): Promise<Answer>;
  /** Restarts the deployments subgraph on the same port, without its data. */
  restartDeployments(): Promise<void>;
  /** All output of the three processes, and the data folder. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts the three processes. Run `npm run build` first. */
export async function startSupergraph(): Promise<RunningSupergraph> {
  const folder = createTemporaryFolder('supergraph');
  const env = { NODE_ENV: 'production' };
  const example = (file: string, more: Record<string, string>) =>
    startProcess(process.execPath, [join(ROOT, 'examples', 'federation', file)], {
      env: { ...env, ...more },
    });
  const secrets = startCli(['serve'], {
    cwd: folder.path,
    env: {
      ...env,
      SECRETS_GATEWAY_PORT: '0',
      SECRETS_GATEWAY_DATA_DIR: join(folder.path, 'data'),
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: OWNER,
      SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN: GATEWAY_TOKEN,
      SECRETS_GATEWAY_LOG_LEVEL: 'debug',
    },
  });
  const { port } = JSON.parse(await secrets.waitForLine(/"event":"listening"/)) as { port: number };
  const secretsUrl = `http://127.0.0.1:${port}/graphql`;
  const startDeployments = (wanted: string) =>
    example('deployments.mjs', { PORT: wanted, SECRETS_URL: secretsUrl });
  let deployments = startDeployments('0');
  const deploymentsPort = await portOf(deployments);
  const supergraph = example('supergraph.mjs', {
    PORT: '0',
    SECRETS_URL: secretsUrl,
    DEPLOYMENTS_URL: `http://127.0.0.1:${deploymentsPort}/graphql`,
  });
  const url = `http://127.0.0.1:${await portOf(supergraph)}/`;
  return {
    secrets,
    supergraph,
    secretsUrl,
    folder: folder.path,
    get deployments() {
      return deployments;
    },
    ask: (query, variables = {}, token = OWNER) => post(url, query, variables, token),
    restartDeployments: async () => {
      deployments = startDeployments(deploymentsPort);
      await portOf(deployments);
    },
    stop: async () => {
      await Promise.all([secrets, deployments, supergraph].map((each) => each.kill('SIGTERM')));
      folder.remove();
    },
  };
}

async function portOf(child: StartedProcess): Promise<string> {
  const line = await child.waitForLine(/ listens at http:\/\//);
  return new URL(line.slice(line.indexOf('http://'))).port;
}

/** Sends an operation over HTTP; without a credential if the token is empty. */
export async function post(
  url: string,
  query: string,
  variables: object,
  token: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const { data, errors } = JSON.parse(text);
  return { status: response.status, text: JSON.stringify([...response.headers]) + text, data, errors };
}
