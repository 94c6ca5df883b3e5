import type { SecretRowFragment } from '../../client/generated/graphql';
import { printedFields, printedTable } from '../command/printed-text';

/** The metadata of a secret, one field on a line. */
export function secretFields(secret: SecretRowFragment): string {
  return printedFields([
    ['name', secret.name],
    ['id', secret.id],
    ['owner', ownerText(secret)],
    ['type', secret.type],
    ['version', String(secret.version)],
    ['note', secret.note],
    ['file', secret.isFile ? 'yes' : 'no'],
    ['sensitive', secret.isSensitive ? 'yes' : 'no'],
    ['visibility', secret.visibility],
    ['created', `${secret.createdAt}${by(secret.createdBy)}`],
    ['updated', `${secret.updatedAt}${by(secret.updatedBy)}`],
    ['expires', secret.expiresAt ?? 'never'],
    ['last used', secret.lastUsedAt ?? 'never'],
  ]);
}

/** One row for each secret. */
export function secretTable(secrets: readonly SecretRowFragment[]): string {
  const rows = secrets.map((secret) => [
    secret.name,
    ownerText(secret),
    secret.isFile ? `${secret.type} FILE` : secret.type,
    String(secret.version),
    secret.updatedAt,
    secret.expiresAt ?? '-',
    secret.note ?? '',
  ]);
  return printedTable([['NAME', 'OWNER', 'TYPE', 'VERSION', 'UPDATED', 'EXPIRES', 'NOTE'], ...rows]);
}

function ownerText({ access, team }: SecretRowFragment): string {
  if (access === 'ORGANIZATION') return 'organization';
  return access === 'PERSONAL' ? 'yourself' : `team ${team?.name ?? ''}`;
}

function by(principal: { readonly name: string } | null | undefined): string {
  return principal ? ` by ${principal.name}` : '';
}
