import { expectNoCanary, findCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from './dispenser.fixture';
import { policyFor } from './injection/injection.fixture';
import { post, postProven } from './proof.fixture';
import { startUpstream, stopUpstreams, type TestUpstream } from './upstream/upstream.fixture';

const canary = newCanary();
const HIDDEN = canary.text;
const AUTH = { type: 'bearer', secret_ref: 'M_TOKEN' };
const wire = (url: string, more: object = {}) => JSON.stringify({ url, auth: AUTH, ...more });
const host = (name: string) => wire(`https://${name}/${HIDDEN}`);

/** Path, what is wrong, body, and what the answer and the audit event name: reason, place, rule. */
const MALFORMED: readonly (readonly [string, string, string, string, string, string])[] = [
  ['/requests', 'a body that is no JSON', `{"url":"${HIDDEN}`, 'BAD_REQUEST', 'body', 'syntax'],
  ['/requests', 'a key twice', `{"url":"${HIDDEN}","url":"x"}`, 'BAD_REQUEST', 'body', 'duplicate_key'],
  ['/requests', 'nothing', '', 'BAD_USER_INPUT', 'body', 'type'],
  [
    '/requests',
    'an unknown field',
    wire('https://a.example/', { [HIDDEN]: 1 }),
    'BAD_USER_INPUT',
    '[2]',
    'unknown_field',
  ],
  [
    '/requests',
    'no secret at all',
    `{"url":"https://a.example/${HIDDEN}"}`,
    'BAD_USER_INPUT',
    'auth',
    'required',
  ],
  ['/requests', 'a user before the host', host('user@evil.example'), 'BAD_USER_INPUT', 'url', 'format'],
  ['/requests', 'a final dot', host('api.example.com.'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'an encoded host', host('%61pi.example.com'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'a decimal address', host('2130706433'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'a hexadecimal address', host('0x7f000001'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'an octal address', host('0177.0.0.1'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'a short address', host('127.1'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'IPv6 with a zone', host('[fe80::1%25eth0]'), 'BAD_USER_INPUT', 'url', 'host'],
  ['/requests', 'IPv6 without brackets', host('::1'), 'BAD_USER_INPUT', 'url', 'format'],
  [
    '/requests',
    'a header with another one in it',
    wire('https://a.example/', { headers: { 'x-a': `b\r\nx-evil: ${HIDDEN}` } }),
    'BAD_USER_INPUT',
    'headers[0]',
    'format',
  ],
  [
    '/requests',
    'the header Host',
    wire('https://a.example/', { headers: { Host: `${HIDDEN}.example` } }),
    'BAD_USER_INPUT',
    'headers[0]',
    'forbidden',
  ],
  ['/deliveries', 'a body that is no JSON', `${HIDDEN}`, 'BAD_REQUEST', 'body', 'syntax'],
  ['/deliveries', 'a list', `["${HIDDEN}"]`, 'BAD_USER_INPUT', '', 'object'],
  ['/deliveries', 'an unknown field', `{"${HIDDEN}":1}`, 'BAD_USER_INPUT', '', 'unknown_field'],
  [
    '/deliveries',
    'a number for a nonce',
    `{"nonce":1,"only":["${HIDDEN}"]}`,
    'BAD_USER_INPUT',
    'nonce',
    'type',
  ],
  ['/deliveries', 'one name without a list', `{"only":"${HIDDEN}"}`, 'BAD_USER_INPUT', 'only', 'type'],
  [
    '/deliveries',
    'too many names',
    `{"only":${JSON.stringify(Array(501).fill(HIDDEN))}}`,
    'BAD_USER_INPUT',
    'only',
    'limit',
  ],
  ['/codes', 'a body that is no JSON', `[${HIDDEN}`, 'BAD_REQUEST', 'body', 'syntax'],
  ['/codes', 'nothing', '', 'BAD_USER_INPUT', 'secrets', 'type'],
  ['/codes', 'an unknown field', `{"secrets":[],"${HIDDEN}":1}`, 'BAD_USER_INPUT', '', 'unknown_field'],
  ['/codes', 'no name', '{"secrets":[]}', 'BAD_USER_INPUT', 'secrets', 'limit'],
  [
    '/codes',
    '21 names',
    `{"secrets":${JSON.stringify(Array(21).fill(HIDDEN))}}`,
    'BAD_USER_INPUT',
    'secrets',
    'limit',
  ],
  ['/codes', 'a number among the names', `{"secrets":["${HIDDEN}",1]}`, 'BAD_USER_INPUT', 'secrets', 'type'],
];
const ACTIONS: Readonly<Record<string, string>> = {
  '/requests': 'injection',
  '/deliveries': 'delivery',
  '/codes': 'code',
};

describeOnEachDatabase('a malformed request', (tested) => {
  let world: DispensingWorld;
  let upstream: TestUpstream;
  let registered: Registered;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
    upstream = await startUpstream();
    const usePolicy = policyFor(upstream.host, { waysOut: ['DELIVER', 'INJECT'] });
    await world.store('M_TOKEN', 'value of the token', { usePolicy });
    registered = await world.register({ uses: { namePrefix: 'M_' } });
  });
  afterAll(async () => {
    await stopUpstreams();
    await world.close();
  });

  it.each(MALFORMED)(
    'to %s with %s is answered to its consumer only, with one audit event and without a value',
    async (path, _what, body, reason, at, rule) => {
      const noun = ACTIONS[path];
      const [before, done] = [await world.events(`${noun}.refuse`), await world.events(`${noun}.create`)];
      const lines = world.lines.length;
      const stranger = await post(world.url, path, body);
      const [unknown, told] = [await stranger.text(), JSON.stringify([reason, rule])];
      expect([stranger.status, unknown]).toEqual([401, expect.stringContaining('"UNAUTHENTICATED"')]);
      expect([unknown.includes('violations'), unknown.includes('JSON')]).toEqual([false, false]);
      expect(await world.events(`${noun}.refuse`)).toHaveLength(before.length);

      const response = await postProven(world.url, path, body, registered);
      const text = await response.text();
      const [first] = (
        JSON.parse(text) as { errors: { extensions: { code: string; violations?: object[] } }[] }
      ).errors;
      expect([response.status, first!.extensions.code]).toEqual([400, reason]);
      if (reason === 'BAD_USER_INPUT') {
        expect(first!.extensions.violations).toEqual([expect.objectContaining({ path: at, rule })]);
      }
      const [event, ...older] = await world.events(`${noun}.refuse`);
      expect(event).toMatchObject({
        outcome: 'REFUSED',
        subjectId: registered.consumer.id,
        detail: { reason, at, rule },
      });
      expect(older).toEqual(before);
      expect(await world.events(`${noun}.create`)).toEqual(done);
      expect(upstream.connections()).toBe(0);
      for (const seen of [unknown, text, JSON.stringify(event), world.lines.slice(lines).join('')]) {
        expectNoCanary(`what is seen of ${told}`, seen, [canary]);
      }
    },
  );

  it('is looked for in a place where it would be found: the control', async () => {
    expect(MALFORMED.filter(([, , body]) => findCanary(body, canary).length > 0).length).toBeGreaterThan(20);
  });

  it('is one that asks for a secret by name which is not there, and then nothing is delivered', async () => {
    const before = await world.events('delivery.create');
    const response = await postProven(
      world.url,
      '/deliveries',
      '{"only":["M_TOKEN","M_NOTHING"]}',
      registered,
    );
    const text = await response.text();
    expect([response.status, text]).toEqual([
      400,
      expect.stringContaining('"path":"only[1]","rule":"not_found"'),
    ]);
    expect(text).not.toContain('ciphertext');
    expect(await world.events('delivery.create')).toEqual(before);
    expect((await world.events('delivery.refuse'))[0]).toMatchObject({
      outcome: 'REFUSED',
      detail: { reason: 'SECRET_NOT_FOUND', at: 'only[1]', rule: 'not_found', secretId: null },
    });
    expect((await postProven(world.url, '/deliveries', '{"only":["M_TOKEN"]}', registered)).status).toBe(200);
  });

  it('for a challenge is refused without an event: nobody has shown yet who asks', async () => {
    for (const body of ['{"consumerId"', '[]', '{"consumerId":1}']) {
      expect((await post(world.url, '/challenges', body)).status).toBe(400);
    }
  });
});
