import type { SecretRowFragment } from '../../client/generated/graphql';
import { BadUserInput } from '../../core/errors';
import { canonicalName, foldCase } from '../../core/name';
import type { Plaintext } from '../../core/plaintext';
import { printedTable } from '../command/printed-text';
import type { ImportedEntry } from './imported-entry';

/** What importing an entry would do. Whether a value differs from the stored one cannot be told: nobody can read that. */
type ImportState = 'new' | 'new version' | 'left out' | 'refused';

/** An entry, and what would become of it. */
export interface PlannedImport {
  readonly name: string;
  readonly place: string;
  readonly state: ImportState;
  /** Why it is left out or refused, or what to check. */
  readonly reason: string;
  /** Only for those that are imported. */
  readonly value?: Plaintext;
  /** The secret that gets a new version. */
  readonly existing?: SecretRowFragment;
}

/**
 * What importing a file would do, in the order of the file.
 *
 * @param existing the secrets of the owner, whose names are compared case-insensitively.
 * @param isOnlyNew true to leave out names that there are already.
 */
export function plannedImport(
  entries: readonly ImportedEntry[],
  existing: readonly SecretRowFragment[],
  isOnlyNew: boolean,
): PlannedImport[] {
  const known = new Map(existing.map((secret) => [foldCase(secret.name), secret]));
  const last = new Map(entries.map(({ name }, index) => [foldCase(name.normalize('NFC')), index]));
  return entries.map((entry, index): PlannedImport => {
    const { name, place, value, refusal, omission, warning } = entry;
    const base = { name, place };
    if (omission !== undefined) return { ...base, state: 'left out', reason: omission };
    const refused = refusal ?? nameFault(name);
    if (refused !== undefined || value === undefined) {
      return { ...base, state: 'refused', reason: refused ?? 'it has no value' };
    }
    const folded = foldCase(name.normalize('NFC'));
    const next = last.get(folded) ?? index;
    if (next !== index) {
      const later = entries[next]!;
      return later.name === name
        ? { ...base, state: 'left out', reason: `the name is there again, ${later.place}` }
        : { ...base, state: 'refused', reason: `differs from ${later.name} in upper and lower case only` };
    }
    const secret = known.get(folded);
    const planned = { ...base, value, reason: warning ?? '' };
    if (secret === undefined) return { ...planned, state: 'new' };
    if (isOnlyNew) return { ...base, state: 'left out', reason: 'there is such a secret' };
    return { ...planned, state: 'new version', existing: secret };
  });
}

/** The plan as a table, without any value. */
export function planTable(plan: readonly PlannedImport[]): string {
  const rows = plan.map(({ name, state, place, reason, existing }) => [
    name || '-',
    state,
    place,
    [existing && `after version ${existing.version}`, reason].filter((text) => text).join('; '),
  ]);
  return printedTable([['NAME', 'STATE', 'WHERE', 'REMARK'], ...rows]);
}

function nameFault(name: string): string | undefined {
  try {
    canonicalName(name, 'name');
    return undefined;
  } catch (error) {
    if (error instanceof BadUserInput) return error.message.replace(/^name: /, '');
    throw error;
  }
}
