import { setTimeout as pause } from 'node:timers/promises';
import { PurgeSchedule } from '../../src/backend/purge-schedule';
import { Log } from '../../src/log';

describe('the schedule of purges', () => {
  /** A schedule over a purge that does what the test says. */
  function scheduleOf(purge: (signal: AbortSignal) => Promise<number>) {
    const lines: string[] = [];
    const retention = { purge: (_: Date, signal: AbortSignal) => purge(signal) };
    const log = new Log('info', (line) => lines.push(line));
    return {
      schedule: new PurgeSchedule({ purges: [['versions shredded', retention]], log, intervalMs: 1 }),
      lines,
    };
  }
  const until = async (isTrue: () => boolean) => {
    while (!isTrue()) await pause(1);
  };

  it('goes on after a failure, which is logged without its text', async () => {
    let runs = 0;
    const { schedule, lines } = scheduleOf(async () => {
      runs += 1;
      if (runs === 1) throw new Error('a text that may hold anything');
      return 7;
    });
    schedule.start();
    await until(() => runs > 3);
    await schedule.close();
    expect(lines.join('\n')).toMatch(/purge failed/);
    expect(lines.join('\n')).toMatch(/versions shredded.*7/);
    expect(lines.join('\n')).not.toContain('may hold anything');
  });

  it('waits at the end for a running purge, tells it to stop, and starts no other', async () => {
    let runs = 0;
    let isDone = false;
    const { schedule } = scheduleOf(async (signal) => {
      runs += 1;
      await until(() => signal.aborted);
      isDone = true;
      return 0;
    });
    schedule.start();
    await until(() => runs === 1);
    await schedule.close();
    expect(isDone).toBe(true);
    schedule.start();
    await pause(20);
    expect(runs).toBe(1);
  });
});
