import dns from 'node:dns/promises';
import { OpenError } from '../../../src/crypto/crypto.error';
import { Opener } from '../../../src/crypto/open/open';
import { UPSTREAM_LIMITS } from '../../../src/dispenser/upstream/upstream-client';
import { expectNoCanary, findCanary, newCanary } from '../../support/canary';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';
import { postProven } from '../proof.fixture';
import { startSocket, startUpstream, stopUpstreams, type TestUpstream } from '../upstream/upstream.fixture';
import { policyFor } from './injection.fixture';

const canary = newCanary();
const METADATA = '169.254.169.254';

describeOnEachDatabase('an injected request, as an operator sees it afterwards', (tested) => {
  let world: DispensingWorld;
  let upstream: TestUpstream;
  let registered: Registered;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    registered = await world.register({ uses: { namePrefix: 'O_' } });
    upstream = await startUpstream();
    await store('O_TOKEN', upstream.host);
  });
  beforeEach(() => {
    // A time that a test can wait for.
    jest.replaceProperty(UPSTREAM_LIMITS, 'totalMs', 600);
    upstream.answer = (_request, response) => void response.end('{}');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await stopUpstreams();
    await world.close();
  });

  const store = (name: string, host: string, value = canary.text) =>
    world.store(name, value, { usePolicy: policyFor(host, { hosts: [host, upstream.host] }) });
  const wanted = (name: string, host = upstream.host, more: object = {}) =>
    JSON.stringify({ url: `http://${host}/v1`, auth: { type: 'bearer', secret_ref: name }, ...more });
  const send = async (body: string) => {
    const response = await postProven(world.url, '/requests', body, registered);
    const text = await response.text();
    const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] };
    return { status: response.status, code: errors?.[0]?.extensions.code, text };
  };
  const counts = async () => ({
    create: (await world.events('injection.create')).length,
    refuse: (await world.events('injection.refuse')).length,
    fail: (await world.events('injection.fail')).length,
  });
  /** What the actions have more events of afterwards, and the answer. */
  const watched = async (body: string) => {
    const before = await counts();
    const answer = await send(body);
    const after = await counts();
    const added = Object.entries(after).flatMap(([action, count]) =>
      Array.from({ length: count - before[action as keyof typeof before] }, () => action),
    );
    const all = await Promise.all(
      ['create', 'refuse', 'fail'].map((verb) => world.events(`injection.${verb}`)),
    );
    expectNoCanary(
      'an answer, the audit log or the log',
      [answer.text, JSON.stringify(all), ...world.lines].join(),
      [canary],
    );
    return { ...answer, added };
  };

  it('was admitted on record before the upstream got a byte', async () => {
    let seen: number | undefined;
    const { create } = await counts();
    upstream.answer = (_request, response) => {
      void counts().then((now) => {
        seen = now.create - create;
        response.end('{}');
      });
    };
    expect(await watched(wanted('O_TOKEN'))).toMatchObject({ status: 200, added: ['create'] });
    expect(seen).toBe(1);
  });

  it('that the upstream echoed is answered without the value', async () => {
    upstream.answer = ({ headers }, response) => {
      response.setHeader('x-echo', String(headers.authorization));
      response.end(`${headers.authorization} ${Buffer.from(canary.text).toString('base64')}`);
    };
    const { status, text } = await watched(wanted('O_TOKEN'));
    expect([status, (JSON.parse(text) as { body: string }).body]).toEqual([
      200,
      expect.stringMatching(/^Bearer \[REDACTED\] \[REDACTED\]/),
    ]);
    // The control: the upstream had it, and the same search finds it there.
    expect(findCanary(String(upstream.received.at(-1)!.headers.authorization), canary)).not.toEqual([]);
  });

  it.each<[string, TestUpstream['answer'], number, string]>([
    ['says nothing', () => undefined, 504, 'UPSTREAM_TIMEOUT'],
    [
      'is slow, a byte at a time',
      (_request, response) => {
        const drip = setInterval(() => response.write('x'), 50);
        response.on('close', () => clearInterval(drip));
      },
      504,
      'UPSTREAM_TIMEOUT',
    ],
    [
      'has no end',
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 'x')));
        };
        response.on('drain', more).on('error', () => undefined);
        more();
      },
      502,
      'UPSTREAM_TOO_LARGE',
    ],
    [
      'answers in an encoding that hides the value',
      ({ headers }, response) =>
        void response.writeHead(200, { 'content-encoding': 'zstd' }).end(headers.authorization),
      502,
      'UPSTREAM_MALFORMED',
    ],
    ['hangs up', (_request, response) => void response.socket?.destroy(), 502, 'UPSTREAM_UNREACHABLE'],
  ])('whose upstream %s has failed on record, and how', async (_what, answer, status, code) => {
    upstream.answer = answer;
    expect(await watched(wanted('O_TOKEN'))).toMatchObject({ status, code, added: ['create', 'fail'] });
    const [failed] = await world.events('injection.fail');
    const [admitted] = await world.events('injection.create');
    expect(failed).toMatchObject({
      subjectId: registered.consumer.id,
      principalKind: 'CONSUMER',
      detail: { reason: code, host: '127.0.0.1', port: upstream.port, method: 'GET', path: '/v1' },
    });
    const requestIds = [failed, admitted].map(
      (event) => (event as unknown as { requestId: string }).requestId,
    );
    expect(new Set(requestIds).size).toBe(1);
  });

  it('whose upstream speaks no HTTP, or is not there, has failed on record', async () => {
    const { host } = await startSocket((socket) => void socket.end('SSH-2.0-OpenSSH_9.0\r\n'));
    await store('O_SSH', host);
    expect(await watched(wanted('O_SSH', host))).toMatchObject({
      code: 'UPSTREAM_MALFORMED',
      added: ['create', 'fail'],
    });
    await store('O_NOBODY', '127.0.0.1:1');
    expect(await watched(wanted('O_NOBODY', '127.0.0.1:1'))).toMatchObject({
      code: 'UPSTREAM_UNREACHABLE',
      added: ['create', 'fail'],
    });
  });

  it('to a host that only looks like the allowed one is refused', async () => {
    await store('O_HOST', 'api.example.com');
    const before = upstream.connections();
    const resolving = jest.spyOn(dns, 'lookup');
    // A Cyrillic letter, a name that begins with the allowed one, and one that ends so.
    for (const host of ['аpi.example.com', 'api.example.com.evil.example', 'evil-api.example.com']) {
      const body = JSON.stringify({
        url: `https://${host}/`,
        auth: { type: 'bearer', secret_ref: 'O_HOST' },
      });
      expect(await watched(body)).toMatchObject({ status: 403, code: 'USE_REFUSED', added: ['refuse'] });
    }
    expect([resolving.mock.calls, upstream.connections()]).toEqual([[], before]);
  });

  it.each([
    ['the metadata service as IPv6', `[::ffff:${METADATA}]`],
    ['the metadata service by NAT64', `[64:ff9b::${METADATA}]`],
    ['an inner address in IPv6', '[fd00::1]'],
    ['an inner address', '10.0.0.1'],
  ])('to %s is refused, although the policy names it', async (what, host) => {
    const name = `O_${what.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
    const { hostname } = new URL(`https://${host}`);
    await store(name, hostname);
    const body = JSON.stringify({ url: `https://${host}/`, auth: { type: 'bearer', secret_ref: name } });
    expect(await watched(body)).toMatchObject({
      status: 403,
      code: 'ADDRESS_REFUSED',
      added: ['create', 'refuse'],
    });
    expect((await world.events('injection.refuse'))[0]).toMatchObject({
      detail: { reason: 'ADDRESS_REFUSED' },
    });
  });

  it('to a name that resolves to another network is refused, and one that changes its address stays where it was', async () => {
    await store('O_REBINDING', `rebinding.example:${upstream.port}`);
    const host = `rebinding.example:${upstream.port}`;
    const resolving = jest.spyOn(dns, 'lookup');
    const addresses = (...each: string[]) => each.map((address) => ({ address, family: 4 })) as never;
    const before = upstream.connections();
    resolving.mockResolvedValueOnce(addresses('127.0.0.1', METADATA));
    expect(await watched(wanted('O_REBINDING', host))).toMatchObject({
      code: 'ADDRESS_REFUSED',
      added: ['create', 'refuse'],
    });
    expect(upstream.connections()).toBe(before);
    resolving.mockResolvedValueOnce(addresses('127.0.0.1')).mockResolvedValue(addresses(METADATA));
    expect(await watched(wanted('O_REBINDING', host))).toMatchObject({ status: 200, added: ['create'] });
    expect([resolving.mock.calls.length, upstream.connections()]).toEqual([2, before + 1]);
  });

  it('with a value that would begin another header is refused, and nothing is sent', async () => {
    await store('O_LINES', upstream.host, `${canary.text}\r\nx-evil: yes`);
    const before = upstream.connections();
    expect(await watched(wanted('O_LINES'))).toMatchObject({
      status: 422,
      code: 'VALUE_UNFIT',
      added: ['create', 'refuse'],
    });
    expect(upstream.connections()).toBe(before);
  });

  it('with a secret that is not there is refused, and nothing is sent', async () => {
    const before = upstream.connections();
    const body = wanted('O_TOKEN', upstream.host, { headers: { 'x-api-key': '{{secrets.O_NOTHING}}' } });
    expect(await watched(body)).toMatchObject({ status: 404, code: 'SECRET_NOT_FOUND', added: ['refuse'] });
    expect(upstream.connections()).toBe(before);
  });

  it('with a value that does not open here is refused, and nothing is sent', async () => {
    jest.spyOn(Opener.prototype, 'open').mockRejectedValueOnce(new OpenError());
    const before = upstream.connections();
    expect(await watched(wanted('O_TOKEN'))).toMatchObject({
      status: 422,
      code: 'KEY_UNAVAILABLE',
      added: ['create', 'refuse'],
    });
    expect(upstream.connections()).toBe(before);
    expect(await watched(wanted('O_TOKEN'))).toMatchObject({ status: 200, added: ['create'] });
  });
});
