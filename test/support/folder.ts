import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepFolder } from './keeper';

/** A private folder (0700) below the system's temporary folder. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes the folder with all it holds. */
  remove(): void;
}

/** Makes a {@link TemporaryFolder}; it is removed too when the run is interrupted. */
export function createTemporaryFolder(purpose = 'test'): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), `gateway-${purpose}-`));
  const kept = keepFolder(path);
  chmodSync(path, 0o700);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
      kept.release();
    },
  };
}
