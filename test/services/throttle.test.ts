import { Throttle } from '../../src/services/throttle';

describe('a throttle', () => {
  let now = 0;
  beforeEach(() => {
    now = 1_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => now);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const counting = () => {
    const written: string[] = [];
    const throttle = new Throttle(100);
    return {
      written,
      work: (key: string) => throttle.once(key, async () => void written.push(key)),
      throttle,
    };
  };

  it('does not count work that failed', async () => {
    const { written, work, throttle } = counting();
    await expect(throttle.once('a', () => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
    await work('a');
    await work('a');
    expect(written).toEqual(['a']);
  });

  it('needs bounded memory and work, however many keys somebody makes up', async () => {
    const { written, work } = counting();
    await work('early');
    for (let made = 0; made < 5_000; made++) await work(`key ${made}`);
    // One for each of 1,000 keys, and one for all the others together.
    expect(written).toHaveLength(1_001);
    await work('early');
    expect(written).toHaveLength(1_001);
    now += 101;
    for (let made = 0; made < 5_000; made++) await work(`key ${made}`);
    expect(written.length).toBeLessThanOrEqual(2_003);
    expect(written.slice(1_001)).toContain('key 4');
  });

  it('does the work of each key once in the interval', async () => {
    const { written, work } = counting();
    for (const key of ['a', 'b', 'a', 'b']) await work(key);
    now += 99;
    await work('a');
    expect(written).toEqual(['a', 'b']);
    now += 1;
    await Promise.all([work('a'), work('a')]);
    expect(written).toEqual(['a', 'b', 'a']);
  });
});
