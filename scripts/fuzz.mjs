// Fuzzes the HTTP faces of a gateway and its dispenser: mutates requests, and keeps those that bring a new kind of answer.
// usage: npm run fuzz [-- --seconds 600 --seed 1]
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, seed: { type: 'string', default: '1' } },
});
/** An answer that takes longer is a finding. */
const SLOW_MS = 10_000;
const MOST_KEPT = 2_000;
const BREATH_MS = 5;

let state = Number(options.seed) >>> 0 || 1;
const below = (count) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * count);
};
const pick = (list) => list[below(list.length)];

const token = randomBytes(24).toString('hex');
const canary = randomBytes(24).toString('hex');
const folder = mkdtempSync(join(tmpdir(), 'secrets-gateway-fuzz-'));
const [port, dispenserPort] = [await freePort(), await freePort()];
const prefixed = (settings) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`SECRETS_GATEWAY_${name}`, value]));
const gateway = spawn(process.execPath, ['dist/main.js', 'serve'], {
  env: {
    ...process.env,
    ...prefixed({
      DATA_DIR: folder,
      PORT: port,
      DISPENSER_PORT: dispenserPort,
      BOOTSTRAP_TOKEN: token,
      LOG_LEVEL: 'error',
    }),
  },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let output = '';
for (const stream of [gateway.stdout, gateway.stderr]) stream.on('data', (chunk) => (output += chunk));
const hosts = { gateway: `http://127.0.0.1:${port}`, dispenser: `http://127.0.0.1:${dispenserPort}` };

const json = { 'content-type': 'application/json' };
const known = { ...json, authorization: `Bearer ${token}` };
const graphql = (query, variables = {}, headers = known) => ({
  host: 'gateway',
  method: 'POST',
  path: '/graphql',
  headers,
  body: JSON.stringify({ query, variables }),
});
const kept = [
  graphql(
    '{ viewer { __typename } organizations(first: 2) { totalCount edges { cursor node { id slug } } } }',
  ),
  graphql('query ($id: ID!) { node(id: $id) { id ... on Secret { name value } } }', { id: 'secret-1' }),
  graphql('mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id value } } }', {
    input: { organizationId: 'org-1', name: 'NAME', value: canary },
  }),
  graphql('{ __typename }', {}, json),
  { host: 'gateway', method: 'GET', path: '/orgs/default/actions/secrets?per_page=2', headers: known },
  {
    host: 'gateway',
    method: 'PUT',
    path: '/orgs/default/actions/secrets/A',
    headers: known,
    body: '{"key_id":"1","encrypted_value":"AAAA"}',
  },
  { host: 'gateway', method: 'GET', path: '/health/ready', headers: {} },
  {
    host: 'dispenser',
    method: 'POST',
    path: '/challenges',
    headers: json,
    body: '{"consumerId":"consumer-1"}',
  },
  { host: 'dispenser', method: 'POST', path: '/deliveries', headers: known, body: '{"only":["A"]}' },
  {
    host: 'dispenser',
    method: 'POST',
    path: '/requests',
    headers: known,
    body: `{"url":"https://a.example/","body":"${canary}"}`,
  },
  { host: 'dispenser', method: 'GET', path: '/deliveries/events', headers: known },
];
const PIECES = [
  '"',
  '{',
  '}',
  '[',
  ']',
  '\\',
  '\\u0000',
  '%00',
  '%2e%2e/',
  '{{secrets.A}}',
  'null',
  '-1',
  '1e999',
  '9007199254740993',
  '__proto__',
  'fragment F on Query { ...F }',
  '@skip(if: true)',
  '$id',
  canary,
  'é\u202e',
  '\ud83d',
  ' '.repeat(999),
  'a'.repeat(5_000),
];

/** One text with a piece put in, cut out, doubled or changed. */
function mutated(text) {
  const at = below(text.length + 1);
  const end = Math.min(text.length, at + below(20));
  return pick([
    () => text.slice(0, at) + pick(PIECES) + text.slice(at),
    () => text.slice(0, at) + text.slice(end),
    () => text.slice(0, end) + text.slice(at),
    () => text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at + 1),
    () => text.slice(0, at) + pick(kept.map(({ body }) => body ?? '')).slice(below(50)),
  ])();
}

function mutatedRequest(request) {
  const made = { ...request, headers: { ...request.headers } };
  for (let changes = 1 + below(3); changes > 0; changes -= 1) {
    const part = below(8);
    if (part === 0)
      made.path = `/${encodeURI(mutated(made.path.slice(1)).toWellFormed()).replaceAll('%25', '%')}`;
    else if (part === 1)
      made.method = pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'QUERY']);
    else if (part === 2)
      made.headers[
        pick(['content-type', 'accept', 'authorization', 'if-none-match', 'x-request-id', 'content-encoding'])
      ] = Buffer.from(mutated(pick(Object.values(known))), 'latin1')
        .toString('latin1')
        .replace(/[^\x20-\x7e]/g, '?');
    else made.body = mutated(made.body ?? '');
  }
  if (made.method === 'GET' || made.method === 'HEAD') delete made.body;
  return made;
}

/** What kind of answer it is: status and codes, without what differs each time. */
const kindOf = (request, status, text) =>
  [request.host, status, ...new Set(text.match(/"(?:code|rule)":"\w+"/g) ?? [])].join(' ');

const findings = [];
const seen = new Set();
let sent = 0;
try {
  await ready();
  const endsAt = Date.now() + Number(options.seconds) * 1000;
  while (Date.now() < endsAt && gateway.exitCode === null) {
    const request = mutatedRequest(pick(kept));
    const { host, path, ...init } = request;
    const startedAt = Date.now();
    let answer;
    try {
      const response = await fetch(`${hosts[host]}${path}`, {
        ...init,
        redirect: 'manual',
        signal: AbortSignal.timeout(SLOW_MS),
      });
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (isStream) await response.body.cancel();
      answer = {
        status: response.status,
        text: isStream ? '' : await response.text(),
        headers: JSON.stringify([...response.headers]),
      };
    } catch (error) {
      if (error.name === 'TimeoutError') findings.push({ why: 'slow', request });
      // What the client itself refuses to send, and connections that are closed, are no findings.
      continue;
    }
    sent += 1;
    const kind = kindOf(request, answer.status, answer.text);
    if (!seen.has(kind)) {
      seen.add(kind);
      if (kept.length < MOST_KEPT) kept.push(request);
    }
    if (answer.status >= 500 && answer.status !== 503) findings.push({ why: kind, request });
    if (`${answer.text}${answer.headers}`.includes(canary))
      findings.push({ why: 'a value came back', request });
    if (Date.now() - startedAt > SLOW_MS / 2) findings.push({ why: 'slow', request });
    if (answer.status === 429) await new Promise((done) => setTimeout(done, BREATH_MS));
  }
  if (gateway.exitCode !== null) findings.push({ why: `the gateway ended with ${gateway.exitCode}` });
  if (output.includes(canary)) findings.push({ why: 'a value in the log' });
} finally {
  gateway.kill('SIGTERM');
  if (gateway.exitCode === null) await new Promise((done) => gateway.once('exit', done));
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `seed ${options.seed}: ${sent} requests, ${seen.size} kinds of answers, ${findings.length} findings\n`,
);
for (const finding of findings.slice(0, 20)) process.stdout.write(`${JSON.stringify(finding)}\n`);
process.exitCode = findings.length > 0 || sent === 0 ? 1 : 0;

async function ready() {
  for (;;) {
    const response = await fetch(`${hosts.gateway}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
    if (gateway.exitCode !== null) throw new Error(`the gateway did not start: ${output}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port: free } = server.address();
  await new Promise((done) => server.close(done));
  return String(free);
}
