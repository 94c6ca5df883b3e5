import { callsOf, cpuGrowth, LINEAR_GROWTH } from './work';

describe('the growth of CPU time', () => {
  it('distinguishes linear from quadratic work', async () => {
    const linear = (size: number) => 'a'.repeat(size * 100).replace(/b/g, '');
    const quadratic = (size: number) => /a+$/.test(`${'a'.repeat(size)}b`);
    expect(await cpuGrowth(linear, 5_000)).toBeLessThan(LINEAR_GROWTH);
    expect(await cpuGrowth(quadratic, 1_000)).toBeGreaterThan(LINEAR_GROWTH);
  });
});

describe('the calls of functions', () => {
  const one = (n: number) => n + 1;
  const work = (times: number) => () => {
    let sum = 0;
    for (let each = 0; each < times; each++) sum = one(sum);
    return sum;
  };

  /** What else runs in the process, such as a timer of the test runner, only adds calls. */
  const leastCalls = async (run: () => unknown) => {
    const counts: number[] = [];
    for (let round = 0; round < 5; round++) counts.push(await callsOf(run));
    return Math.min(...counts);
  };

  it('are counted, however often the code has run before', async () => {
    work(100_000)();
    const none = await leastCalls(work(0));
    // The engine may lose a few when it collects garbage meanwhile.
    for (const calls of [1_000, 2_000]) {
      const share = ((await leastCalls(work(calls))) - none) / calls;
      expect(Math.abs(share - 1)).toBeLessThan(0.05);
    }
  });
});
