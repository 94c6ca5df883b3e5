// The first baseline: node:http, the same database driver and JSON.stringify. No authentication, no guard, no GraphQL. To
// create is to seal a value and to insert one row in a durable transaction.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { reportCpu } from './cpu-report.mjs';

const require = createRequire(import.meta.url);
const sqlite3 = require('sqlite3');
const { Sealer } = require('../dist/crypto/seal.js');
const { parseSealingKeys } = require('../dist/crypto/sealing-key.js');
const { Plaintext } = require('../dist/core/plaintext.js');
const { readFileSync } = await import('node:fs');

const database = new sqlite3.Database(`${process.env.SECRETS_GATEWAY_DATA_DIR}/gateway.db`);
const run = (text, values = []) =>
  new Promise((resolve, reject) =>
    database.run(text, values, (error) => (error ? reject(error) : resolve())),
  );
const all = (text, values) =>
  new Promise((resolve, reject) =>
    database.all(text, values, (error, rows) => (error ? reject(error) : resolve(rows))),
  );
await run('PRAGMA synchronous=FULL');
await run(
  'CREATE TABLE IF NOT EXISTS baseline (id TEXT PRIMARY KEY, name TEXT, envelope BLOB, created_at TEXT)',
);

const COLUMNS = `s.id, s.name, s.type, s.note, s.is_sensitive, s.is_file, s.access, s.visibility, s.version, s.created_at, s.updated_at,
  s.expires_at, s.last_used_at, s.created_by, u.name AS created_by_name, t.name AS team_name,
  (SELECT COUNT(*) FROM secret_version v WHERE v.secret_id = s.id) AS version_count`;
const FROM =
  'FROM secret s LEFT JOIN service_user u ON u.id = s.created_by LEFT JOIN team t ON t.id = s.team_id';
const node = (row) => ({
  id: row.id,
  name: row.name,
  type: row.type,
  note: row.note,
  isSensitive: row.is_sensitive === 1,
  isFile: row.is_file === 1,
  access: row.access,
  visibility: row.visibility,
  value: '[REDACTED]',
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  createdBy: { id: row.created_by, name: row.created_by_name },
  team: row.team_name && { name: row.team_name },
  versions: { totalCount: row.version_count },
});

const sealer = new Sealer(
  parseSealingKeys(readFileSync(`${process.env.SECRETS_GATEWAY_DATA_DIR}/sealing.key`, 'utf8')),
);
let next = 0;
let queue = Promise.resolve();

async function create(body) {
  const { name, value } = JSON.parse(body).variables.input;
  const id = `baseline-${process.pid}-${next++}`;
  const { bytes } = await sealer.seal(
    { kind: 'plaintext', plaintext: Plaintext.ofText(value) },
    { organizationId: process.env.ORGANIZATION, secretId: `secret-${'0'.repeat(26)}`, version: 1 },
  );
  const done = queue.then(async () => {
    await run('BEGIN IMMEDIATE');
    await run('INSERT INTO baseline VALUES (?, ?, ?, ?)', [
      id,
      name,
      Buffer.from(bytes),
      new Date().toISOString(),
    ]);
    await run('COMMIT');
  });
  queue = done.catch(() => {});
  await done;
  return { data: { createSecret: { secret: { id, name, value: '[REDACTED]', version: 1 } } } };
}

const ANSWERS = {
  '/get': async () => ({
    data: { secret: node((await all(`SELECT ${COLUMNS} ${FROM} WHERE s.id = ?`, [process.env.SECRET]))[0]) },
  }),
  '/list': async () => {
    const rows = await all(
      `SELECT ${COLUMNS} ${FROM} WHERE s.organization_id = ? AND s.access = 'ORGANIZATION' ORDER BY s.name_folded, s.id LIMIT 101`,
      [process.env.ORGANIZATION],
    );
    return {
      data: {
        organization: {
          secrets: { nodes: rows.slice(0, 100).map(node), pageInfo: { hasNextPage: rows.length > 100 } },
        },
      },
    };
  },
  '/create': create,
};

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', async () => {
    const text = JSON.stringify(await ANSWERS[request.url](body));
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, '127.0.0.1', () => reportCpu(server.address().port));
