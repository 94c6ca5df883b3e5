import { BadUserInput } from './errors';

/**
 * The names that a dialect accepts: `ANY` name of ours; `SEGMENT`, 1 to 100 characters that fit into one segment of a path;
 * `IDENTIFIER`, an ASCII identifier that does not begin with `GITHUB_` in any case; `UPPER_IDENTIFIER`, one in upper case
 * that begins with a letter.
 */
export const NamePattern = {
  ANY: 'ANY',
  SEGMENT: 'SEGMENT',
  IDENTIFIER: 'IDENTIFIER',
  UPPER_IDENTIFIER: 'UPPER_IDENTIFIER',
} as const;
export type NamePattern = (typeof NamePattern)[keyof typeof NamePattern];

/** The longest name that matches `SEGMENT`, in characters. */
export const SEGMENT_LENGTH = 100;

const PATTERNS: Readonly<
  Record<NamePattern, { readonly matches: (name: string) => boolean; readonly rule: string }>
> = {
  ANY: { matches: () => true, rule: '' },
  SEGMENT: {
    matches: (name) => [...name].length <= SEGMENT_LENGTH && name !== '.' && name !== '..',
    rule: 'A name has at most 100 characters and is not "." or "..".',
  },
  IDENTIFIER: {
    matches: (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^github_/i.test(name),
    rule: 'A name has only letters A to Z, digits and "_", does not begin with a digit and does not begin with "GITHUB_".',
  },
  UPPER_IDENTIFIER: {
    matches: (name) => /^[A-Z][A-Z0-9_]*$/.test(name),
    rule: 'A name has only upper-case letters A to Z, digits and "_" and begins with a letter.',
  },
};

/** Whether a name matches the pattern. `src/storage/stores/name-pattern.ts` expresses the same rules in SQL. */
export function matchesPattern(name: string, pattern: NamePattern): boolean {
  return PATTERNS[pattern].matches(name);
}

/** The rule of a pattern as a sentence, for errors. */
export function patternRule(pattern: NamePattern): string {
  return PATTERNS[pattern].rule;
}

/**
 * Checks the name that a client of a dialect gives a secret.
 *
 * @returns the name.
 * @throws BadUserInput rule `pattern` at `path`.
 */
export function requirePattern(name: string, pattern: NamePattern, path: string): string {
  if (!matchesPattern(name, pattern)) throw BadUserInput.at(path, 'pattern', patternRule(pattern));
  return name;
}
