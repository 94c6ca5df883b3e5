import type { Consumer } from '../../core/consumer';
import type { ConsumptionFacts } from '../../core/consumption';
import { hasExpired } from '../../core/expiry';
import { foldCase } from '../../core/name';
import { Permission } from '../../core/permission';
import { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { WayOut } from '../../core/way-out';
import { anyOf, joined, type Sql, sql } from '../sql/sql';
import { withinScopes } from './secret-scope';

/** What core's rule of consumption depends on besides the consumer and the rows of secrets. */
export type UseFacts = Omit<ConsumptionFacts, 'selectedRepositoryIds'>;

const NEVER = sql`1 = 0`;
/** How the list of ways out begins, last in the text of a policy. Inside a string of JSON its quotes would be escaped. */
const WAYS_OUT_KEY = '"waysOut":[';

/**
 * Core's rule `consumption` as one predicate over the columns of `secret`, so that a count needs no rows and a page reads
 * only those that it shows. Whatever is handed out is decided by the rule itself once more.
 */
export function isUsable(kind: 'sqlite' | 'postgres', consumer: Consumer, facts: UseFacts): Sql {
  if (hasExpired(consumer, facts.at)) return NEVER;
  return joined(
    [
      sql`organization_id = ${consumer.organizationId} AND deleted_at IS NULL`,
      anyOf(grants(consumer, facts)),
      sql`(expires_at IS NULL OR expires_at > ${facts.at})`,
      ofOwner(consumer, facts),
      anyOf(waysOut(kind, consumer)),
    ],
    ' AND ',
  );
}

function grants({ id, uses, organizationId }: Consumer, { repository }: UseFacts): Sql[] {
  const found: Sql[] = [];
  if (uses.secretIds.length > 0) {
    found.push(sql`id IN (SELECT secret_id FROM consumer_secret WHERE consumer_id = ${id})`);
  }
  if (uses.namePrefix !== null) {
    const from = foldCase(uses.namePrefix);
    const begins = sql`name_folded >= ${from} AND name_folded < ${`${from}\u{10ffff}`}`;
    found.push(sql`(access <> ${SecretAccess.TEAM} AND ${begins})`);
  }
  if (uses.teamId !== null) found.push(sql`(access = ${SecretAccess.TEAM} AND team_id = ${uses.teamId})`);
  const isOfRepository =
    repository?.id === uses.repositoryId && repository?.organizationId === organizationId;
  if (repository !== undefined && isOfRepository) {
    const visible = [sql`visibility = ${SecretVisibility.ALL}`];
    if (repository.isPrivate) visible.push(sql`visibility = ${SecretVisibility.PRIVATE}`);
    const selected = sql`SELECT secret_id FROM secret_repository WHERE repository_database_id = ${repository.databaseId}`;
    visible.push(sql`(visibility = ${SecretVisibility.SELECTED} AND id IN (${selected}))`);
    found.push(sql`(access = ${SecretAccess.ORGANIZATION} AND ${anyOf(visible)})`);
  }
  return found;
}

/** What the owner of a consumer may do limits it. Without an owner, nobody's personal secret is within reach. */
function ofOwner({ organizationId, ownerId }: Consumer, { owner }: UseFacts): Sql {
  if (ownerId === null) return sql`access <> ${SecretAccess.PERSONAL}`;
  if (owner === undefined || !owner.permissions.has(Permission.USE_SECRETS)) return NEVER;
  const own = sql`(access = ${SecretAccess.PERSONAL} AND owner_id = ${ownerId})`;
  if (!owner.permissions.has(Permission.MANAGE_CONSUMERS)) return own;
  const granted = withinScopes([{ organizationId, reach: owner.reach }]);
  return sql`(${own} OR access <> ${SecretAccess.PERSONAL} AND ${granted})`;
}

/** One predicate for each way that the value may leave for this consumer. */
function waysOut(kind: 'sqlite' | 'postgres', consumer: Consumer): Sql[] {
  const has = (way: WayOut) => consumer.waysOut.includes(way);
  const named = (way: WayOut) => sql`(${policyNames(kind, way)})`;
  const taken: Sql[] = [];
  if (has(WayOut.DELIVER)) {
    taken.push(sql`(type <> ${SecretType.TOTP} AND (use_policy IS NULL OR ${named(WayOut.DELIVER)}))`);
  }
  if (has(WayOut.CODE)) {
    taken.push(sql`(type = ${SecretType.TOTP} AND (use_policy IS NULL OR ${named(WayOut.CODE)}))`);
  }
  if (has(WayOut.INJECT)) taken.push(sql`(use_policy IS NOT NULL AND ${named(WayOut.INJECT)})`);
  return taken;
}

/** Whether the policy in the column names a way. One from before policies named any allows injection only. */
function policyNames(kind: 'sqlite' | 'postgres', way: WayOut): Sql {
  const quoted = `"${way}"`;
  const position =
    kind === 'sqlite' ? sql`instr(use_policy, ${WAYS_OUT_KEY})` : sql`strpos(use_policy, ${WAYS_OUT_KEY})`;
  const list = sql`substr(use_policy, ${position})`;
  const names = kind === 'sqlite' ? sql`instr(${list}, ${quoted}) > 0` : sql`strpos(${list}, ${quoted}) > 0`;
  const named = sql`(${position} > 0 AND ${names})`;
  return way === WayOut.INJECT ? sql`${named} OR ${position} = 0` : named;
}
