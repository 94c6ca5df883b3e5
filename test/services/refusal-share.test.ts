import { MOST_REFUSALS, RefusalShare } from '../../src/services/refusal-share';

const MINUTE = 60_000;

describe('the refusals of a principal', () => {
  const admitted = (share: RefusalShare, times: number, now: number, principalId = 'a', count = 1) =>
    Array.from({ length: times }, () => share.admit(principalId, 'chain', count, now)).filter(
      (each) => each !== undefined,
    );

  it('are recorded up to the most in a minute, and the next minute tells how many were not', () => {
    const share = new RefusalShare();
    expect(admitted(share, MOST_REFUSALS + 5, 0, 'a', 3)).toHaveLength(MOST_REFUSALS);
    expect(share.admit('a', 'chain', 1, MINUTE - 1)).toBeUndefined();
    expect(share.admit('a', 'other', 1, MINUTE)).toBe(0);
    expect(share.admit('a', 'chain', 1, MINUTE)).toBe(16);
    expect(share.admit('a', 'chain', 1, MINUTE)).toBe(0);
  });

  it('do not use up the share of another principal', () => {
    const share = new RefusalShare();
    admitted(share, MOST_REFUSALS, 0);
    expect(share.admit('a', 'chain', 1, 0)).toBeUndefined();
    expect(share.admit('b', 'chain', 1, 0)).toBe(0);
  });

  it('are bounded in all, whoever they are of', () => {
    const share = new RefusalShare();
    const recorded = Array.from({ length: 5_000 }, (_, each) => share.admit(`p${each}`, 'chain', 1, 0));
    expect(recorded.filter((each) => each !== undefined)).toHaveLength(1_000 + MOST_REFUSALS);
  });
});
