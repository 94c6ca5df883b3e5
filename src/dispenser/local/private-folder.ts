import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A temporary folder of mode 0700 for the files of one delivery. {@link remove} deletes it with its content. If it is
 * not called, the folder is deleted when this process exits.
 */
export class PrivateFolder {
  readonly path: string;
  readonly #removeAtExit = () => this.remove();
  #files = 0;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'secrets-gateway-'));
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
