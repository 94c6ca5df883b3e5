// Starts the secrets gateway, the deployments subgraph and the server of the supergraph on loopback, stores example data,
// and prints a query to try. All files are in a temporary folder that is removed at the end.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, ExampleProcess } from '../example-process.mjs';

const { SECRETS_PORT = '4000', DEPLOYMENTS_PORT = '4002', SUPERGRAPH_PORT = '4003' } = process.env;
const folder = mkdtempSync(join(tmpdir(), 'secrets-federation-'));
const token = randomBytes(32).toString('base64url');
const gatewayToken = randomBytes(32).toString('base64url');
const processes = [];
let stopping = false;

async function start(name, file, args, env, listening) {
  const started = new ExampleProcess(name, new URL(file, import.meta.url), args, env);
  processes.push(started);
  started.ended.then((code) => stop(stopping ? 0 : 1, `${name} ended with ${code}:\n${started.output}`));
  return started.waitFor(listening);
}

async function stop(code, message) {
  if (stopping) return;
  stopping = true;
  if (code !== 0) process.stderr.write(`${message}\n`);
  await Promise.all(processes.map((each) => each.stop()));
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

async function startAll() {
  const secretsPort = await start(
    'secrets',
    '../../dist/main.js',
    ['serve'],
    {
      SECRETS_GATEWAY_PORT: SECRETS_PORT,
      SECRETS_GATEWAY_DATA_DIR: join(folder, 'data'),
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: token,
      SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN: gatewayToken,
    },
    /"port":(\d+)/,
  );
  const SECRETS_URL = `http://127.0.0.1:${secretsPort}/graphql`;
  const deploymentsPort = await start(
    'deployments',
    'deployments.mjs',
    [],
    { PORT: DEPLOYMENTS_PORT, SECRETS_URL },
    /listens at http:\/\/\S+?:(\d+)/,
  );
  const SUPERGRAPH = join(folder, 'supergraph.graphql');
  const { composeSupergraph } = await import('./composition.mjs');
  const { _service: service } = await ask(SECRETS_URL, '{ _service { sdl } }', {
    headers: { 'router-authorization': gatewayToken },
  });
  writeFileSync(SUPERGRAPH, composeSupergraph(service.sdl));
  const supergraphPort = await start(
    'supergraph',
    'supergraph.mjs',
    [],
    {
      PORT: SUPERGRAPH_PORT,
      SECRETS_URL,
      DEPLOYMENTS_URL: `http://127.0.0.1:${deploymentsPort}/graphql`,
      SUPERGRAPH,
    },
    /listens at http:\/\/\S+?:(\d+)/,
  );
  return `http://127.0.0.1:${supergraphPort}/`;
}

/** Creates a secret, a deployment that uses it, and a newer version of the secret, all through the supergraph. */
async function seed(url) {
  const headers = { authorization: `Bearer ${token}` };
  const put = `mutation ($input: PutSecretInput!) { putSecret(input: $input) { secret { id version } } }`;
  const { organization } = await ask(url, '{ organization(slug: "default") { id } }', { headers });
  const input = () => ({
    organizationId: organization.id,
    name: 'DATABASE_PASSWORD',
    value: randomBytes(12).toString('base64url'),
  });
  const { secret } = (await ask(url, put, { headers, variables: { input: input() } })).putSecret;
  await ask(
    url,
    'mutation ($input: CreateDeploymentInput!) { createDeployment(input: $input) { deployment { id } } }',
    { headers, variables: { input: { organizationId: organization.id, name: 'shop', secrets: [secret] } } },
  );
  await ask(url, put, { headers, variables: { input: input() } });
}

const QUERY = `{
  organization(slug: "default") {
    name
    deployments { nodes { name secrets { name version updatedAt value outdatedIn { name } } } }
  }
}`;

try {
  const url = await startAll();
  await seed(url);
  const body = JSON.stringify({ query: QUERY.replace(/\s+/g, ' ') });
  const answer = await ask(url, QUERY, { headers: { authorization: `Bearer ${token}` } });
  process.stdout.write(`
The supergraph is at ${url} (a GraphQL endpoint; introspection is on).

One query over both subgraphs:

  curl ${url} -H 'content-type: application/json' \\
    -H 'authorization: Bearer ${token}' \\
    -d '${body}'

answers

${JSON.stringify(answer, null, 2)}

See examples/federation and docs/federation.md. Press Ctrl+C to stop everything.
`);
} catch (error) {
  await stop(1, error.message);
}
