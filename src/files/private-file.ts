import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/**
 * The rule that a file breaks: not there, not readable by this process, not a file or too large, readable by others.
 */
export type FileRule = 'missing' | 'unreadable' | 'size' | 'mode';

/** A file that is not read. The message is the rule in words; it names neither path nor content. */
export class PrivateFileError extends Error {
  override readonly name = 'PrivateFileError';

  constructor(
    readonly rule: FileRule,
    message: string,
  ) {
    super(message);
  }
}

const SIZES = { '64 KiB': 64 * 1024, '1 MiB': 1024 * 1024 } as const;

/** What {@link readPrivateFile} accepts. */
export interface PrivateFileRules {
  readonly atMost: keyof typeof SIZES;
  /** True for a file without a secret, such as public keys: any mode is accepted. */
  readonly isPublic?: boolean;
}

/**
 * Reads a file that only its owner can read, as UTF-8. Size and mode are those of the open file, so that no other file
 * can be put in its place between check and read. Symbolic links are followed: container platforms mount secrets as
 * links.
 *
 * @throws PrivateFileError
 */
export function readPrivateFile(path: string, { atMost, isPublic = false }: PrivateFileRules): string {
  const file = openToRead(path);
  try {
    const state = fstatSync(file);
    if (!state.isFile() || state.size > SIZES[atMost]) {
      throw new PrivateFileError('size', `must be a file of at most ${atMost}`);
    }
    if (!isPublic && process.platform !== 'win32' && (state.mode & 0o077) !== 0) {
      throw new PrivateFileError('mode', 'others than its owner can read the file; set its mode to 600');
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a new file of mode 0600: whole or not at all, and on the disk when this returns. A missing folder is made with
 * mode 0700.
 *
 * @throws the file system's error; `EEXIST` when the file, or a draft of it, exists.
 */
export function createPrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  // Unlike a rename, a link does not replace a file that another process has made meanwhile.
  withDraft(draft, text, true, () => linkSync(draft, path));
  rmSync(draft);
  syncFolder(path);
}

/** How {@link replacePrivateFile} writes. */
export interface ReplaceOptions {
  /**
   * The file that is written first, in the same folder: `<path>.new` when left out. It must not exist, so that two
   * writers with the same draft cannot overwrite each other's text.
   */
  readonly draft?: string;
  /** False for a file that does not outlive the process: its text is not forced onto the disk. */
  readonly isDurable?: boolean;
}

/**
 * Replaces or creates a file of mode 0600: readers see the old text or the new one, nothing in between.
 *
 * @throws the file system's error; `EEXIST` when the draft exists.
 */
export function replacePrivateFile(
  path: string,
  text: string,
  { draft = `${path}.new`, isDurable = true }: ReplaceOptions = {},
): void {
  withDraft(draft, text, isDurable, () => renameSync(draft, path));
  if (isDurable) syncFolder(path);
}

/** Does not wait for a writer when the path is that of a pipe. */
function openToRead(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new PrivateFileError('missing', 'there is no such file');
    }
    throw new PrivateFileError('unreadable', 'the file cannot be read');
  }
}

/** Writes the draft and has it put in its place. A draft of this call is removed when either fails. */
function withDraft(draft: string, text: string, isDurable: boolean, publish: () => void): void {
  const file = openSync(draft, 'wx', 0o600);
  try {
    try {
      // The mask of the process may have taken rights away that the owner needs.
      fchmodSync(file, 0o600);
      writeFileSync(file, text);
      if (isDurable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    publish();
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Forces the folder of a file onto the disk: a new name in a folder is there only when the folder is. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
