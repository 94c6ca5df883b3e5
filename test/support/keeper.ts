import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';

type Entry = { readonly pid: number; readonly signal: NodeJS.Signals } | { readonly folder: string };

/** Something that is cleaned when this process ends before {@link Kept.release} was called. */
export interface Kept {
  /** Says that the caller has cleaned it itself. Calling it again does nothing. */
  release(): void;
}

const kept = new Map<number, Entry>();
let lastId = 0;
let keeper: ChildProcess | undefined;

/**
 * Promises that process `pid` gets `signal` (and SIGKILL three seconds later) if this process goes away first, even
 * by kill -9. Release it as soon as the process has ended: its number may be given to another one.
 */
export function keepProcess(pid: number, signal: NodeJS.Signals = 'SIGKILL'): Kept {
  return keep({ pid, signal });
}

/** Promises that `folder` is removed with all it holds if this process goes away first. */
export function keepFolder(folder: string): Kept {
  return keep({ folder });
}

function keep(entry: Entry): Kept {
  const id = ++lastId;
  kept.set(id, entry);
  send({ id, entry });
  return {
    release: () => {
      if (!kept.delete(id)) return;
      send({ id });
      if (kept.size === 0) {
        keeper?.stdin?.end();
        keeper = undefined;
      }
    },
  };
}

function send(message: { id: number; entry?: Entry }): void {
  keeper ??= startKeeper();
  keeper.stdin?.write(`${JSON.stringify(message)}\n`);
}

/** In a session of its own, so that a Ctrl-C in the terminal does not reach it. */
function startKeeper(): ChildProcess {
  const child = spawn(process.execPath, [join(__dirname, 'keeper.process.mjs')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  });
  child.unref();
  child.stdin?.on('error', () => undefined);
  (child.stdin as Socket).unref();
  return child;
}
