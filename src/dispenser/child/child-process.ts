import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { DeliveryError } from '../delivery/delivery.error';
import type { MaskPatterns } from '../mask/mask-patterns';
import { MaskStream } from '../mask/mask-stream';
import { ChildOutput } from './child-output';
import { type ChildSignals, hasTerminal } from './child-signals';
import { awaitEnd, type SignalTarget, sendSignal } from './process-group';

/** How a child process is run. */
export interface ChildOptions {
  /** Program and arguments. No shell is involved. */
  readonly command: readonly [string, ...string[]];
  /** Writes the files of the child. @returns its environment. */
  readonly prepare: () => Readonly<Record<string, string>>;
  /** Called when the child has exited and its output has passed. */
  readonly cleanUp: () => void;
  /** The patterns to mask in the child's output. Undefined: the child writes to the outputs of this process itself. */
  readonly patterns: MaskPatterns | undefined;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** They are not those of this child alone, so that none is missed between two. */
  readonly signals: ChildSignals;
  /** True for a child that {@link RunningChild.end} may end with everything that it has started. */
  readonly isRestarted: boolean;
  /** Called as soon as the child runs. */
  readonly onStart?: (child: RunningChild) => void;
}

/** A running child process. */
export interface RunningChild {
  /** Sends a signal; does nothing if the child has exited. */
  kill(signal: NodeJS.Signals): void;
  /** Asks the child to end, and kills it after a grace period. Waits until its process group is gone. */
  end(graceMs: number): Promise<void>;
  /** Masks these patterns in its output from now on. */
  mask(patterns: MaskPatterns): void;
}

/** How a child ended. */
export interface ChildEnd {
  /** Its exit code; 128 plus the number of the signal if a signal ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | undefined;
}

/** The exit codes of a shell for a command that cannot be started (POSIX, XCU 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/** How long output is held back because it may be a part of a value, in milliseconds. */
const RELEASE_MS = 25;

/**
 * Runs a child process with masked output. It gets the standard input and the signals of this process. Where there is no
 * terminal, it leads a session of its own, so that signals reach all that it starts. Waits until it has exited and its
 * output is written.
 *
 * @throws DeliveryError with one of these exit codes if the command cannot be started.
 */
export async function runChild(options: ChildOptions): Promise<ChildEnd> {
  const { patterns, signals } = options;
  try {
    const isGroup = process.platform !== 'win32' && (options.isRestarted || !hasTerminal());
    const child = started(options, isGroup);
    const exit = endOf(child);
    const masks = patterns === undefined ? [] : [maskOf(patterns), maskOf(patterns)];
    const outputs = passedOn(child, masks, options);
    if (child.pid !== undefined) {
      const target = { pid: child.pid, isGroup };
      signals.follow(target);
      options.onStart?.(runningChild(child, target, masks, signals));
    }
    try {
      return await exit;
    } finally {
      signals.unfollow();
      const { asked } = signals;
      await Promise.all(outputs.map((output) => output.drain(asked)));
    }
  } finally {
    options.cleanUp();
  }
}

/** A program that waits for an answer has written all that it has to say. */
function maskOf(patterns: MaskPatterns): MaskStream {
  return new MaskStream(patterns, { releaseAfterMs: RELEASE_MS });
}

function runningChild(
  child: ChildProcess,
  target: SignalTarget,
  masks: readonly MaskStream[],
  signals: ChildSignals,
): RunningChild {
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  return {
    kill: (signal) => {
      if (isRunning()) sendSignal(target, signal);
    },
    end: async (graceMs) => {
      if (isRunning()) sendSignal(target, 'SIGTERM');
      await awaitEnd(target, graceMs, () => signals.asked.aborted);
    },
    mask: (patterns) => {
      for (const mask of masks) mask.replace(patterns);
    },
  };
}

/** If the reader closes an output, the child gets SIGPIPE, as it would if it wrote to the reader itself. */
function passedOn(
  child: ChildProcess,
  masks: readonly MaskStream[],
  { stdout, stderr }: ChildOptions,
): readonly ChildOutput[] {
  const onClosed = () => void child.kill('SIGPIPE');
  return masks.map((mask, index) =>
    index === 0
      ? new ChildOutput(child.stdout!, mask, stdout, onClosed)
      : new ChildOutput(child.stderr!, mask, stderr, onClosed),
  );
}

function endOf(child: ChildProcess): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startError(error)));
    child.once('exit', (code, signal) =>
      resolve({
        code: signal === null ? (code ?? 1) : 128 + constants.signals[signal],
        signal: signal ?? undefined,
      }),
    );
  });
}

function started({ command, prepare, patterns }: ChildOptions, isGroup: boolean): ChildProcess {
  const [program, ...args] = command;
  const stdio: StdioOptions = patterns === undefined ? 'inherit' : ['inherit', 'pipe', 'pipe'];
  const env = prepare();
  try {
    return spawn(program, args, { env, stdio, detached: isGroup });
  } catch (error) {
    throw startError(error);
  }
}

function startError(error: unknown): DeliveryError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return new DeliveryError('the command was not found', NOT_FOUND);
  if (code === 'E2BIG')
    return new DeliveryError('the secrets are too large for an environment', NOT_EXECUTABLE);
  return new DeliveryError('the command cannot be started', NOT_EXECUTABLE);
}
