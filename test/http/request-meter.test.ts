import { RateLimited } from '../../src/core/errors';
import { addressKey, principalKey, type RateUse } from '../../src/core/rate';
import { RequestMeter } from '../../src/http/request-meter';

const [ADDRESS, PRINCIPAL] = [addressKey('192.0.2.1'), principalKey('user-1')];

/** A meter, and all that it counts. Keys in `empty` have no points left. */
function world(empty: readonly string[] = []) {
  const uses: RateUse[] = [];
  const counter = {
    state: jest.fn(),
    consume: async (use: RateUse) => {
      uses.push(use);
      if (use.keys.some((key) => empty.includes(key))) throw new RateLimited(1);
    },
  };
  return { meter: new RequestMeter(counter, '192.0.2.1'), uses };
}

describe('a request is counted', () => {
  it('for its address when it arrives, and for its principal when that is known', async () => {
    const { meter, uses } = world();
    await meter.arrive();
    await meter.identify('user-1');
    expect(uses).toEqual([
      { keys: [ADDRESS], operations: 1 },
      { keys: [PRINCIPAL], operations: 1 },
    ]);
  });

  it('with root fields beyond the first: for its principal and also its address, which refuses only who has no other', async () => {
    const known = world([ADDRESS]);
    await known.meter.identify('user-1');
    known.uses.length = 0;
    await known.meter.countRootFields(1);
    expect(known.uses).toEqual([]);
    await known.meter.countRootFields(5);
    expect(known.uses).toEqual([
      { keys: [ADDRESS], rootFields: 4 },
      { keys: [PRINCIPAL], rootFields: 4 },
    ]);
    const anonymous = world([ADDRESS]);
    await expect(anonymous.meter.countRootFields(5)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(anonymous.uses).toEqual([{ keys: [ADDRESS], rootFields: 4 }]);
  });

  it('with failures once, one for each root field at most, for address and principal', async () => {
    const { meter, uses } = world();
    await meter.identify('user-1');
    await meter.countRootFields(2);
    uses.length = 0;
    await meter.fail(0);
    await meter.fail(5);
    await meter.fail(1);
    expect(uses).toEqual([{ keys: [ADDRESS, PRINCIPAL], failures: 2 }]);
  });

  it('with work that was done, which refuses later requests and not this one', async () => {
    const { meter, uses } = world([ADDRESS]);
    await meter.charge(0);
    await meter.charge(3);
    expect(uses).toEqual([{ keys: [ADDRESS], work: 3 }]);
  });
});
