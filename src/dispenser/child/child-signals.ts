import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { processState, type SignalTarget, sendSignal, signalSet } from './process-group';
import { TerminalWitness } from './terminal-witness';

/** Signals with which someone asks a program to end. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
/** Signals that end a program which does not handle them. */
const DEADLY = [
  ...ENDING,
  ...(['SIGABRT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2', 'SIGVTALRM', 'SIGPROF', 'SIGXCPU', 'SIGIO'] as const),
  ...(['SIGPWR', 'SIGSTKFLT'] as const),
] as const;
/** Signals that a program ignores unless it handles them. It does no harm to get one twice. */
const HARMLESS = ['SIGCONT', 'SIGWINCH', 'SIGURG', 'SIGXFSZ', 'SIGINFO'] as const;
/** Signals that stop a program until it gets SIGCONT. */
const STOPPING = ['SIGTSTP', 'SIGTTIN', 'SIGTTOU'] as const;
/** How long a child may take to stop after a signal that asks for it. */
const STOP_MS = 300;
const POLL_MS = 10;

/** True where the child shares a terminal with this process, which sends signals to both. */
export function hasTerminal(): boolean {
  return [0, 1, 2].some((descriptor) => isatty(descriptor));
}

/**
 * Passes every signal that a program can handle on to the child, once, so that none ends this process before it has
 * cleaned up. The exceptions are those that tell of a fault of this process itself (SIGSEGV, SIGBUS, SIGFPE, SIGILL,
 * SIGTRAP, SIGSYS), and SIGCHLD and SIGPIPE, which the system sends for what this process does. If the child stops, this
 * process stops, too: a shell then has its job control.
 */
export class ChildSignals {
  /** Whether somebody asked for the end: nothing is started any more. */
  isEnding = false;
  /** What the signals go to; undefined while no child runs. */
  #target: SignalTarget | undefined;
  #witness: TerminalWitness | undefined;
  #asked = new AbortController();
  readonly #handlers: ReadonlyMap<NodeJS.Signals, () => void>;

  constructor() {
    const handlers = new Map<NodeJS.Signals, () => void>();
    for (const signal of existing(DEADLY)) handlers.set(signal, () => void this.#end(signal));
    for (const signal of existing(HARMLESS)) handlers.set(signal, () => this.send(signal));
    for (const signal of existing(STOPPING)) handlers.set(signal, () => void this.#stopWithChild(signal));
    for (const [signal, handle] of handlers) process.on(signal, handle);
    this.#handlers = handlers;
  }

  /** From now on the signals go there. */
  follow(target: SignalTarget): void {
    this.#target = target;
    this.#asked = new AbortController();
    if (!target.isGroup && hasTerminal()) this.#witness ??= new TerminalWitness();
  }

  /** The child has ended. */
  unfollow(): void {
    this.#target = undefined;
  }

  /** Sends the child a signal; does nothing when no child runs. */
  send(signal: NodeJS.Signals): void {
    if (this.#target !== undefined) sendSignal(this.#target, signal);
  }

  /** Aborts when somebody asks for the end after the child of the last {@link follow} has ended. */
  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  /** Signals have their default effect on this process again. */
  stop(): void {
    this.#witness?.stop();
    for (const [signal, handle] of this.#handlers) process.off(signal, handle);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.isEnding ||= (ENDING as readonly string[]).includes(signal);
    const target = this.#target;
    if (target === undefined) return this.isEnding ? this.#asked.abort() : undefined;
    if (this.#witness !== undefined && (await this.#witness.hasGot(signal))) return;
    if (this.#target === target) sendSignal(target, signal);
  }

  async #stopWithChild(signal: NodeJS.Signals): Promise<void> {
    const target = this.#target;
    if (target === undefined) {
      process.kill(process.pid, 'SIGSTOP');
      return;
    }
    sendSignal(target, signal);
    // The system does not stop a group without a terminal for these signals (POSIX.1-2017, 2.4.3), so it needs another.
    if (target.isGroup && !handles(target.pid, signal)) sendSignal(target, 'SIGSTOP');
    for (const deadline = Date.now() + STOP_MS; Date.now() < deadline; await pause(POLL_MS)) {
      if (processState(target.pid)?.state !== 'T') continue;
      process.kill(process.pid, 'SIGSTOP');
      return;
    }
  }
}

/** Not every system has every signal. */
function existing(signals: readonly string[]): readonly NodeJS.Signals[] {
  return signals.filter((signal) => Object.hasOwn(constants.signals, signal)) as NodeJS.Signals[];
}

function handles(pid: number, signal: NodeJS.Signals): boolean {
  const handled = (signalSet(pid, 'Cgt') ?? 0n) | (signalSet(pid, 'Ign') ?? 0n);
  return ((handled >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
