import { BadUserInput } from './errors';
import { canonicalName } from './name';
import { matchesPattern, type NamePattern, patternRule } from './name-pattern';
import type { Secret, SecretAccess } from './secret';

/** Which secrets a dialect shows. Its lists and counts cover exactly these. */
export interface DialectRule {
  readonly access: readonly SecretAccess[];
  readonly namePattern: NamePattern;
  /** The name that it shows for a secret, if that differs from the secret's own. */
  readonly shownName?: (name: string) => string;
}

/** What the GraphQL API says about a dialect. */
export interface DialectSummary {
  /** Lower-case words joined by hyphens, unique among the dialects. */
  readonly name: string;
  /** The common name of the vendor's API. */
  readonly product: string;
  readonly rule: DialectRule;
}

/** How a dialect shows a secret. */
export interface Representation {
  readonly representable: boolean;
  /** Why the dialect does not show the secret; null if it does. */
  readonly reason: string | null;
  /** The name under which it shows the secret; null if it does not. */
  readonly name: string | null;
}

const OWNERS: Readonly<Record<SecretAccess, string>> = {
  ORGANIZATION: 'the organization',
  TEAM: 'a team',
  PERSONAL: 'one principal',
};

/** How a dialect shows a secret of this name and access. The secret need not exist. */
export function representationIn(
  { access: shown, namePattern, shownName }: DialectRule,
  { name, access }: Pick<Secret, 'name' | 'access'>,
): Representation {
  const flaw = flawOf(name);
  if (flaw !== undefined) return hidden(flaw);
  if (!shown.includes(access)) return hidden(`It has no secrets that belong to ${OWNERS[access]}.`);
  if (!matchesPattern(name, namePattern)) return hidden(patternRule(namePattern));
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
