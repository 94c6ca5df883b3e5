/** What a check found. */
export interface Finding {
  /** What was looked at: `settings`, `files`, `keys`, `database`, `clock` or `dispenser`. */
  readonly about: string;
  /** `warn` for what may be meant so; `fail` for what does not work. */
  readonly state: 'ok' | 'warn' | 'fail';
  /** Names settings, files and causes, never a value. */
  readonly message: string;
  /** What to do next; undefined when nothing is. */
  readonly next?: string;
}

/** Makes the findings of one subject. */
export function findingsAbout(about: string) {
  return {
    ok: (message: string): Finding => ({ about, state: 'ok', message }),
    warn: (message: string, next: string): Finding => ({ about, state: 'warn', message, next }),
    fail: (message: string, next: string): Finding => ({ about, state: 'fail', message, next }),
  };
}
