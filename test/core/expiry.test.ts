import { hasExpired, requireFuture } from '../../src/core/expiry';

const NOW = new Date('2030-01-31T12:00:00.000Z');
const after = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);

it.each([
  [-1, true],
  [0, true],
  [1, false],
])('a subject that expires %d ms after a time has expired then: %s', (milliseconds, expected) => {
  expect(hasExpired({ expiresAt: after(milliseconds) }, NOW)).toBe(expected);
  expect(hasExpired({ expiresAt: null }, NOW)).toBe(false);
});

it('an expiry is after now and before the year 10000, or there is none', () => {
  const check = (given: Date | null | undefined) => () =>
    requireFuture(given, NOW, 'It expires later.', 'end');
  for (const fine of [null, undefined, after(1), new Date('9999-12-31T23:59:59.999Z')]) {
    expect(check(fine)).not.toThrow();
  }
  for (const bad of [after(0), after(-1), new Date(Date.UTC(10_000, 0)), new Date(Number.NaN)]) {
    expect(check(bad)).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ path: 'end', rule: 'future' })] }),
    );
  }
});
