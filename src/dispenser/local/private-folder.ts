import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'secrets-gateway';

/**
 * A temporary folder of mode 0700 for the files of one delivery, in `TMPDIR`, or else in memory where the system has such a place.
 * {@link remove} deletes it with its content. If it is not called, the folder is deleted when this process exits, or, if
 * the process was killed, by the next one that makes a folder.
 */
export class PrivateFolder {
  readonly path: string;
  readonly #removeAtExit = () => this.remove();
  #files = 0;

  constructor() {
    const place = process.env.TMPDIR || (memoryPlace() ?? tmpdir());
    removeAbandoned(place);
    this.path = mkdtempSync(join(place, `${PREFIX}-${processSpace()}-${process.pid}-`));
    process.once('exit', this.#removeAtExit);
  }

  /** Writes a new file of mode 0600. @returns its path. */
  write(name: string, bytes: Uint8Array): string {
    this.#files += 1;
    // File systems allow 255 bytes. The number keeps shortened names unique.
    const path = join(this.path, name.length <= 200 ? name : `${this.#files}-${name.slice(0, 200)}`);
    writeFileSync(path, bytes, { mode: 0o600, flag: 'wx' });
    return path;
  }

  /** Safe to call again. */
  remove(): void {
    process.off('exit', this.#removeAtExit);
    rmSync(this.path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Deletes the folders of processes that were killed. Those of other users cannot be deleted, and stay. */
function removeAbandoned(place: string): void {
  const pattern = new RegExp(`^${PREFIX}-${processSpace()}-(\\d+)-\\w{6}$`);
  for (const name of readdirSync(place)) {
    const pid = Number(pattern.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid || isRunning(pid)) continue;
    try {
      rmSync(join(place, name), { recursive: true, force: true });
    } catch {
      // It belongs to another user.
    }
  }
}

/** Linux: a file system in memory for this user or for all. */
function memoryPlace(): string | undefined {
  return [process.env.XDG_RUNTIME_DIR, '/dev/shm'].find((path) => {
    if (!path || process.platform !== 'linux') return false;
    try {
      accessSync(path, constants.W_OK | constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Containers may share a folder and still number their processes each by itself (Linux, pid_namespaces(7)). */
function processSpace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
