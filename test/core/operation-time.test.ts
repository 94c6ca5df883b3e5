import { LimitExceeded, Unavailable } from '../../src/core/errors';
import { liftTime, OperationTime, requireTime } from '../../src/core/operation-time';

describe('the time of an operation', () => {
  it('ends after its milliseconds, and when the client leaves', async () => {
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const time = new OperationTime(100);
    await time.run(async () => {
      await Promise.resolve();
      clock.mockReturnValue(1_099);
      expect(requireTime).not.toThrow();
      clock.mockReturnValue(1_100);
      expect(requireTime).toThrow(LimitExceeded);
      expect(requireTime).toThrow('100 ms');
      time.abandon();
      expect(requireTime).toThrow(Unavailable);
      liftTime();
      expect(requireTime).not.toThrow();
    });
    clock.mockRestore();
  });

  it('is none outside of it', () => {
    const time = new OperationTime(100);
    time.abandon();
    expect(requireTime).not.toThrow();
    expect(() => time.run(requireTime)).toThrow(Unavailable);
  });
});
