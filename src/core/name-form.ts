import { BadUserInput } from './errors';

/**
 * What a dialect can write as a name: `ANY` name of ours; `SEGMENT`, 1 to 100 characters that fit into one segment of a
 * path; `IDENTIFIER`, an ASCII identifier in any case that does not begin with `GITHUB_`; `UPPER_IDENTIFIER`, one in
 * upper case that begins with a letter.
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

/** True for a name that has the form; storage says the same in SQL. */
export function hasForm(name: string, form: NameForm): boolean {
  return FORMS[form].fits(name);
}

/** The rule that a name of this form keeps, as a sentence. */
export function formRule(form: NameForm): string {
  return FORMS[form].rule;
}

/**
 * A name that a client of a dialect gives a secret.
 *
 * @throws BadUserInput rule `pattern` at `path`.
 */
export function requireForm(name: string, form: NameForm, path: string): string {
  if (!hasForm(name, form)) throw BadUserInput.at(path, 'pattern', formRule(form));
  return name;
}
