import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { processState, signalSet } from './process-group';

/** How long a signal to a whole group may take to reach each of its processes. */
const DELIVERY_MS = 100;
const STEP_MS = 5;
/** How long before this process handles a signal the end of the witness may have become known. */
const EARLIER_MS = 1_000;

/**
 * A process that does nothing, in the process group of this one. A terminal sends its signals to the whole group, and so
 * does a shell that ends a job: the child then has the signal already, and many programs treat a second one differently.
 * A signal that was sent to this process alone leaves the witness unharmed, and must be passed on.
 */
export class TerminalWitness {
  #process: ChildProcess | undefined;
  /** The signal that ended the last witness, and when that became known. */
  #last: { readonly signal: NodeJS.Signals; readonly at: number } | undefined;
  #isStopped = false;

  constructor() {
    this.#start();
  }

  /**
   * Whether the whole group got a signal that this process has just got.
   *
   * @param signal one that ends a process by default.
   */
  async hasGot(signal: NodeJS.Signals): Promise<boolean> {
    const witness = this.#process;
    if (witness?.pid === undefined) return true;
    for (const deadline = Date.now() + DELIVERY_MS; Date.now() < deadline; await pause(STEP_MS)) {
      if (this.#last?.signal === signal && Date.now() - this.#last.at < EARLIER_MS) break;
      if (this.#process !== witness || !isEnding(witness.pid, signal)) continue;
      await once(witness, 'exit');
      break;
    }
    const hasGot = this.#last?.signal === signal;
    this.#last = undefined;
    return hasGot;
  }

  /** Ends the witness. */
  stop(): void {
    this.#isStopped = true;
    this.#process?.kill('SIGKILL');
  }

  /** It reads until this process ends, however that happens. */
  #start(): void {
    const env = { PATH: process.env.PATH };
    const witness = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'], env });
    this.#process = witness;
    witness.stdin.on('error', () => undefined);
    witness.once('error', () => {
      this.#process = undefined;
    });
    witness.once('exit', (_, signal) => {
      if (this.#process !== witness || this.#isStopped) return;
      this.#last = signal === null ? undefined : { signal, at: Date.now() };
      this.#start();
    });
    witness.unref();
    (witness.stdin as unknown as { unref(): void }).unref();
  }
}

/** The system marks a process for its end at the moment of the signal, before the process runs again. */
function isEnding(pid: number, signal: NodeJS.Signals): boolean {
  const state = processState(pid)?.state;
  if (state !== undefined && 'ZX'.includes(state)) return true;
  const pending = (signalSet(pid, 'Pnd') ?? 0n) | (signalSet(pid, 'ShdPnd') ?? 0n);
  return [signal, 'SIGKILL' as const].some((each) => (pending >> BigInt(constants.signals[each] - 1)) & 1n);
}
