import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { builtFile } from './built';
import { type Kept, keepProcess } from './keeper';

/** What a process is started with. It inherits only `PATH`, `HOME` and `TMPDIR` of our environment. */
export interface ProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Written to its standard input, which then ends. Without it standard input is empty. */
  readonly input?: string | Uint8Array;
  /** True for standard input that stays open for {@link StartedProcess.type}. */
  readonly isTyped?: boolean;
}

/** How a process ended: an exit code, or the signal that killed it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Half of what Jest gives a test: a wait that fails says what the process wrote. */
const WAIT_MILLISECONDS = 300_000;
const started = new Set<StartedProcess>();

afterAll(async () => {
  await Promise.all([...started].map((one) => one.kill('SIGKILL')));
});

/** A running process; one that still runs at the end of the test file, or of an interrupted run, is killed. */
export class StartedProcess {
  /** Resolves when the process has ended and all its output has been read. */
  readonly exit: Promise<Exit>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];
  #ended: Exit | undefined;

  /** Use {@link startProcess}. */
  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    const kept: Kept | undefined = child.pid === undefined ? undefined : keepProcess(child.pid);
    child.stdout.on('data', (chunk: Buffer) => this.#stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.once('exit', () => kept?.release());
    this.exit = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        this.#ended = { code, signal };
        started.delete(this);
        resolve(this.#ended);
      });
    });
    this.exit.catch(() => started.delete(this));
    started.add(this);
  }

  /** The process id. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The command and its arguments. */
  get command(): readonly string[] {
    return this.#child.spawnargs;
  }

  /** Standard output until now. */
  stdout(): string {
    return Buffer.concat(this.#stdout).toString();
  }

  /** Standard error until now. */
  stderr(): string {
    return Buffer.concat(this.#stderr).toString();
  }

  /** The exact bytes of both, for byte searches. */
  output(): Buffer {
    return Buffer.concat([...this.#stdout, ...this.#stderr]);
  }

  /**
   * Waits for a complete line, written before or after the call to either output, and returns it. Fails with all that
   * was written when the process ends without it, or after `milliseconds`.
   */
  waitForLine(pattern: RegExp, milliseconds = WAIT_MILLISECONDS): Promise<string> {
    return this.#waitFor(`a line like ${pattern}`, milliseconds, () =>
      [this.stdout(), this.stderr()]
        .flatMap((text) => text.split('\n').slice(0, this.#ended ? undefined : -1))
        .find((line) => line.search(pattern) >= 0),
    );
  }

  /** Waits until something accepts connections on the port of 127.0.0.1. Fails like {@link waitForLine}. */
  async waitForPort(port: number, milliseconds = WAIT_MILLISECONDS): Promise<void> {
    await this.#waitFor(`port ${port} to open`, milliseconds, () => accepts(port));
  }

  /** Writes to its standard input; ends it without a text. */
  type(text?: string): void {
    if (text === undefined) this.#child.stdin.end();
    else this.#child.stdin.write(text);
  }

  /** Sends a signal and returns the exit; a process that has ended is left alone. */
  kill(signal: NodeJS.Signals): Promise<Exit> {
    if (!this.#ended) this.#child.kill(signal);
    return this.exit;
  }

  /** Sends a signal without waiting, such as SIGSTOP. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async #waitFor<Value>(
    what: string,
    milliseconds: number,
    look: () => Value | undefined | Promise<Value | undefined>,
  ): Promise<Value> {
    for (const deadline = Date.now() + milliseconds; ; await pause(10)) {
      const ended = this.#ended;
      const value = await look();
      if (value !== undefined) return value;
      if (!ended && Date.now() < deadline) continue;
      const reason = ended
        ? `the process ended (${ended.code ?? ended.signal})`
        : `${milliseconds} ms passed`;
      throw new Error(`${reason} while waiting for ${what}; it wrote:\n${this.stdout()}${this.stderr()}`);
    }
  }
}

/** Starts a command with arguments, without a shell. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): StartedProcess {
  const inherited = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...Object.fromEntries(inherited), ...options.env },
    stdio: 'pipe',
  });
  if (!options.isTyped) child.stdin.end(options.input);
  return new StartedProcess(child);
}

/** Starts the built executable: `node dist/main.js` with arguments. Throws when it is not of the sources. */
export function startCli(args: readonly string[], options: ProcessOptions = {}): StartedProcess {
  return startProcess(process.execPath, [builtFile('main.js'), ...args], options);
}

function accepts(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(undefined));
    socket.once('connect', () => socket.destroy());
  });
}
