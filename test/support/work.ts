import { Session } from 'node:inspector/promises';

/** How much larger the second input of {@link cpuGrowth} is than the first. */
const FACTOR = 8;
/** The CPU time, in microseconds, from which a measurement counts: less is noise. */
const LEAST_MICROSECONDS = 4_000;
const ROUNDS = 5;
/** So many rounds are made before the time counts as more than proportional: on a busy machine the shortest is rare. */
const MOST_ROUNDS = 40;

/**
 * How many times more CPU time `run` takes for an input that is 8 times larger: about 8 when the time is proportional to
 * the size, about 64 when it is quadratic. The speed of the machine and of its neighbours cancels out.
 *
 * @param size of the smaller input, in any unit
 */
export async function cpuGrowth(run: (size: number) => unknown, size: number): Promise<number> {
  let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (round >= ROUNDS && large / small < LINEAR_GROWTH) break;
    small = Math.min(small, await cpuOf(run, size));
    large = Math.min(large, await cpuOf(run, size * FACTOR));
  }
  return large / small;
}

/** What {@link cpuGrowth} stays below when the time is proportional to the size, and exceeds when it is quadratic. */
export const LINEAR_GROWTH = 24;

/** Microseconds of one run, averaged over as many as it takes to measure them. */
async function cpuOf(run: (size: number) => unknown, size: number): Promise<number> {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    await run(size);
    const { user } = process.cpuUsage(before);
    if (user >= LEAST_MICROSECONDS) return user / runs;
  }
}

/**
 * How many calls of JavaScript functions `run` makes, those of packages included. The number is the same on every
 * machine, unlike the time that they take.
 */
export async function callsOf(run: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await session.post('Profiler.takePreciseCoverage');
    await run();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .flatMap(({ functions }) => functions)
      .reduce((sum, { ranges }) => sum + (ranges[0]?.count ?? 0), 0);
  } finally {
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  }
}
