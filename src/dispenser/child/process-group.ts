import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A process, or the process group that it leads. */
export interface SignalTarget {
  readonly pid: number;
  /** True if the signals go to every process of the group. */
  readonly isGroup: boolean;
}

/** What the system tells about a process (Linux, proc_pid_stat(5)). */
export interface ProcessState {
  /** One letter: `T` is stopped by a signal, `Z` a zombie. */
  readonly state: string;
  readonly group: number;
}

const POLL_MS = 20;
/** How long a killed process may take to disappear. */
const KILLED_MS = 5_000;

/** Sends a signal. @returns false if nothing is there to get it. */
export function sendSignal({ pid, isGroup }: SignalTarget, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(isGroup ? -pid : pid, signal);
  } catch {
    return false;
  }
}

/** The state of a process; undefined if there is none, or where the system does not tell. */
export function processState(pid: number | string): ProcessState | undefined {
  const text = processFile(pid, 'stat');
  // The second field is the name of the program in parentheses, and may contain any character.
  const [state, , group] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  return state === undefined || group === undefined ? undefined : { state, group: Number(group) };
}

/**
 * The signals in a set of a process (Linux, proc_pid_status(5)): `Cgt` are caught, `Ign` ignored, `Pnd` pending for its
 * first thread and `ShdPnd` for the process. Bit `n - 1` stands for signal `n`. Undefined as in {@link processState}.
 */
export function signalSet(pid: number, set: 'Cgt' | 'Ign' | 'Pnd' | 'ShdPnd'): bigint | undefined {
  const name = set === 'ShdPnd' ? set : `Sig${set}`;
  const digits = new RegExp(`^${name}:\\s*([0-9a-f]+)$`, 'm').exec(processFile(pid, 'status') ?? '')?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}

/**
 * Waits until a process or a whole group is gone, and kills it when that takes longer than `graceMs`.
 *
 * @param hurry true when the grace period is over at once.
 */
export async function awaitEnd(target: SignalTarget, graceMs: number, hurry: () => boolean): Promise<void> {
  if (await isGone(target, graceMs, hurry)) return;
  sendSignal(target, 'SIGKILL');
  await isGone(target, KILLED_MS, () => false);
}

async function isGone(target: SignalTarget, withinMs: number, hurry: () => boolean): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; ; await pause(POLL_MS)) {
    if (!isRunning(target)) return true;
    if (Date.now() >= deadline || hurry()) return false;
  }
}

/** A process that has ended stays in its group until its parent asks for its status, which some never do. */
function isRunning(target: SignalTarget): boolean {
  if (!sendSignal(target, 0)) return false;
  if (!target.isGroup) return true;
  const all = allProcesses();
  return all === undefined || all.some(({ state, group }) => group === target.pid && !'ZX'.includes(state));
}

function allProcesses(): readonly ProcessState[] | undefined {
  if (processState('self') === undefined) return undefined;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processState(name) ?? []);
}

function processFile(pid: number | string, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
