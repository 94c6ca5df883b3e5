import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DeliveryError } from '../delivery/delivery.error';
import type { MaskAutomaton } from '../mask/mask-automaton';
import { MaskStream } from '../mask/mask-stream';
import type { Variables } from './child-environment';

/** How a child process is run. */
export interface ChildOptions {
  /** Program and arguments. No shell is involved. */
  readonly command: readonly [string, ...string[]];
  /** Called once signals no longer end this process, so that the files it writes are always removed. */
  readonly prepare: () => Variables;
  /** Called when the child has exited, before signals end this process again. */
  readonly cleanUp: () => void;
  /** The patterns to mask in the child's output. */
  readonly patterns: MaskAutomaton;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Called as soon as the child runs. */
  readonly onStart?: (child: RunningChild) => void;
}

/** A running child process. */
export interface RunningChild {
  /** Sends a signal; does nothing if the child has exited. */
  kill(signal: NodeJS.Signals): void;
  /** Masks these patterns in its output from now on. */
  mask(patterns: MaskAutomaton): void;
}

/** The exit codes of a shell for a command that cannot be started (POSIX, XCU 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The command could not be started. */
class StartError extends DeliveryError {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/**
 * Runs a child process with masked output. It gets the standard input and the signals of this process. Waits until it
 * has exited and its output is written.
 *
 * @returns its exit code; 128 plus the number of the signal if a signal ended it.
 * @throws DeliveryError with an `exitCode` if the command cannot be started.
 */
export async function runChild(options: ChildOptions): Promise<number> {
  const { patterns, stdout, stderr } = options;
  const masks = [new MaskStream(patterns), new MaskStream(patterns)] as const;
  const signals = new SignalForwarder();
  let child: ChildProcess | undefined;
  try {
    child = started(options);
    signals.child = child;
    const exit = exitCodeOf(child);
    const outputs = [
      passOn(child, child.stdout!, masks[0], stdout),
      passOn(child, child.stderr!, masks[1], stderr),
    ];
    options.onStart?.(runningChild(child, masks));
    const code = await exit;
    // A process that the child has left behind may keep the pipes open: a signal then ends the wait.
    await Promise.race([Promise.all(outputs), signals.afterExit]);
    return code;
  } finally {
    options.cleanUp();
    child?.stdout?.destroy();
    child?.stderr?.destroy();
    signals.stop();
  }
}

function runningChild(child: ChildProcess, masks: readonly MaskStream[]): RunningChild {
  return {
    kill: (signal) => void child.kill(signal),
    mask: (patterns) => {
      for (const mask of masks) mask.replace(patterns);
    },
  };
}

/**
 * Passes output on. If the reader closes the output, the child gets SIGPIPE, as it would from a pipe: Node's pipes are
 * sockets and would give it another error.
 */
async function passOn(
  child: ChildProcess,
  from: NodeJS.ReadableStream,
  mask: MaskStream,
  to: Writable,
): Promise<void> {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') child.kill('SIGPIPE');
  };
  to.once('error', onError);
  await pipeline(from, mask, to, { end: false }).catch(() => undefined);
  to.off('error', onError);
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startError(error)));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    );
  });
}

function started({ command, prepare }: ChildOptions): ChildProcess {
  const [program, ...args] = command;
  const env = prepare();
  try {
    return spawn(program, args, { env, stdio: ['inherit', 'pipe', 'pipe'] });
  } catch (error) {
    throw startError(error);
  }
}

function startError(error: unknown): StartError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new StartError('the command was not found', NOT_FOUND);
  if (code === 'E2BIG') return new StartError('the secrets are too large for an environment', NOT_EXECUTABLE);
  return new StartError('the command cannot be started', NOT_EXECUTABLE);
}

/** Forwards signals to the child, so that they do not end this process. */
class SignalForwarder {
  child: ChildProcess | undefined;
  /** Resolves when a signal arrives after the child has exited. */
  readonly afterExit: Promise<void>;
  readonly #forward: (signal: NodeJS.Signals) => void;

  constructor() {
    let resolve = () => {};
    this.afterExit = new Promise((done) => {
      resolve = done;
    });
    this.#forward = (signal) => {
      const { child } = this;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return resolve();
      // A terminal sends Ctrl-C to the child itself, and many programs treat a second one differently.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, this.#forward);
  }

  stop(): void {
    for (const signal of FORWARDED) process.off(signal, this.#forward);
  }
}
