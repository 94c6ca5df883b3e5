import { Outage } from '../../src/core/outage';

it('lets nobody ask for twice as long after each failure, and for 30 seconds at most', () => {
  const outage = new Outage(1_000);
  const waits: number[] = [];
  let now = 0;
  for (let failure = 0; failure < 8; failure += 1) {
    const before = now;
    outage.failed(now);
    outage.failed(now + 1);
    while (outage.isOn(now)) now += 500;
    waits.push(now - before);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

it('ends with an answer', () => {
  const outage = new Outage(1_000);
  expect(outage.isOn(0)).toBe(false);
  outage.failed(0);
  outage.failed(1_000);
  expect(outage.isOn(2_000)).toBe(true);
  outage.ended();
  expect(outage.isOn(2_000)).toBe(false);
  outage.failed(2_000);
  expect([outage.isOn(2_999), outage.isOn(3_000)]).toEqual([true, false]);
});
