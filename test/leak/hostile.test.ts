import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { sendRaw } from '../http/transport.fixture';
import { newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { gatewayPid } from '../support/confined';
import { createTemporaryFolder } from '../support/folder';
import { startTestGateway } from '../support/gateway';
import { exchange, jsonRequest } from './exchange';
import { type GatewayProcess, startGatewayProcess } from './gateway.process';

const folder = createTemporaryFolder('hostile');
const place = { url: () => `sqlite:${folder.path}/gateway.db`, dataFolder: () => folder.path };
const TIMEOUT_MS = 1000;
const canary = newCanary();
const C = canary.text;
let gateway: GatewayProcess;

/** The most memory, in KB, that a process has had so far; 0 where the system does not say. */
function peakMemory(pid: number): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

beforeAll(async () => {
  gateway = await startGatewayProcess(place, {
    env: { SECRETS_GATEWAY_REQUEST_TIMEOUT_MS: String(TIMEOUT_MS) },
  });
});
afterAll(async () => {
  await gateway.child.kill('SIGKILL');
  gateway.temporary.remove();
  folder.remove();
});
afterEach(async () => {
  expect((await exchange(gateway.port, { method: 'GET', path: '/health/live' })).status).toBe(200);
  new CanaryWatch(canary).add('log', gateway.child.output()).expectUnseen();
});

const HOST = 'Host: localhost\r\n';
const POST = `POST /graphql HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`;
/** What a request would be that is hidden in the body of another one. */
const HIDDEN = `GET /health/live?${C} HTTP/1.1\r\n${HOST}X-Note: ${C}\r\n\r\n`;

/** What is wrong with the framing; a proxy in front may read it in another way than we do. */
const SMUGGLED: readonly [string, string][] = [
  [
    'content length and chunks',
    `${POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  [
    'chunks and content length',
    `${POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['two content lengths', `${POST}Content-Length: 0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['two in one', `${POST}Content-Length: 0, ${HIDDEN.length}\r\n\r\n${HIDDEN}`],
  ['a negative content length', `${POST}Content-Length: -1\r\n\r\n${HIDDEN}`],
  ['a content length with a sign', `${POST}Content-Length: +0\r\n\r\n${HIDDEN}`],
  ['a content length in hex', `${POST}Content-Length: 0x0\r\n\r\n${HIDDEN}`],
  ['a content length beyond all', `${POST}Content-Length: 99999999999999999999\r\n\r\n${HIDDEN}`],
  ['an unknown encoding', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['chunks that are not last', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a space before the colon', `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a folded header', `${POST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a vertical tab', `${POST}Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n${HIDDEN}`],
  ['a chunk size that is none', `${POST}Transfer-Encoding: chunked\r\n\r\n${C}\r\n\r\n${HIDDEN}`],
  ['a chunk size beyond all', `${POST}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${HIDDEN}`],
  [
    'a chunk longer than its size',
    `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{${C}\r\n0\r\n\r\n${HIDDEN}`,
  ],
  ['a line end that is only LF', `GET /health/live HTTP/1.1\nHost: localhost\nX-Note: ${C}\n\n`],
  ['a NUL in a header', `GET / HTTP/1.1\r\n${HOST}X-Note: ${C}\0\r\n\r\n`],
  ['a CR in a header', `GET / HTTP/1.1\r\n${HOST}X-Note: ${C}\rX-Other: 1\r\n\r\n`],
  ['no host', `GET /health/live?${C} HTTP/1.1\r\nConnection: close\r\n\r\n`],
  ['an unknown version', `GET /health/live?${C} HTTP/9.9\r\n${HOST}\r\n`],
  ['no version', `GET /health/live?${C}\r\n\r\n`],
  ['an expectation of nobody', `${POST}Expect: ${C}\r\nContent-Length: 1\r\nConnection: close\r\n\r\n{`],
  ['a method that is none', `${C} / HTTP/1.1\r\n${HOST}\r\n`],
  ['the beginning of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['the beginning of TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
  ['10,000 headers', `GET / HTTP/1.1\r\n${HOST}${`${C}: ${C}\r\n`.repeat(10_000)}\r\n`],
  ['101 headers', `GET / HTTP/1.1\r\n${HOST}${'a: b\r\n'.repeat(101)}Connection: close\r\n\r\n`],
  ['a request line of 100 KB', `GET /${C.repeat(3000)} HTTP/1.1\r\n${HOST}\r\n`],
];

describe('a connection', () => {
  it.each(SMUGGLED)(
    'with %s gets one reply, 4xx, and nothing that is hidden in it is answered',
    async (_title, bytes) => {
      const reply = await sendRaw(gateway.port, [bytes]);
      const statuses = [...reply.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status);

      new CanaryWatch(canary).add('reply', reply).expectUnseen();
      expect(statuses).toEqual([expect.stringMatching(/^4\d\d$/)]);
      expect(reply).toMatch(/^cache-control: no-store\r$/im);
      expect(JSON.parse(reply.slice(reply.indexOf('\r\n\r\n')))).toHaveProperty('errors.0.extensions.code');
    },
  );

  it('that is honest gets a reply for each of its requests: the control of the ones above', async () => {
    const reply = await sendRaw(gateway.port, [
      `GET /health/live HTTP/1.1\r\n${HOST}\r\n`,
      `GET /health/live HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`,
    ]);

    expect([...reply.matchAll(/HTTP\/1\.1 200 /g)]).toHaveLength(2);
  });

  it.each([
    ['its headers', `GET / HTTP/1.1\r\n${HOST}`, `X-Note: ${C}\r\n`],
    ['its body', `${POST}Content-Length: 30000\r\n\r\n`, C],
    ['its chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\n{\r\n'],
  ])('that is slow with %s is cut off', async (_title, head, piece) => {
    let sent = 0;
    function* pieces() {
      yield head;
      for (; sent < 300; sent++) yield piece;
    }
    const reply = await sendRaw(gateway.port, pieces(), 100);

    expect(reply).not.toMatch(/^HTTP\/1\.1 (?!408)/);
    expect(sent).toBeLessThan(300);
    new CanaryWatch(canary).add('reply', `-${reply}`).expectUnseen();
  });

  it('that says nothing at all is closed, and 200 of them hinder nobody', async () => {
    const silent = Array.from({ length: 200 }, () => {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => undefined).resume();
      return new Promise((closed) => socket.on('close', closed));
    });
    expect((await exchange(gateway.port, { method: 'GET', path: '/health/live' })).status).toBe(200);
    await Promise.all(silent);
  });

  it('that goes away in the middle of a body leaves nothing behind', async () => {
    const socket = connect(gateway.port, '127.0.0.1');
    await new Promise((opened) => socket.on('connect', opened));
    socket.write(`${POST}Content-Length: 5000\r\n\r\n{"value":"${C}`);
    await new Promise((next) => setTimeout(next, 50));
    socket.resetAndDestroy();
    await new Promise((next) => setTimeout(next, 100));

    expect(gateway.child.stderr()).not.toContain('incidentId');
  });
});

describe('a body', () => {
  it('that would inflate to a gigabyte is not inflated', async () => {
    const bomb = gzipSync(gzipSync(Buffer.alloc(200_000_000)));
    const before = peakMemory(gatewayPid(gateway.child));
    for (const encoding of ['gzip', 'gzip, gzip', 'deflate', 'br', 'zstd', 'identity, gzip']) {
      const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
      expect((await exchange(gateway.port, { body: bomb, headers })).status).toBe(415);
    }
    expect(peakMemory(gatewayPid(gateway.child)) - before).toBeLessThan(100_000);
  });

  it.each([
    [
      'that nests 100,000 levels',
      `{"query":"{viewer{id}}","variables":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`,
    ],
    ['that is all brackets', '['.repeat(250_000)],
    ['with a document of 50,000 braces', JSON.stringify({ query: '{a'.repeat(50_000) })],
    ['with a document of 10,000 aliases', JSON.stringify({ query: `{${'a:__typename '.repeat(10_000)}}` })],
    [
      'with a list of 20,000 wrong items',
      JSON.stringify({
        query: 'query($a:[ID!]!){nodes(ids:$a){id}}',
        variables: { a: Array.from({ length: 20_000 }, () => ({})) },
      }),
    ],
    ['with a number of 100,000 digits', `{"query":"{viewer{id}}","variables":{"a":${'9'.repeat(100_000)}}}`],
    [
      'with an integer of 100,000 digits in the document',
      JSON.stringify({ query: `{nodes(ids:[${'9'.repeat(100_000)}]){id}}` }),
    ],
    [
      'with fragments that multiply',
      JSON.stringify({
        query: `{...a0}${Array.from({ length: 60 }, (_, n) => `fragment a${n} on Query{...a${n + 1} ...a${n + 1}}`).join('')}fragment a60 on Query{viewer{id}}`,
      }),
    ],
  ])('%s is refused at once', async (_title, body) => {
    const reply = await exchange(gateway.port, { body, headers: { 'content-type': 'application/json' } });

    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.status).toBeLessThan(500);
    expect(reply.body.length).toBeLessThan(20_000);
  });

  it('with names of Object.prototype changes nothing of it', async () => {
    const inProcess = await startTestGateway();
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const names = [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      '__defineGetter__',
      'valueOf',
    ];
    const query = 'query ($id: ID, $slug: String) { organization(id: $id, slug: $slug) { id } }';
    for (const name of names) {
      for (const value of [{ polluted: true }, { prototype: { polluted: true } }]) {
        for (const body of [
          `{"${name}":X}`,
          `{"query":"${query}","variables":{"${name}":X,"id":X}}`,
          `{"query":"${query}","extensions":{"${name}":X}}`,
          `{"query":"{ ${name} }","operationName":"${name}"}`,
        ]) {
          const reply = await inProcess.gateway.app.inject({
            method: 'POST',
            url: '/graphql',
            headers: { authorization: `Bearer ${inProcess.ownerToken}`, 'content-type': 'application/json' },
            payload: body.replaceAll('X', JSON.stringify(value)),
          });
          expect(reply.statusCode).toBeGreaterThanOrEqual(400);
          expect(reply.statusCode).toBeLessThan(500);
        }
      }
      await inProcess.gateway.app.inject({ url: `/graphql?${name}[polluted]=1&${name}=1` });
    }
    await inProcess.close();

    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it('the control: a parser that merges what it is given would have changed it', () => {
  const merge = (into: Record<string, unknown>, from: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(from)) {
      if (typeof value === 'object')
        merge(into[key] as Record<string, unknown>, value as Record<string, unknown>);
      else into[key] = value;
    }
  };
  merge({}, JSON.parse(String(jsonRequest({}).body).replace('{', '{"__proto__":{"polluted":true}')));
  const seen = ({} as Record<string, unknown>).polluted;
  delete (Object.prototype as unknown as Record<string, unknown>).polluted;

  expect(seen).toBe(true);
});
