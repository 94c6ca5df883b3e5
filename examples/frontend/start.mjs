// Starts an OpenID Connect issuer, the gateway and the page on loopback, makes the first person a member, stores some
// secrets, and prints the address. All files are in a temporary folder that is removed at the end.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExampleProcess } from '../example-process.mjs';
import { bundlePage } from './bundle.mjs';
import { addMember, addSecrets } from './demo.mjs';
import { startIssuer } from './issuer.mjs';
import { servePage } from './page-server.mjs';

const { GATEWAY_PORT = '4000', ISSUER_PORT = '4005', PAGE_PORT = '4006' } = process.env;
const CLIENT_ID = 'secrets-page';
const AUDIENCE = 'secrets-gateway';
const PEOPLE = [
  { subject: 'ada', name: 'Ada Lovelace', about: 'is a member of the organization.' },
  { subject: 'grace', name: 'Grace Hopper', about: 'belongs to no organization yet.' },
];

const folder = mkdtempSync(join(tmpdir(), 'secrets-frontend-'));
const data = join(folder, 'data');
const token = randomBytes(32).toString('base64url');
const running = [];
let stopping = false;

async function stop(code, message) {
  if (stopping) return;
  stopping = true;
  if (code !== 0) process.stderr.write(`${message}\n`);
  await Promise.all(running.map((each) => each.close()));
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = code;
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0));

async function startPage() {
  const bundle = join(folder, 'page');
  mkdirSync(bundle);
  await bundlePage(bundle);
  const page = await servePage({ port: Number(PAGE_PORT), folder: bundle });
  running.push(page);
  return page;
}

async function startGateway(page, issuer) {
  const gateway = new ExampleProcess('gateway', new URL('../../dist/main.js', import.meta.url), ['serve'], {
    SECRETS_GATEWAY_PORT: GATEWAY_PORT,
    SECRETS_GATEWAY_DATA_DIR: data,
    SECRETS_GATEWAY_BOOTSTRAP_TOKEN: token,
    SECRETS_GATEWAY_OIDC_ISSUER: issuer.url,
    SECRETS_GATEWAY_OIDC_AUDIENCE: AUDIENCE,
    SECRETS_GATEWAY_CORS_ORIGINS: page.origin,
  });
  running.push({ close: () => gateway.stop() });
  gateway.ended.then((code) => stop(1, `the gateway ended with ${code}:\n${gateway.output}`));
  return `http://127.0.0.1:${await gateway.waitFor(/"port":(\d+)/)}/graphql`;
}

try {
  const page = await startPage();
  const redirectUri = `${page.origin}/`;
  const issuer = await startIssuer({
    port: Number(ISSUER_PORT),
    clientId: CLIENT_ID,
    redirectUri,
    audience: AUDIENCE,
    people: PEOPLE,
  });
  running.push(issuer);
  const url = await startGateway(page, issuer);
  const owner = { url, token };
  const login = { issuer: issuer.url, clientId: CLIENT_ID, redirectUri, subject: 'ada' };
  const organizationId = await addMember(owner, login);
  await addSecrets(owner, organizationId);
  page.configure({ gateway: url, issuer: issuer.url, clientId: CLIENT_ID });
  process.stdout.write(`
The page is at ${redirectUri} and the gateway at ${url}.

Sign in as ${PEOPLE[0].name}, create a secret, and look at what the page sends: the value is sealed.
A program still gets the value, and prints it if you did not choose to hide it in the output of programs:

  SECRETS_GATEWAY_DATA_DIR=${data} npx secrets-gateway run -- printenv <name>

See examples/frontend and docs/frontend.md. Press Ctrl+C to stop everything.
`);
} catch (error) {
  await stop(1, error.message);
}
