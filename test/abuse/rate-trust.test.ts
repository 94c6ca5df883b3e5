import { readConfig } from '../../src/config/config';
import type { Environment } from '../../src/config/setting';
import { type From, type RatedGateway, startRatedGateway, unusedAddress } from './rate.fixture';

const NOTHING = '{ __typename }';
const MANY = 30;

/** Runs the block on a gateway that allows ten operations, configured so. */
function describeRated(
  title: string,
  environment: Environment,
  tests: (rated: () => RatedGateway) => void,
): void {
  describe(title, () => {
    let rated: RatedGateway;
    beforeAll(async () => {
      rated = await startRatedGateway(10, environment);
    });
    afterAll(() => rated.gateway.close());
    tests(() => rated);
  });
}

async function statusesOf(rated: RatedGateway, from: From): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let count = 0; count < MANY; count++) statuses.add((await rated.ask(NOTHING, from)).status);
  return statuses;
}

describeRated(
  'trusted ranges',
  { SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: '10.1.0.0/16,2001:db8::/32,127.0.0.1' },
  (rated) => {
    it.each([
      ['10.1.255.1', 200],
      ['2001:db8:1::1', 200],
      ['10.2.0.1', 429],
      ['2001:db9::1', 429],
      ['::1', 429],
    ])('let %s end with %i', async (address, last) => {
      expect(await statusesOf(rated(), { address })).toEqual(
        last === 200 ? new Set([200]) : new Set([200, 429]),
      );
    });

    it('let a principal ask there for as much as it likes, and count what it asks for elsewhere', async () => {
      const { token } = await rated().gateway.makeCaller('MEMBER');
      expect(await statusesOf(rated(), { token, address: '10.1.0.1' })).toEqual(new Set([200]));
      expect(await rated().untilRefused(NOTHING, { token, address: unusedAddress() })).toBe(10);
    });

    it('let a trusted address forward for others: it was named', async () => {
      const headers = { 'x-forwarded-for': '198.51.100.99', via: '1.1 router' };
      expect(await statusesOf(rated(), { address: '10.1.0.1', headers })).toEqual(new Set([200]));
    });
  },
);

describeRated('trust in this machine', { SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: 'loopback' }, (rated) => {
  it.each(['127.0.0.1', '127.9.9.9', '::1'])('is trust in %s', async (address) => {
    expect(await statusesOf(rated(), { address })).toEqual(new Set([200]));
  });

  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])(
    'ends where a proxy shows that nobody has named: %s',
    async (name) => {
      const address = `127.0.1.${name.length}`;
      expect(await statusesOf(rated(), { address, headers: { [name]: '198.51.100.7' } })).toContain(429);
      expect(await statusesOf(rated(), { address })).toEqual(new Set([200]));
    },
  );
});

describeRated('callers behind a trusted proxy', { SECRETS_GATEWAY_TRUSTED_PROXIES: '10.9.0.1' }, (rated) => {
  it('are counted each by its own address, which they cannot make up', async () => {
    const behind = (forwarded: string) => ({
      address: '10.9.0.1',
      headers: { 'x-forwarded-for': forwarded },
    });
    for (let count = 0; count < MANY; count++) {
      await rated().ask(NOTHING, behind(`192.0.2.${count}, 198.51.100.1`));
    }
    expect((await rated().ask(NOTHING, behind('198.51.100.1'))).status).toBe(429);
    expect((await rated().ask(NOTHING, behind('198.51.100.2'))).status).toBe(200);
  });
});

describeRated(
  'browsers of another site',
  { SECRETS_GATEWAY_CORS_ORIGINS: 'https://app.example.com' },
  (rated) => {
    it('may read that they have to wait, and how long', async () => {
      const from = { address: unusedAddress(), headers: { origin: 'https://app.example.com' } };
      await statusesOf(rated(), from);
      const { status, headers, retryAfter } = await rated().ask(NOTHING, from);

      expect([status, retryAfter]).toEqual([429, expect.any(Number)]);
      expect(headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example.com' });
      expect(String(headers['access-control-expose-headers'])).toContain('retry-after');
    });
  },
);

describeRated('no limit of rates', { SECRETS_GATEWAY_RATE_LIMIT: 'off' }, (rated) => {
  it('lets everybody ask', async () => {
    expect(await statusesOf(rated(), { address: unusedAddress() })).toEqual(new Set([200]));
  });
});

describe('the configuration', () => {
  const trusted = (environment: Environment) => readConfig(environment).rateTrustedRanges;

  it.each([
    [{}, 'loopback'],
    [{ SECRETS_GATEWAY_HOST: '::1' }, 'loopback'],
    [{ SECRETS_GATEWAY_HOST: '127.0.0.1', SECRETS_GATEWAY_RATE_LIMIT_POINTS: '' }, 'loopback'],
    [{ SECRETS_GATEWAY_HOST: '0.0.0.0' }, []],
    [{ SECRETS_GATEWAY_RATE_LIMIT_POINTS: '100' }, []],
    [{ SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: 'none' }, []],
    [{ SECRETS_GATEWAY_HOST: '0.0.0.0', SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: 'loopback' }, 'loopback'],
    [{ SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES: '10.0.0.0/8' }, ['10.0.0.0/8']],
  ])('%j trusts %j', (environment, expected) => {
    expect(trusted(environment as Environment)).toEqual(expected);
  });

  it.each([
    ['SECRETS_GATEWAY_RATE_LIMIT', 'yes'],
    ['SECRETS_GATEWAY_RATE_LIMIT_POINTS', '-7'],
    ['SECRETS_GATEWAY_RATE_LIMIT_SECONDS', '-1'],
    ['SECRETS_GATEWAY_RATE_LIMIT_FAILURE_POINTS', 'many'],
    ['SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES', 'all'],
    ['SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES', '10.0.0.0/99'],
  ])('refuses %s=%s, and says nothing of what it was', (name, text) => {
    expect(() => readConfig({ [name]: text })).toThrow(name);
    expect(() => readConfig({ [name]: text })).not.toThrow(text);
  });
});
