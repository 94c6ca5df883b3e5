import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Log } from '../../log';
import type { CommandContext } from '../command/command-context';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** After a child that ran this long, the next pause is short again. */
const STEADY_MS = 60_000;
/** Added to the grace time of the child before it is killed. */
const LAST_MS = 3_000;

/**
 * The dispenser as a child process of the gateway. It is restarted when it ends, after a pause that grows while it keeps
 * failing. Only the child reads the opening key, never the gateway. When the gateway dies, the standard input of the child
 * ends, and so does the child.
 */
export class DispenserChild {
  readonly #context: CommandContext;
  readonly #log: Log;
  readonly #graceMs: number;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #stopping = false;

  /** @param parts `graceMs`: how long the child may take to end; `envFile`: the file of settings that it reads, too. */
  constructor(parts: {
    readonly context: CommandContext;
    readonly log: Log;
    readonly graceMs: number;
    readonly envFile: string | undefined;
  }) {
    this.#context = parts.context;
    this.#log = parts.log;
    this.#graceMs = parts.graceMs;
    this.#options = ['--with-parent', ...(parts.envFile === undefined ? [] : ['--env-file', parts.envFile])];
  }

  start(): void {
    const { executable, inherited, stderr } = this.#context;
    const [program, ...first] = executable;
    const startedAt = Date.now();
    const child = spawn(program, [...first, 'dispense', ...this.#options], {
      env: { ...inherited },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    child.stderr?.on('data', (piece: Buffer) => stderr.write(piece));
    child.once('error', () => this.#ended(startedAt));
    child.once('exit', () => this.#ended(startedAt));
  }

  /** Ends the child with SIGTERM, and kills it after its grace time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const last = setTimeout(() => child.kill('SIGKILL'), this.#graceMs + LAST_MS);
    await exit;
    clearTimeout(last);
  }

  #ended(startedAt: number): void {
    this.#child = undefined;
    if (this.#stopping) return;
    if (Date.now() - startedAt > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    this.#log.warn('dispenser ended, restarting', { durationMs: this.#pauseMs });
    this.#timer = setTimeout(() => this.start(), this.#pauseMs);
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs);
  }
}
