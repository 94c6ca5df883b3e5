import { Database } from '../../src/storage/database';
import { storesOf } from '../../src/storage/stores';

/** How often each version of a secret was handed out, such as `delivery.create NAME@2` → 3. */
export type Uses = Map<string, number>;

/** Counts one more. */
export function countUse(uses: Uses, use: string): void {
  uses.set(use, (uses.get(use) ?? 0) + 1);
}

/** What the audit chain of the organization says that a consumer was given. Looks into the database from outside. */
export async function auditedUses(url: string, organizationId: string, consumerId: string): Promise<Uses> {
  const database = await Database.open({ url, poolSize: 2 });
  try {
    const events = await storesOf(database).audit.stream(database.reader, organizationId, 1, 100_000);
    const uses: Uses = new Map();
    for (const { event } of events) {
      const { action, subjectId, outcome, detail } = event;
      const isUse = action === 'delivery.create' || action === 'injection.create';
      if (!isUse || subjectId !== consumerId || outcome !== 'ALLOWED') continue;
      for (const secret of JSON.parse(String(detail.secrets)) as string[]) {
        countUse(uses, `${action} ${secret.split(' ')[0]}`);
      }
    }
    return uses;
  } finally {
    await database.close();
  }
}

/** The uses that happened more often than the audit log says. Empty when each is on record. */
export function unrecorded(happened: Uses, audited: Uses): string[] {
  return [...happened].filter(([use, count]) => count > (audited.get(use) ?? 0)).map(([use]) => use);
}
