import { RequestLimit } from '../../../src/dispenser/consumer/request-limit';

const passes = (limit: RequestLimit, key: string, now: number) => {
  try {
    limit.count(key, now);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'RATE_LIMITED' });
    return false;
  }
};

describe('a limit of requests', () => {
  it('lets each key through so often, and again in the next window', () => {
    const limit = new RequestLimit(2, 1000);
    expect([0, 1, 2, 999].map((now) => passes(limit, 'one', now))).toEqual([true, true, false, false]);
    expect(passes(limit, 'two', 999)).toBe(true);
    expect(passes(limit, 'one', 1000)).toBe(true);
  });

  it('tells the whole seconds until the next window', () => {
    const limit = new RequestLimit(1, 60_000);
    limit.count('one', 5_000);
    expect(() => limit.count('one', 6_500)).toThrow(expect.objectContaining({ retryAfterSeconds: 59 }));
  });

  it('counts keys beyond 10,000 together, and lifts no limit for those it knows', () => {
    const limit = new RequestLimit(1, 1000);
    for (let index = 0; index < 10_000; index += 1) limit.count(`key ${index}`, 0);
    expect(passes(limit, 'key 0', 1)).toBe(false);
    expect([1, 2].map((index) => passes(limit, `other ${index}`, 1))).toEqual([true, false]);
    expect(passes(limit, 'other 3', 1001)).toBe(true);
  });
});
