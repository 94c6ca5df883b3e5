import type { Consumer, WorkloadIdentity } from '../../core/consumer';
import type { ConsumerRow } from '../entities/consumer.entity';
import { timeOf } from '../sql/query';
import { sql } from '../sql/sql';

/** The columns of {@link ConsumerRow} that {@link toConsumer} reads. */
export const CONSUMER_COLUMNS = sql`consumer.id, consumer.organization_id, consumer.name, consumer.owner_id, consumer.public_key, consumer.issuer, consumer.audience, consumer.claims, consumer.name_prefix, consumer.team_id, consumer.repository_id, consumer.address_ranges, consumer.created_at, consumer.created_by, consumer.updated_at, consumer.expires_at`;

/** @param secretIds what `consumer_secret` holds for it. */
export function toConsumer(row: ConsumerRow, secretIds: readonly string[]): Consumer {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    ownerId: row.owner_id,
    publicKey: row.public_key,
    identity: identityOf(row),
    uses: {
      secretIds,
      namePrefix: row.name_prefix,
      teamId: row.team_id,
      repositoryId: row.repository_id,
    },
    addressRanges: JSON.parse(row.address_ranges) as string[],
    createdAt: timeOf(row.created_at),
    createdBy: row.created_by,
    updatedAt: timeOf(row.updated_at),
    expiresAt: timeOf(row.expires_at),
  };
}

function identityOf({ issuer, audience, claims }: ConsumerRow): WorkloadIdentity | null {
  if (issuer === null || audience === null || claims === null) return null;
  return { issuer, audience, claims: JSON.parse(claims) as Record<string, string> };
}
