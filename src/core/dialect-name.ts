import { BadUserInput } from './errors';
import { canonicalName } from './name';
import { type Secret, SecretAccess } from './secret';

/** The vendors whose wire format is spoken. */
export const DIALECTS = ['devin', 'primeIntellect', 'mixpeek', 'github'] as const;
export type DialectName = (typeof DIALECTS)[number];

/**
 * What a dialect can write as a name: `ANY` name of ours; `SEGMENT`, 1 to 100 characters that fit into one segment of a
 * path; `IDENTIFIER`, an identifier of ASCII in any case that does not begin with `GITHUB_`; `UPPER_IDENTIFIER`, one in
 * upper case that begins with a letter.
 */
export const NameForm = {
  ANY: 'ANY',
  SEGMENT: 'SEGMENT',
  IDENTIFIER: 'IDENTIFIER',
  UPPER_IDENTIFIER: 'UPPER_IDENTIFIER',
} as const;
export type NameForm = (typeof NameForm)[keyof typeof NameForm];

/** Which secrets a dialect can show: its lists hold these and no others, and so do its counts. */
export interface DialectRule {
  readonly access: readonly SecretAccess[];
  readonly nameForm: NameForm;
}

const { ORGANIZATION, TEAM, PERSONAL } = SecretAccess;

/** The rule of each dialect. */
export const DIALECT_RULES: Readonly<Record<DialectName, DialectRule>> = {
  devin: { access: [ORGANIZATION, PERSONAL], nameForm: NameForm.ANY },
  primeIntellect: { access: [TEAM, PERSONAL], nameForm: NameForm.UPPER_IDENTIFIER },
  mixpeek: { access: [ORGANIZATION], nameForm: NameForm.SEGMENT },
  github: { access: [ORGANIZATION], nameForm: NameForm.IDENTIFIER },
};

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

const OWNERS: Readonly<Record<SecretAccess, string>> = {
  ORGANIZATION: 'the organization',
  TEAM: 'a team',
  PERSONAL: 'one principal',
};

/** How a dialect shows a secret. */
export interface Representation {
  readonly representable: boolean;
  /** Why it does not show it; null when it does. */
  readonly reason: string | null;
  /** The name it shows it by; null when it does not. */
  readonly name: string | null;
}

/** How a dialect shows a secret of this name and access, whether it exists or not. */
export function representationIn(
  dialect: DialectName,
  { name, access }: Pick<Secret, 'name' | 'access'>,
): Representation {
  const { access: shown, nameForm } = DIALECT_RULES[dialect];
  const flaw = flawOf(name);
  if (flaw !== undefined) return hidden(flaw);
  if (!shown.includes(access)) return hidden(`It has no secrets that belong to ${OWNERS[access]}.`);
  if (!hasForm(name, nameForm)) return hidden(FORMS[nameForm].rule);
  return { representable: true, reason: null, name: dialect === 'github' ? githubName(name) : name };
}

/** True for a name that has the form; storage says the same in SQL. */
export function hasForm(name: string, form: NameForm): boolean {
  return FORMS[form].fits(name);
}

/**
 * A name that a client of a dialect gives a secret.
 *
 * @throws BadUserInput rule `pattern` at `path`.
 */
export function requireForm(name: string, form: NameForm, path: string): string {
  if (!hasForm(name, form)) throw BadUserInput.at(path, 'pattern', FORMS[form].rule);
  return name;
}

/** GitHub's names have one case. */
export function githubName(name: string): string {
  return name.toUpperCase();
}

function hidden(reason: string): Representation {
  return { representable: false, reason, name: null };
}

/** Why no secret can have this name at all. */
function flawOf(name: string): string | undefined {
  try {
    canonicalName(name, 'name');
    return undefined;
  } catch (error) {
    if (error instanceof BadUserInput) return error.violations[0]?.message;
    throw error;
  }
}
