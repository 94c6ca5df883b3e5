import { SETTINGS } from '../../config/config';
import { looksLikeAuditKey } from '../../crypto/chain';
import { looksLikeOpeningKey } from '../../crypto/sealing-key';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The names of our settings. Everything else in the environment is the application's. */
const WITHHELD: ReadonlySet<string> = new Set(Object.values(SETTINGS).map(({ name }) => name));

/** The variable name for a secret: every character except ASCII letters, digits and `_` becomes `_`. */
export function variableName(secretName: string): string {
  const name = secretName.replace(/[^A-Za-z0-9_]/gu, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** What the child inherits: the environment without the gateway's settings and keys. */
export function inheritedEnvironment(environment: Readonly<Record<string, string | undefined>>): Variables {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || WITHHELD.has(name) || isKey(value)) continue;
    inherited[name] = value;
  }
  return inherited;
}

function isKey(value: string): boolean {
  return looksLikeOpeningKey(value) || looksLikeAuditKey(value);
}
