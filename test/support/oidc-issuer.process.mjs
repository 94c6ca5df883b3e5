// An OpenID Connect issuer for tests, in a process of its own. It prints one line with its two addresses: the issuer's,
// which can be taken down and brought up again on the same port, and one to control it with.
import { createHmac, generateKeyPairSync, randomUUID, sign as signBytes } from 'node:crypto';
import { createServer } from 'node:http';

/** How each algorithm signs and what key it needs. */
const ALGORITHMS = {
  RS256: { pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }), hash: 'sha256', options: {} },
  PS256: {
    pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    hash: 'sha256',
    options: { padding: 6, saltLength: 32 },
  },
  ES256: {
    pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    hash: 'sha256',
    options: { dsaEncoding: 'ieee-p1363' },
  },
  EdDSA: { pair: () => generateKeyPairSync('ed25519'), hash: null, options: {} },
};

let keys = [];
let mode = {};
const requests = [];
const base64url = (value) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function keyFor(alg) {
  let key = keys.find((each) => each.alg === alg);
  if (key === undefined) {
    key = { alg, kid: randomUUID(), ...ALGORITHMS[alg].pair() };
    keys.push(key);
  }
  return key;
}

function publicKeys() {
  return keys.map(({ alg, kid, publicKey }) => ({
    ...publicKey.export({ format: 'jwk' }),
    alg,
    kid,
    use: 'sig',
  }));
}

/** @param how `alg`, `claims`, `header` (undefined fields are left out), `signedWith`: `unknown`, `publicKey`, `nothing`. */
function mint({ alg = 'RS256', claims = {}, header = {}, signedWith } = {}) {
  const key = keyFor(ALGORITHMS[alg] ? alg : 'RS256');
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: issuer(), aud: 'gateway', sub: 'subject', iat: now, exp: now + 600, ...claims };
  for (const [name, value] of Object.entries(payload)) if (value === null) delete payload[name];
  const head = { alg, typ: 'JWT', kid: key.kid, ...header };
  for (const [name, value] of Object.entries(head)) if (value === null) delete head[name];
  const input = `${base64url(head)}.${base64url(payload)}`;
  const signature = () => {
    if (signedWith === 'nothing') return '';
    if (signedWith === 'publicKey' || signedWith === 'publicJwk') {
      const jwk = publicKeys().find(({ kid }) => kid === key.kid);
      const secret =
        signedWith === 'publicKey'
          ? key.publicKey.export({ type: 'spki', format: 'pem' })
          : JSON.stringify(jwk);
      return createHmac('sha256', secret).update(input).digest('base64url');
    }
    const { hash, options, pair } = ALGORITHMS[key.alg];
    const privateKey = signedWith === 'unknown' ? pair().privateKey : key.privateKey;
    return signBytes(hash, Buffer.from(input), { key: privateKey, ...options }).toString('base64url');
  };
  return `${input}.${signature()}`;
}

const answers = {
  '/.well-known/openid-configuration': () => {
    const document = { issuer: issuer(), jwks_uri: `${issuer()}${mode.jwksPath ?? '/jwks'}` };
    switch (mode.discovery) {
      case 'redirecting':
        return [302, '', { location: `${issuer()}/moved` }];
      case 'naming another issuer':
        return [200, JSON.stringify({ ...document, issuer: 'https://issuer.example' })];
      case 'without keys':
        return [200, JSON.stringify({ issuer: issuer() })];
      case 'garbage':
        return [200, '<html>'];
      case 'failing':
        return [500, JSON.stringify(document)];
      default:
        return [200, JSON.stringify(document)];
    }
  },
  '/moved': () => [200, JSON.stringify({ issuer: issuer(), jwks_uri: `${issuer()}/jwks` })],
  '/jwks': () => keySet('/jwks'),
  '/jwks-2': () => keySet('/jwks-2'),
};

function keySet(path) {
  if ((mode.jwksPath ?? '/jwks') !== path) return [404, ''];
  if (mode.jwks === 'failing') return [500, ''];
  if (mode.jwks === 'garbage') return [200, '<html>'];
  if (mode.jwks === 'malformed') return [200, JSON.stringify({ keys: 'none' })];
  if (mode.jwks === 'redirecting') return [302, '', { location: `${issuer()}/jwks-2` }];
  return [200, JSON.stringify({ keys: publicKeys() })];
}

const server = createServer((request, response) => {
  requests.push(request.url);
  const [status, body, headers] = answers[request.url]?.() ?? [404, ''];
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
});
const listen = (one, port = 0) =>
  new Promise((resolve) => one.listen(port, '127.0.0.1', () => resolve(one.address().port)));
const port = await listen(server);
const issuer = () => `http://127.0.0.1:${port}`;

const commands = {
  mint,
  /** New keys for all algorithms in use; `keep` leaves the old ones beside them. */
  rotate: ({ keep = false } = {}) => {
    const algorithms = keys.map(({ alg }) => alg);
    const old = keys;
    keys = [];
    for (const alg of algorithms) keyFor(alg);
    if (keep) keys.push(...old);
  },
  serve: (given) => {
    mode = given;
  },
  down: () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  up: () => listen(server, port),
  requests: () => requests.splice(0),
};

const control = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const result = await commands[request.url.slice(1)](body === '' ? {} : JSON.parse(body));
  response.end(JSON.stringify(result ?? null));
});
keyFor('RS256');
console.log(`issuer ${issuer()} control http://127.0.0.1:${await listen(control)}`);
