import { KnownCredentials } from '../../src/http/known-credentials';
import { TEST_ORIGIN } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { times } from './operations';
import { type From, type RatedGateway, startRatedGateway, unusedAddress } from './rate.fixture';

const POINTS = 30;
const NOTHING = '{ __typename }';
const VIEWER = '{ viewer { id } }';
const UNKNOWN = `sgw_${'0'.repeat(40)}`;

describeOnEachDatabase('behind one address', (tested) => {
  let rated: RatedGateway;
  beforeAll(async () => {
    rated = await startRatedGateway(POINTS, {}, tested);
  });
  afterAll(() => rated.gateway.close());

  const status = async (query: string, from: From) => (await rated.ask(query, from)).status;
  const exhausted = async (token = UNKNOWN) => {
    const address = unusedAddress();
    await rated.untilRefused(NOTHING, { address, token });
    return address;
  };

  it('a valid token is served whatever others send, up to the points of its principal', async () => {
    const { token } = await rated.gateway.makeCaller('OWNER');
    const address = await exhausted();
    expect(await status(NOTHING, { address })).toBe(429);
    expect(await status(NOTHING, { address, token: UNKNOWN })).toBe(429);
    expect(await rated.untilRefused(VIEWER, { address, token })).toBe(POINTS);
    const { token: another } = await rated.gateway.makeCaller('OWNER');
    expect(await status(VIEWER, { address, token: another })).toBe(200);
  });

  it('a valid token may use several root fields and a dialect, too', async () => {
    const { token } = await rated.gateway.makeCaller('OWNER');
    const address = await exhausted();
    expect(await status(`{ ${times(5, (n) => `a${n}: __typename`)} }`, { address, token })).toBe(200);
    const list = { url: '/orgs/default/codespaces/secrets' };
    expect((await rated.send(list, { address, token })).status).toBe(200);
    expect((await rated.send(list, { address, token: UNKNOWN })).status).toBe(429);
  });

  it('a token that is known stays served when unknown ones have used up all look-ups; a new one waits', async () => {
    const [known, unseen] = [
      await rated.gateway.makeCaller('OWNER'),
      await rated.gateway.makeCaller('OWNER'),
    ];
    const address = await exhausted();
    expect(await status(VIEWER, { address, token: known.token })).toBe(200);
    for (let count = 0; count < POINTS; count += 1) await rated.ask(NOTHING, { address, token: UNKNOWN });
    expect(await status(VIEWER, { address, token: known.token })).toBe(200);
    expect(await status(VIEWER, { address, token: unseen.token })).toBe(429);
    expect(await status(VIEWER, { address: unusedAddress(), token: unseen.token })).toBe(200);
  });

  it('a token that ended is like an unknown one, and its refusal is not recorded', async () => {
    const caller = await rated.gateway.makeCaller('OWNER');
    const address = await exhausted();
    expect(await status(VIEWER, { address, token: caller.token })).toBe(200);
    const { services } = rated.gateway.gateway;
    const { tokenId: id } = await services.authentication.ofToken(caller.token, TEST_ORIGIN);
    await rated.gateway.data(
      'mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { token { id } } }',
      {
        input: { id },
      },
    );
    expect(await status(VIEWER, { address, token: caller.token })).toBe(401);
    expect(await status(VIEWER, { address, token: caller.token })).toBe(429);
  });
});

describe('credentials that are remembered', () => {
  it('are those of the last minute, at most 10,000, and hold no credential', () => {
    const known = new KnownCredentials();
    known.add('Bearer one', 0);
    expect([59_999, 60_000].map((now) => known.has('Bearer one', now))).toEqual([true, false]);
    expect(known.has('Bearer two', 1)).toBe(false);
    known.forget('Bearer one');
    expect(known.has('Bearer one', 1)).toBe(false);
    for (let index = 0; index <= 10_000; index += 1) known.add(`Bearer ${index}`, 0);
    expect(['Bearer 0', 'Bearer 1', 'Bearer 10000'].map((each) => known.has(each, 1))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
