import type { OrganizationUsage } from '../../core/quota';
import { ORGANIZATION_USAGE } from '../entities/organization-usage.entity';
import { projection, selectFirst } from '../sql/projection';
import { sql } from '../sql/sql';
import type { Reading } from '../sql/unit-of-work';

const USAGE = projection(ORGANIZATION_USAGE, { except: ['organizationId'] });

/** The statements of how much is stored. */
export class OrganizationUsageStore {
  /**
   * What the organization has stored. In a unit of work that has stored something, the row is locked until the unit ends, so
   * that no two units can both take the last room.
   */
  async of(on: Reading, organizationId: string): Promise<OrganizationUsage> {
    const where = sql`organization_id = ${organizationId}`;
    const found = await selectFirst(on, USAGE, sql`FROM organization_usage WHERE ${where}`);
    return { secrets: found?.secrets ?? 0, versions: found?.versions ?? 0, bytes: Number(found?.bytes ?? 0) };
  }
}
