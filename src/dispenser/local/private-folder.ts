import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A temporary folder of mode 0700 for the files of one delivery. It is removed with all it holds by {@link remove}, and
 * at the latest when this process ends by itself.
 */
export class PrivateFolder {
  readonly path: string;
  readonly #removeAtExit = () => this.remove();
  #files = 0;

  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'secrets-gateway-'));
    process.once('exit', this.#removeAtExit);
  }

  /** Writes a file of mode 0600 that was not there before, and gives its path. */
  write(name: string, bytes: Uint8Array): string {
    this.#files += 1;
    // A file system takes 255 bytes; a name that is cut may no longer be the only one.
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
