import { bigNumber, number, primary, reference } from '../sql/column';
import { table } from '../sql/table';

/** How much each organization has stored. Triggers on `secret` and `secret_version` keep it; nothing else writes it. */
export const ORGANIZATION_USAGE = table('organization_usage', {
  organizationId: primary(reference('organization'), 'organization_usage_pk'),
  secrets: number(),
  versions: number(),
  bytes: bigNumber(),
});
