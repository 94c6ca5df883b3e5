// The speed of masking: CPU time for 200 MB of output, with the secrets of a usual application.
import { randomBytes } from 'node:crypto';
import { MaskStream, maskPatterns } from '../dist/dispenser/mask/mask-stream.js';

const MEGABYTES = 200;
const secret = (bytes) => Buffer.from(randomBytes(bytes).toString('base64url'));
const pem = Buffer.from(
  `-----BEGIN PRIVATE KEY-----\n${randomBytes(1200).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`,
);
const json = Buffer.from(
  JSON.stringify({ type: 'service_account', private_key: pem.toString(), id: secret(16).toString() }),
);
const values = [...Array.from({ length: 20 }, () => secret(24)), pem, json];

const line = (index) =>
  `2026-01-01T00:00:00.000Z INFO request ${index} GET /api/items/${index * 7919} 200 12ms user=anna "Mozilla/5.0 (X11; Linux x86_64)"\n`;
const text = Buffer.from(Array.from({ length: 8000 }, (_, index) => line(index)).join(''));
const chunks = [];
for (let at = 0; at < text.length; at += 65_536) chunks.push(text.subarray(at, at + 65_536));

const stream = new MaskStream(maskPatterns(values));
let written = 0;
stream.on('data', (chunk) => {
  written += chunk.length;
});
const before = process.cpuUsage();
for (let sent = 0; sent < MEGABYTES * 1e6; ) {
  for (const chunk of chunks) {
    sent += chunk.length;
    if (!stream.write(chunk)) await new Promise((resolve) => stream.once('drain', resolve));
  }
}
stream.end();
await new Promise((resolve) => stream.once('end', resolve));
const { user, system } = process.cpuUsage(before);
const seconds = (user + system) / 1e6;
process.stdout.write(
  `${Math.round(written / 1e6)} MB in ${seconds.toFixed(1)} s of CPU: ${Math.round(written / 1e6 / seconds)} MB/s\n`,
);
