import {
  MOST_REFUSALS,
  REFUSAL_INTERVAL_MS,
  RefusalLimit,
} from '../../../src/dispenser/consumer/refusal-limit';

describe('a refusal of a caller without an identity', () => {
  it('is recorded once in an interval, and the next record counts the others', () => {
    const limit = new RefusalLimit();
    expect(limit.admit('a', 0)).toBe(0);
    expect([limit.admit('a', 1), limit.admit('a', REFUSAL_INTERVAL_MS - 1)]).toEqual([undefined, undefined]);
    expect(limit.admit('a', REFUSAL_INTERVAL_MS)).toBe(2);
    expect(limit.admit('b', REFUSAL_INTERVAL_MS)).toBe(0);
  });

  it('is recorded no more than so often in all, whatever the keys', () => {
    const limit = new RefusalLimit();
    const recorded = Array.from({ length: MOST_REFUSALS + 50 }, (_, index) => limit.admit(`${index}`, 5));
    expect(recorded.filter((count) => count === 0)).toHaveLength(MOST_REFUSALS);
    expect(recorded.at(-1)).toBeUndefined();
    expect(limit.admit('next', 5 + REFUSAL_INTERVAL_MS)).toBe(50);
  });
});
