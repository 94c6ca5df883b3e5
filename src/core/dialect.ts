import { BadUserInput } from './errors';
import { canonicalName } from './name';
import { formRule, hasForm, type NameForm } from './name-form';
import type { Secret, SecretAccess } from './secret';

/** Which secrets a dialect shows: its lists hold these and no others, and so do its counts. */
export interface DialectRule {
  readonly access: readonly SecretAccess[];
  readonly nameForm: NameForm;
  /** The name it shows a secret by, where that is not the secret's own. */
  readonly shownName?: (name: string) => string;
}

/** What the other faces tell about a dialect. */
export interface DialectSummary {
  /** Lower-case words joined by hyphens, unique among the dialects. */
  readonly name: string;
  /** The vendor's API as people know it. */
  readonly product: string;
  readonly rule: DialectRule;
}

/** How a dialect shows a secret. */
export interface Representation {
  readonly representable: boolean;
  /** Why it does not show it; null when it does. */
  readonly reason: string | null;
  /** The name it shows it by; null when it does not. */
  readonly name: string | null;
}

const OWNERS: Readonly<Record<SecretAccess, string>> = {
  ORGANIZATION: 'the organization',
  TEAM: 'a team',
  PERSONAL: 'one principal',
};

/** How a dialect shows a secret of this name and access, whether it exists or not. */
export function representationIn(
  { access: shown, nameForm, shownName }: DialectRule,
  { name, access }: Pick<Secret, 'name' | 'access'>,
): Representation {
  const flaw = flawOf(name);
  if (flaw !== undefined) return hidden(flaw);
  if (!shown.includes(access)) return hidden(`It has no secrets that belong to ${OWNERS[access]}.`);
  if (!hasForm(name, nameForm)) return hidden(formRule(nameForm));
  return { representable: true, reason: null, name: shownName?.(name) ?? name };
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
