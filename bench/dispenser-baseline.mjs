// The baseline of the dispenser. POST /poll is a Fastify reply with one indexed read. POST /crypto/n opens n secrets and
// seals them together, which every delivery has to do.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fastify from 'fastify';
import sqlite3 from 'sqlite3';
import { reportCpu } from './cpu-report.mjs';

const require = createRequire(import.meta.url);
const { Opener } = require('../dist/crypto/open/open.js');
const { ConsumerKey } = require('../dist/crypto/open/consumer-opening-key.js');
const { sealDelivery } = require('../dist/crypto/seal-delivery.js');
const { readOpeningKeys } = require('../dist/dispenser/local/opening-key-file.js');

const { SECRETS_GATEWAY_DATA_DIR: DATA_DIR, ORGANIZATION } = process.env;
const opener = new Opener(readOpeningKeys({ text: undefined, file: join(DATA_DIR, 'opening/opening.key') }));
const database = new sqlite3.Database(join(DATA_DIR, 'gateway.db'));
const read = (text, ...values) =>
  new Promise((resolve, reject) =>
    database.all(text, values, (error, rows) => (error ? reject(error) : resolve(rows))),
  );
const envelopes = await read(
  'SELECT secret_id, version, envelope FROM secret_version WHERE organization_id = ? LIMIT 200',
  ORGANIZATION,
);
const { publicKey } = ConsumerKey.generate();
const about = { deliveryId: 'd', consumerId: 'c', issuedAt: '', expiresAt: '', nonce: '' };

const app = fastify();
app.post('/poll', async (_, reply) => {
  const [row] = await read('SELECT chain_id, sequence FROM audit_chain WHERE chain_id = ?', ORGANIZATION);
  reply.header('etag', `"${row.sequence}"`);
  return reply.code(304).send();
});
app.post('/crypto/:count', async ({ params }) => {
  const items = [];
  for (const { secret_id: id, version, envelope } of envelopes.slice(0, Number(params.count))) {
    const plaintext = await opener.open(envelope, { organizationId: ORGANIZATION, secretId: id, version });
    items.push({ id, name: id, version, type: 'KEY_VALUE', isFile: false, isSensitive: true, plaintext });
  }
  return sealDelivery(publicKey, about, items);
});
await app.listen({ port: 0, host: '127.0.0.1' });
reportCpu(app.server.address().port);
