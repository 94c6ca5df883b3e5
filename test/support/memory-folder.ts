import { readFileSync, statfsSync } from 'node:fs';

const MEMORY = '/dev/shm';
/** Bytes: far more than a run ever has in its databases at a time. */
const ROOM = 2 * 1024 ** 3;

/**
 * The folder in memory that Linux machines have for programs, when files in it can be executed and it has room.
 *
 * A run makes more than a thousand databases. What they write must survive killed processes, and does in memory; it must
 * not survive the machine, so that waiting for a disk would prove nothing.
 */
export function memoryFolder(): string | undefined {
  try {
    const mounts = readFileSync('/proc/self/mounts', 'utf8').split('\n');
    const [, , kind, options = ''] = mounts.find((line) => line.split(' ')[1] === MEMORY)?.split(' ') ?? [];
    const { bavail, bsize } = statfsSync(MEMORY);
    const isUsable = kind === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize > ROOM;
    return isUsable ? MEMORY : undefined;
  } catch {
    return undefined;
  }
}
