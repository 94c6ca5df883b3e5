import type { Plaintext } from '../../core/plaintext';

/** A name and a value of a file that is imported. */
export interface ImportedEntry {
  /** As the file has it; empty for a part of the file without a name. */
  readonly name: string;
  /** Where it is, such as `line 7`. */
  readonly place: string;
  /** Undefined if it is refused or left out. */
  readonly value?: Plaintext;
  /** Why it cannot be imported. It never quotes the value. */
  readonly refusal?: string;
  /** Why it need not be imported, such as a variable that the tool itself adds. */
  readonly omission?: string;
  /** What to check, because other readers of such files take another value. */
  readonly warning?: string;
}
