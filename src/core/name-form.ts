import { BadUserInput } from './errors';

/**
 * The names that a dialect accepts: `ANY` name of ours; `SEGMENT`, 1 to 100 characters that fit into one segment of a path;
 * `IDENTIFIER`, an ASCII identifier that does not begin with `GITHUB_` in any case; `UPPER_IDENTIFIER`, one in upper case
 * that begins with a letter.
 */
export const NameForm = {
  ANY: 'ANY',
  SEGMENT: 'SEGMENT',
  IDENTIFIER: 'IDENTIFIER',
  UPPER_IDENTIFIER: 'UPPER_IDENTIFIER',
} as const;
export type NameForm = (typeof NameForm)[keyof typeof NameForm];

/** The longest name of the form `SEGMENT`, in characters. */
export const SEGMENT_LENGTH = 100;

const FORMS: Readonly<Record<NameForm, { readonly fits: (name: string) => boolean; readonly rule: string }>> =
  {
    ANY: { fits: () => true, rule: '' },
    SEGMENT: {
      fits: (name) => [...name].length <= SEGMENT_LENGTH && name !== '.' && name !== '..',
      rule: 'A name has at most 100 characters and is not "." or "..".',
    },
    IDENTIFIER: {
      fits: (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !/^github_/i.test(name),
      rule: 'A name has only letters A to Z, digits and "_", does not begin with a digit and does not begin with "GITHUB_".',
    },
    UPPER_IDENTIFIER: {
      fits: (name) => /^[A-Z][A-Z0-9_]*$/.test(name),
      rule: 'A name has only upper-case letters A to Z, digits and "_" and begins with a letter.',
    },
  };

/** Whether a name has the form. `src/storage/stores/name-form.ts` expresses the same rules in SQL. */
export function hasForm(name: string, form: NameForm): boolean {
  return FORMS[form].fits(name);
}

/** The rule of a form as a sentence, for errors. */
export function formRule(form: NameForm): string {
  return FORMS[form].rule;
}

/**
 * Checks the name that a client of a dialect gives a secret.
 *
 * @returns the name.
 * @throws BadUserInput rule `pattern` at `path`.
 */
export function requireForm(name: string, form: NameForm, path: string): string {
  if (!hasForm(name, form)) throw BadUserInput.at(path, 'pattern', formRule(form));
  return name;
}
