import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '../../../src/core/errors';
import { ChainHeadLoader } from '../../../src/dispenser/consumer/chain-head-loader';
import type { Stores } from '../../../src/storage/stores';

/** Longer than reads keep from each other. */
const TURN_MS = 20;

/** A store whose reads are answered by hand, with the ids that each was asked for. */
function heldReads() {
  const asked: (readonly string[])[] = [];
  const answers: { give(position: number): void; fail(error: Error): void }[] = [];
  const consumptions = {
    positions: (_on: unknown, ids: readonly string[]) => {
      asked.push([...new Set(ids)]);
      return new Promise<Map<string, number>>((resolve, reject) => {
        answers.push({
          give: (position) => resolve(new Map(ids.map((id) => [id, position]))),
          fail: reject,
        });
      });
    },
  };
  const stores = { consumptions, database: { reader: {} } } as unknown as Stores;
  return { heads: new ChainHeadLoader(stores), asked, answers };
}

describe('the heads of audit chains', () => {
  it('are read for all who ask in one turn at once', async () => {
    const { heads, asked, answers } = heldReads();
    const both = Promise.all([
      heads.sequenceOf('org-a'),
      heads.sequenceOf('org-b'),
      heads.sequenceOf('org-a'),
    ]);
    await pause(TURN_MS);
    answers[0]?.give(7);
    expect(await both).toEqual([7, 7, 7]);
    expect(asked).toEqual([['org-a', 'org-b']]);
  });

  it('are never older than the question: who asks during a read gets the next one', async () => {
    const { heads, asked, answers } = heldReads();
    const first = heads.sequenceOf('org-a');
    await pause(TURN_MS);
    const second = heads.sequenceOf('org-a');
    const third = heads.sequenceOf('org-a');
    await pause(TURN_MS);
    expect(asked).toHaveLength(1);
    answers[0]?.give(1);
    expect(await first).toBe(1);
    await pause(TURN_MS);
    answers[1]?.give(2);
    expect(await Promise.all([second, third])).toEqual([2, 2]);
    expect(asked).toHaveLength(2);
  });

  it('are read again after a read that failed, for those who waited and for those who come', async () => {
    const { heads, answers } = heldReads();
    const first = heads.sequenceOf('org-a');
    await pause(TURN_MS);
    const waiting = heads.sequenceOf('org-a');
    answers[0]?.fail(new Unavailable());
    await expect(first).rejects.toBeInstanceOf(Unavailable);
    await pause(TURN_MS);
    answers[1]?.give(3);
    expect(await waiting).toBe(3);
  });

  it('are read at once for who asks alone, and together soon after a read', async () => {
    // However slow the machine is, no time passes between the read and the next question.
    const clock = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    const { heads, asked, answers } = heldReads();
    const alone = heads.sequenceOf('org-a');
    await nextTurn();
    expect(asked).toHaveLength(1);
    answers[0]?.give(1);
    await alone;
    const together = [heads.sequenceOf('org-a')];
    await nextTurn();
    together.push(heads.sequenceOf('org-b'));
    await pause(TURN_MS);
    answers[1]?.give(2);
    expect(await Promise.all(together)).toEqual([2, 2]);
    expect(asked).toEqual([['org-a'], ['org-a', 'org-b']]);
    clock.mockRestore();
  });

  it('of a chain without events are 0', async () => {
    const { heads, answers } = heldReads();
    const asked = heads.sequenceOf('org-a');
    await pause(TURN_MS);
    answers[0]?.give(undefined as unknown as number);
    expect(await asked).toBe(0);
  });
});
