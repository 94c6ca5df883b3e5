import type { Organization } from '../core/organization';
import { Permission } from '../core/permission';
import { operatorPermit } from '../core/policy';
import type { Stores } from '../storage/stores';
import type { ReplacedVersion } from '../storage/stores/retention.store';
import type { AuditTrail } from './audit-trail';

const DAY_MS = 86_400_000;
/** Secrets that one read looks at. */
const STEP = 1_000;
/** Versions that one transaction deletes. */
const BATCH = 500;

type Keeping = Pick<Organization, 'id' | 'keepVersions' | 'keepDays'>;

/** Shreds the versions that their organizations no longer keep. The current version of a secret always stays. */
export class RetentionService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor({ stores, trail }: { stores: Stores; trail: AuditTrail }) {
    this.#stores = stores;
    this.#trail = trail;
  }

  /**
   * Looks at every secret once, in steps. Each batch is one transaction with its audit event, so a purge that was killed
   * or stopped is simply repeated.
   *
   * @param now the age of a version is counted up to this time.
   * @param signal ends the purge after the current batch.
   * @returns how many versions were shredded.
   * @throws Unavailable and StorageFault from the database.
   */
  async purge(now = new Date(), signal?: AbortSignal): Promise<number> {
    const { database, retention } = this.#stores;
    const keeping = new Map((await retention.keeping(database.reader)).map((each) => [each.id, each]));
    let shredded = 0;
    for (let after = ''; keeping.size > 0; ) {
      const last = await retention.stepAfter(database.reader, after, STEP);
      if (last === undefined) break;
      const replaced = await retention.replaced(database.reader, after, last);
      const due = replaced.filter((each) => isDue(each, keeping.get(each.organizationId), now));
      for (const batch of batchesOf(due)) {
        if (signal?.aborted) return shredded;
        shredded += await this.#shred(batch);
      }
      after = last;
    }
    return shredded;
  }

  async #shred(batch: readonly [ReplacedVersion, ...ReplacedVersion[]]): Promise<number> {
    const [{ organizationId }] = batch;
    const permit = operatorPermit(organizationId, Permission.MANAGE_ORG_SECRETS);
    return this.#trail.commit(permit, { action: 'secret.purge', subjectId: null }, async (unit, note) => {
      const ids = batch.map(({ id }) => id);
      const count = await this.#stores.retention.shred(unit, organizationId, ids);
      unit.afterCommit(() => void this.#stores.database.scrub());
      const versions = batch.map(({ secretId, version }) => `${secretId}@${version}`);
      note({ detail: { count, versions: JSON.stringify(versions) } });
      return count;
    });
  }
}

function isDue(version: ReplacedVersion, keeping: Keeping | undefined, now: Date): boolean {
  if (keeping === undefined) return false;
  const { keepVersions, keepDays } = keeping;
  if (keepVersions !== null && version.version <= version.current - keepVersions) return true;
  return keepDays !== null && version.replacedAt.getTime() < now.getTime() - keepDays * DAY_MS;
}

/** Batches of versions of one organization each, the oldest versions of a secret first. */
function* batchesOf(
  versions: readonly ReplacedVersion[],
): Generator<readonly [ReplacedVersion, ...ReplacedVersion[]]> {
  const groups = new Map<string, ReplacedVersion[]>();
  for (const each of [...versions].sort((a, b) => a.version - b.version)) {
    groups.set(each.organizationId, [...(groups.get(each.organizationId) ?? []), each]);
  }
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += BATCH) {
      const [first, ...others] = group.slice(from, from + BATCH);
      if (first !== undefined) yield [first, ...others];
    }
  }
}
